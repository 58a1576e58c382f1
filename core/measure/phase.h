// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/category.h"

namespace ilv {

/// The five parts a task's latency is shown in, in the order they are drawn everywhere (interface.md, Phases).
enum class Phase : std::uint8_t { Spawn, Serialize, Transport, QueueWait, Work };
inline constexpr std::size_t kPhaseCount = 5;
inline constexpr std::array kPhases{ Phase::Spawn, Phase::Serialize, Phase::Transport, Phase::QueueWait, Phase::Work };

/// The phase a ledger category is shown in; absent for idle, which a task never is, and for unexplained.
[[nodiscard]] constexpr std::optional<Phase> phaseOf(Category category)
{
    switch (category) {
    case Category::StartUp:
        return Phase::Spawn;
    case Category::Serialize:
        return Phase::Serialize;
    case Category::Transport:
        return Phase::Transport;
    case Category::QueueWait:
    case Category::LoopBlocked:
    case Category::Retry:
        return Phase::QueueWait;
    case Category::IoWait:
    case Category::Compute:
    case Category::RunDelay:
        return Phase::Work;
    case Category::Idle:
    case Category::Unexplained:
        break;
    }
    return std::nullopt;
}

} // namespace ilv
