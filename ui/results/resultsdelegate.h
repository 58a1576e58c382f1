// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QStyledItemDelegate>

namespace ilv::ui {

class ResultsModel;

/// Air left of the bars, which stand away from the numbers before them.
[[nodiscard]] int barIndent(const Theme& theme, bool compact);

/// Paints the cells of the results table: marker and name, digits in cells of equal width, decimal points under each
/// other, bars against sequential. A hairline above every row.
class ResultsDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    ResultsDelegate(const ResultsModel* model, QObject* parent);
    void setTheme(const Theme& theme) { m_theme = theme; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintName(QPainter& painter, const QRectF& cell, double baseline, int row) const;
    void paintNumber(QPainter& painter, const QRectF& cell, double baseline, const QModelIndex& index) const;
    void paintFrame(QPainter& painter, const QStyleOptionViewItem& option) const;

    const ResultsModel* m_model;
    Theme m_theme = lightTheme();
};

} // namespace ilv::ui
