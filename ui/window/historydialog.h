// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/history.h"
#include "model/theme.h"

#include <QDialog>

#include <vector>

class QTableWidget;

namespace ilv::ui {

class Button;
class TextLabel;

/// The runs measured before: open one, or delete it. It only shows; who made it fetches.
class HistoryDialog : public QDialog {
    Q_OBJECT

public:
    HistoryDialog(const Theme& theme, QWidget* parent);
    void setEntries(std::vector<HistoryEntry> entries);

Q_SIGNALS:
    void openAsked(const QString& id);
    void removeAsked(const QString& id);

private:
    [[nodiscard]] QString chosenId() const;
    void refreshButtons();

    std::vector<HistoryEntry> m_entries;
    QTableWidget* m_table;
    TextLabel* m_empty;
    Button *m_open, *m_remove;
};

} // namespace ilv::ui
