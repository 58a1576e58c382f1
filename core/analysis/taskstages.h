// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace ilv::stats {

/// One attempt as thirteen stamps and the twelve stages between them (science §0.2, §14.1). A stage a model does not
/// have has length zero; it is never left out, so that the stages telescope to the whole.
inline constexpr std::size_t kStageCount = 12;
using Stamps = std::array<Nanos, kStageCount + 1>; ///< intend, submit, ser0, ser1, sent, wrecv, wdes1, exec1, …, done
using Stages = std::array<Nanos, kStageCount>;

[[nodiscard]] std::string_view stageName(std::size_t stage); ///< "schedule_slip", "queue_wait", …
inline constexpr std::size_t kExecuteStage = 6;

[[nodiscard]] Stages stagesOf(const Stamps& stamps);
[[nodiscard]] int backwardStages(const Stages& stages); ///< how many are negative: a fault of clock or order
/// Σ stages == done - intend and none negative.
[[nodiscard]] bool closes(const Stages& stages, const Stamps& stamps);
[[nodiscard]] Stages total(std::span<const Stages> tasks);

/// Share of the lanes' window that they executed user work; `startUp` is left out of the window. 0 for no window.
[[nodiscard]] double poolEfficiency(Nanos executed, Nanos lanesWindow, Nanos startUp = 0);

} // namespace ilv::stats
