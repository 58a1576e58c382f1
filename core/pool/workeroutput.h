// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/arena.h"
#include "pool/frame.h"
#include "pool/sharedpage.h"
#include "pool/workerloop.h"

#include <cstddef>
#include <cstdint>

namespace ilv {

/// A worker's way back: frames gather in a queue, large answers in the output arena, until they are flushed.
class WorkerOutput {
public:
    WorkerOutput(int channel, int arenaFile, const SharedPage& page)
        : m_channel(channel)
        , m_arenaFile(arenaFile)
        , m_page(page)
    {
    }

    void setUp(const SetupBody& setup);

    template <typename Body> void put(std::uint64_t sequence, const Body& body) { putFrame(m_frames, sequence, body); }
    /// A result with the answer's payload, which the task fills in place. Returns the payload's size.
    std::size_t putResult(std::uint64_t sequence, ResultBody& result, WorkerTask& task);

    [[nodiscard]] std::size_t pending() const { return m_frames.size(); }
    [[nodiscard]] bool flush(Nanos at); ///< blocks; `at` becomes the results' `flushed`; false: nobody reads any more

private:
    std::span<std::byte> placeInArena(std::size_t size, ResultBody& result);
    void stampFlushed(Nanos at);

    int m_channel;
    int m_arenaFile; ///< -1: none
    const SharedPage& m_page;
    ByteQueue m_frames;
    Arena m_arena;
    ArenaRing m_ring;
    std::uint64_t m_maxOutput = 0;
    bool m_arenaAlways = false;
};

} // namespace ilv
