// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace ilv::ui {

/// One model of two runs, side by side.
struct ComparedModel {
    enum class Change : std::uint8_t {
        Faster, ///< of the second run, beyond both intervals
        Slower,
        NoClearDifference, ///< the intervals overlap
        TooFew, ///< no interval, so nothing is claimed
        OnlyOne, ///< measured in one of the two
    };
    QString name;
    Model model = Model::Sequential;
    std::optional<double> rateBefore, rateAfter; ///< tasks per second
    std::optional<double> p99BeforeMs, p99AfterMs;
    Change change = Change::OnlyOne;
    QString words; ///< "14% more (9% to 19%)", "no clear difference", "too few repeats", "only in the first"
};

/// Two finished runs: what changed, and what stands in the way of comparing them.
struct RunComparison {
    QString sentence; ///< "2 models faster, 1 slower, 3 without a clear difference."
    QStringList cautions; ///< "The experiments differ: workload, load.", "Measured on different machines."
    std::vector<ComparedModel> models; ///< in the first run's order, then what only the second has
};

/// A difference is claimed only where the 95 % intervals of the medians lie apart; its interval is then the widest the
/// two allow (low over high to high over low).
[[nodiscard]] RunComparison compareRuns(const FinishedRun& before, const FinishedRun& after);

} // namespace ilv::ui
