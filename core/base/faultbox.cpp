// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/faultbox.h"

#include <algorithm>
#include <utility>

namespace ilv {
namespace {

constexpr std::array<std::string_view, 15> kWords{ "", "crash", "exit", "throw", "hang", "ignore-term", "wrong",
    "malformed", "leak", "flood", "freeze", "slow", "block-loop", "permission-denied", "missing-artifact" };
static_assert(kWords.size() == static_cast<std::size_t>(HandFault::MissingArtifact) + 1);

} // namespace

std::string_view name(HandFault fault)
{
    return kWords[static_cast<std::size_t>(fault)];
}

template <> std::optional<HandFault> fromName(std::string_view text)
{
    const auto found = std::find(kWords.begin() + 1, kWords.end(), text);
    return found == kWords.end() ? std::nullopt : std::optional(static_cast<HandFault>(found - kWords.begin()));
}

bool FaultBox::waitsFor(int lane) const
{
    const std::scoped_lock lock(m_mutex);
    return lane >= 0 && lane < kLanes && m_lanes[static_cast<std::size_t>(lane)] != HandFault::None;
}

bool FaultBox::put(int lane, HandFault fault, Nanos at)
{
    if (lane < 0 || lane >= kLanes || fault == HandFault::None)
        return false;
    const std::scoped_lock lock(m_mutex);
    HandFault& place = m_lanes[static_cast<std::size_t>(lane)];
    if (place != HandFault::None)
        return false;
    place = fault;
    m_planted.push_back({ .asked = at, .lane = lane, .fault = fault });
    m_waiting.fetch_add(1, std::memory_order_relaxed);
    return true;
}

HandFault FaultBox::takeOne(int lane, std::uint64_t task)
{
    const std::scoped_lock lock(m_mutex);
    if (lane < 0 || lane >= kLanes || m_lanes[static_cast<std::size_t>(lane)] == HandFault::None)
        return HandFault::None;
    const auto mine = std::find_if(
        m_planted.begin(), m_planted.end(), [lane](const Planted& one) { return one.lane == lane && one.struck == 0; });
    mine->struck = now();
    mine->task = task;
    m_waiting.fetch_sub(1, std::memory_order_relaxed);
    return std::exchange(m_lanes[static_cast<std::size_t>(lane)], HandFault::None);
}

std::vector<FaultBox::Planted> FaultBox::planted() const
{
    const std::scoped_lock lock(m_mutex);
    return m_planted;
}

} // namespace ilv
