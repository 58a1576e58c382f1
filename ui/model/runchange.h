// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// One model in the run shown before and in this one: its tasks per second.
struct ModelChange {
    enum class Effect : std::uint8_t {
        Higher, ///< the 95 % intervals lie apart
        Lower,
        Unclear, ///< they overlap
        NoInterval, ///< one of the runs has too few repeats for one
    };
    std::string label;
    QString name; ///< short
    double before = 0, after = 0;
    Effect effect = Effect::NoInterval;

    [[nodiscard]] double ratio() const { return after / before; } ///< before > 0 is promised
    friend bool operator==(const ModelChange&, const ModelChange&) = default;
    [[nodiscard]] QString text() const; ///< "+12% from 3,046", "≈ 3,046", "3,046, no interval"
};

/// Old against new: what was set otherwise, and what that did.
struct RunChange {
    QStringList settings; ///< "CPU work 0.5 → 0.1 ms"; empty: the same again
    std::vector<ModelChange> models; ///< those both runs measured, in the order of the new one
    [[nodiscard]] const ModelChange* of(const std::string& label) const; ///< null: not in both
    /// "Against the complete run shown before, with CPU work 0.5 → 0.1 ms: Threads +380%, Async no clear difference."
    [[nodiscard]] QString sentence() const;
};

/// Ended by itself and measured something: another run can be held against it.
[[nodiscard]] bool isComplete(const FinishedRun& run);

/// Absent where no model was measured in both.
[[nodiscard]] std::optional<RunChange> changeOf(
    const FinishedRun& before, const Experiment& experiment, const std::vector<ModelSummary>& after);

} // namespace ilv::ui
