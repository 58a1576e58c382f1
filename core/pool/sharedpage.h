// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ilv {

/// What a worker's lane can be doing: the order of Category in measure/category.h, which this folder cannot include
/// (a sibling) but whose ledger reads these sums by index.
enum class LaneState : std::uint8_t {
    StartUp,
    Serialize,
    Transport,
    QueueWait,
    IoWait,
    Compute,
    RunDelay,
    LoopBlocked,
    Retry,
    Idle,
    Unexplained,
};
inline constexpr std::size_t kLaneStates = 11;

/// A page of memory a worker and its parent both see. The worker says in it, for the price of a store, what a frame
/// could say only for the price of a system call: which job it has begun and which it has finished. After a death, or
/// at a time-out, the parent reads it and knows which job was running. One writer per field, so relaxed stores do, but
/// for the sequence numbers, which publish what was stored before them.
struct SharedPage {
    // the worker writes
    std::atomic<std::uint64_t> startedSeq{ 0 }; ///< running when greater than finishedSeq
    std::atomic<std::uint64_t> finishedSeq{ 0 };
    std::atomic<Nanos> startedAt{ 0 };
    std::atomic<Nanos> bornAt{ 0 }; ///< its program began to run
    std::atomic<Nanos> stateSince{ 0 }; ///< when it entered `state`; the sums hold all before
    std::atomic<Nanos> endedAt{ 0 }; ///< it ended in good order; 0: not yet, or never
    std::atomic<Nanos> cpuUser{ 0 }; ///< at most some milliseconds old while it lives
    std::atomic<Nanos> cpuSystem{ 0 };
    std::atomic<LaneState> state{ LaneState::StartUp };
    std::array<std::atomic<Nanos>, kLaneStates> sums{};
    // the parent writes
    alignas(64) std::atomic<std::uint64_t> revokedSeq{ 0 }; ///< jobs up to this one are not to be begun any more
    std::atomic<std::uint64_t> postedSeq{ 0 }; ///< the last job written to the channel
    std::atomic<std::uint32_t> posted{ 0 }; ///< counts its writes to the channel, for a worker that spins
    std::atomic<int> parentCpu{ -1 }; ///< where it was when it wrote last
    std::atomic<std::uint64_t> outputRead{ 0 }; ///< position in the output arena up to which answers were consumed
};
static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(SharedPage) <= 4096);

/// The mapping of a shared page, made by the parent (map of a fresh memory file) or met by the worker.
class SharedPageMap {
public:
    SharedPageMap() = default;
    SharedPageMap(SharedPageMap&& other) noexcept;
    SharedPageMap& operator=(SharedPageMap&& other) noexcept;
    ~SharedPageMap();

    /// A sealed memory file of one page, close-on-exec; -1 and errno when there are no descriptors or memory.
    [[nodiscard]] static int createFile();
    [[nodiscard]] bool map(int fd);
    [[nodiscard]] SharedPage* operator->() const { return m_page; }
    explicit operator bool() const { return m_page != nullptr; }

private:
    SharedPage* m_page = nullptr;
};

} // namespace ilv
