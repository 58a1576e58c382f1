// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/goalfields.h"

#include <QCoreApplication>

#include <cmath>

namespace ilv::ui {

namespace {

constexpr double kPercent = 100, kMost = 1e12;
constexpr std::string_view kSection = "goals.";
constexpr std::string_view kKeys[]{ "p95_ms", "p99_ms", "error_rate", "throughput_per_s", "correct" };
static_assert(std::size(kKeys) == kGoalFields.size());

QString tr(const char* text)
{
    return QCoreApplication::translate("GoalFields", text);
}

} // namespace

GoalView goalView(const Goals& goals, GoalField field)
{
    switch (field) {
    case GoalField::P95:
        return { .label = tr("p95 ≤"),
            .unit = QStringLiteral("ms"),
            .spoken = tr("p95 at most"),
            .value = goals.p95Ms,
            .suggestion = 150,
            .maximum = kMost,
            .decimals = 4 };
    case GoalField::P99:
        return { .label = tr("p99 ≤"),
            .unit = QStringLiteral("ms"),
            .spoken = tr("p99 at most"),
            .value = goals.p99Ms,
            .suggestion = 300,
            .maximum = kMost,
            .decimals = 4 };
    case GoalField::ErrorRate:
        return { .label = tr("Failed ≤"),
            .unit = QStringLiteral("%"),
            .spoken = tr("Failed tasks at most"),
            // To the last digit shown: 0.07 × 100 is not 7 in binary, and what is read back must be what was typed.
            .value
            = goals.errorRate ? std::optional(std::round(*goals.errorRate * kPercent * 1e6) / 1e6) : std::nullopt,
            .suggestion = 1,
            .maximum = 1e6,
            .decimals = 4 };
    case GoalField::Throughput:
        return { .label = tr("Rate ≥"),
            .unit = tr("tasks/s"),
            .spoken = tr("Tasks per second at least"),
            .value = goals.throughputPerS,
            .suggestion = 500,
            .maximum = kMost,
            .decimals = 3 };
    case GoalField::Correct:
        break;
    }
    return { .label = tr("Every answer right"),
        .unit = {},
        .spoken = tr("Every answer right"),
        .value = goals.correct.value_or(false) ? std::optional(1.0) : std::nullopt,
        .suggestion = 1,
        .maximum = 1,
        .decimals = 0,
        .hasNumber = false };
}

void setGoal(Goals& goals, GoalField field, std::optional<double> value)
{
    if (value && std::isnan(*value))
        return;
    switch (field) {
    case GoalField::P95:
        goals.p95Ms = value;
        break;
    case GoalField::P99:
        goals.p99Ms = value;
        break;
    case GoalField::ErrorRate:
        goals.errorRate = value ? std::optional(*value / kPercent) : std::nullopt;
        break;
    case GoalField::Throughput:
        goals.throughputPerS = value;
        break;
    case GoalField::Correct:
        goals.correct = value ? std::optional(true) : std::nullopt;
        break;
    }
}

std::optional<GoalField> goalNamed(std::string_view path)
{
    if (path.substr(0, kSection.size()) == kSection)
        path.remove_prefix(kSection.size());
    for (const GoalField field : kGoalFields)
        if (path == kKeys[static_cast<std::size_t>(field)])
            return field;
    return std::nullopt;
}

} // namespace ilv::ui
