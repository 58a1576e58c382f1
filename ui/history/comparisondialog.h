// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"
#include "look/theme.h"
#include "model/runcomparison.h"

#include <QDialog>

class QTableWidget;

namespace ilv::ui {

/// Two runs side by side: rates and p99 of each model, and what changed beyond the intervals. Not modal: the window
/// shows one of them beside it.
class ComparisonDialog : public QDialog {
    Q_OBJECT

public:
    /// `titles`: what the two are called where they are listed.
    ComparisonDialog(const Theme& theme, const FinishedRun& before, const FinishedRun& after,
        const std::pair<QString, QString>& titles, QWidget* parent);

private:
    [[nodiscard]] QTableWidget* makeTable(const Theme& theme, const RunComparison& comparison);
};

} // namespace ilv::ui
