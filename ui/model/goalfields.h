// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <QString>

#include <array>
#include <optional>
#include <string_view>

namespace ilv::ui {

/// The goals of the form, in the order of the file.
enum class GoalField : std::uint8_t { P95, P99, ErrorRate, Throughput, Correct };
inline constexpr std::array kGoalFields{ GoalField::P95, GoalField::P99, GoalField::ErrorRate, GoalField::Throughput,
    GoalField::Correct };

/// How one goal is shown: what must hold, its limit and unit. Correct has no number.
struct GoalView {
    QString label = {}, unit = {}; ///< "p95 ≤", "ms"
    QString spoken = {}; ///< "p95 at most"
    std::optional<double> value = {}; ///< absent: not a goal
    double suggestion = 0; ///< the limit when it is first ticked
    double maximum = 0;
    int decimals = 0;
    bool hasNumber = true;
};

[[nodiscard]] GoalView goalView(const Goals& goals, GoalField field);
/// In the view's unit (the error rate in percent); any value for Correct; absent: not a goal.
void setGoal(Goals& goals, GoalField field, std::optional<double> value);

/// The goal of a path in the file ("goals.p95_ms") or of its name alone ("p95_ms").
[[nodiscard]] std::optional<GoalField> goalNamed(std::string_view path);

} // namespace ilv::ui
