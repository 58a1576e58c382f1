// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "results/resultsmodel.h"

#include <QTableView>

namespace ilv::ui {

class ResultsDelegate;

/// The table of results; compact shows four columns. Ctrl+C copies all of it as text.
class ResultsTable : public QTableView, public Themed {
    Q_OBJECT

public:
    explicit ResultsTable(QWidget* parent = nullptr);

    void setTable(ResultTable table);
    /// Old against new, from the next table on; absent: nothing to compare with.
    void setChange(std::optional<RunChange> change);
    void setCompact(bool compact);
    [[nodiscard]] ResultsModel& results() { return m_model; }
    [[nodiscard]] int wantedHeight() const; ///< to show every row

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return QSize(100, 60); }

protected:
    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    class Header;
    void arrange();

    ResultsModel m_model;
    std::optional<RunChange> m_change;
    ResultsDelegate* m_delegate;
};

} // namespace ilv::ui
