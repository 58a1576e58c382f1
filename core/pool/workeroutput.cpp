// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/workeroutput.h"

#include <cerrno>
#include <unistd.h>

namespace ilv {

void WorkerOutput::setUp(const SetupBody& setup)
{
    m_arenaAlways = setup.arenaAlways != 0;
    m_maxOutput = setup.maxOutput;
}

std::size_t WorkerOutput::putResult(std::uint64_t sequence, ResultBody& result, WorkerTask& task)
{
    std::size_t size = result.outcome == Outcome::Ok ? task.outputSize() : 0;
    if (size > m_maxOutput) {
        result.outcome = Outcome::Error;
        result.code = Code::OutputLimit;
        size = 0;
    }
    if (size == 0) {
        put(sequence, result);
        return 0;
    }
    std::span<std::byte> place;
    if (size > kInlineLimit || m_arenaAlways)
        place = placeInArena(size, result);
    if (place.empty())
        place = { putFrame(m_frames, sequence, result, size), size };
    else
        put(sequence, result);
    task.fillOutput(result.digest, place);
    return size;
}

/// Room in the output arena, which grows when it is empty and too small. None when answers not yet read fill it: the
/// answer then travels inline, slower but without waiting for the parent.
std::span<std::byte> WorkerOutput::placeInArena(std::size_t size, ResultBody& result)
{
    if (m_arenaFile < 0)
        return {};
    m_ring.setTail(m_page.outputRead.load(std::memory_order_acquire));
    const std::size_t wanted = Arena::capacityFor(size);
    if (m_ring.empty() && m_arena.capacity() < wanted && m_arena.map(m_arenaFile, wanted, true)) {
        m_ring.resize(wanted);
        GrowBody grow;
        grow.output = 1;
        grow.capacity = wanted;
        put(0, grow);
    }
    const auto position = m_ring.fit(size);
    if (!position)
        return {};
    m_ring.take(*position, size);
    result.flags = kInArena;
    result.position = *position;
    result.size = size;
    return m_arena.at(*position, size);
}

void WorkerOutput::stampFlushed(Nanos at)
{
    for (std::byte* place = m_frames.data(); place < m_frames.data() + m_frames.size();) {
        FrameHeader header;
        std::memcpy(&header, place, sizeof header);
        place += sizeof header;
        if (static_cast<FrameType>(*place) == FrameType::Result)
            std::memcpy(place + offsetof(ResultBody, flushed), &at, sizeof at);
        place += header.length;
    }
}

bool WorkerOutput::flush(Nanos at)
{
    stampFlushed(at);
    while (!m_frames.empty()) {
        const ssize_t n = ::write(m_channel, m_frames.data(), m_frames.size());
        if (n < 0 && errno != EINTR)
            return false;
        if (n > 0)
            m_frames.consume(static_cast<std::size_t>(n));
    }
    return true;
}

} // namespace ilv
