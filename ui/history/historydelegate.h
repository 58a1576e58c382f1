// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QStyledItemDelegate>

namespace ilv::ui {

class HistoryList;

/// One kept run: title and time, below them the marker of what was recommended and the finding, and what a person
/// added.
class HistoryDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    HistoryDelegate(const HistoryList* list, QObject* parent);
    void setTheme(const Theme& theme) { m_theme = theme; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const HistoryList* m_list;
    Theme m_theme = lightTheme();
};

} // namespace ilv::ui
