// SPDX-License-Identifier: GPL-3.0-or-later
#include "results/resultsdelegate.h"

#include "charts/resultsbar.h"
#include "look/marks.h"
#include "look/numbers.h"
#include "results/resultsmodel.h"

#include <QPainter>

namespace ilv::ui {

int barIndent(const Theme& theme, bool compact)
{
    return static_cast<int>(theme.px(compact ? 16 : 32));
}

ResultsDelegate::ResultsDelegate(const ResultsModel* model, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
{
}

QSize ResultsDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return QSizeF(m_theme.px(60), m_theme.px(m_model->isCompact() ? 32 : 31)).toSize();
}

void ResultsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    paintFrame(*painter, option);

    const QRectF cell = option.rect;
    const double baseline = cell.center().y() + QFontMetricsF(m_theme.font(TextRole::Body)).capHeight() / 2;
    const ResultRow& row = m_model->row(index.row());
    const auto column = static_cast<ResultColumn>(index.column());
    if (column == ResultColumn::Name)
        paintName(*painter, cell, baseline, index.row());
    else if (column == ResultColumn::Times && row.kind == ResultRow::Kind::Measured && row.times)
        drawResultsBar(*painter, cell.adjusted(barIndent(m_theme, m_model->isCompact()), 0, 0, 0), m_theme, row.model,
            *row.times, m_model->table().mostTimes, index.row() == 0 && !m_model->table().live);
    else
        paintNumber(*painter, cell, baseline, index);
    painter->restore();
}

void ResultsDelegate::paintFrame(QPainter& painter, const QStyleOptionViewItem& option) const
{
    const QRect cell = option.rect;
    painter.fillRect(QRect(cell.topLeft(), QSize(cell.width(), m_theme.hairline())), m_theme.border);
    if (!option.state.testFlag(QStyle::State_HasFocus))
        return;
    const int ring = 2; // round the whole cell: arrow keys move it
    const QRect inner = cell.adjusted(0, m_theme.hairline(), 0, 0);
    painter.fillRect(QRect(inner.topLeft(), QSize(inner.width(), ring)), m_theme.accent);
    painter.fillRect(QRect(inner.left(), inner.bottom() - ring + 1, inner.width(), ring), m_theme.accent);
    painter.fillRect(QRect(inner.topLeft(), QSize(ring, inner.height())), m_theme.accent);
    painter.fillRect(QRect(inner.right() - ring + 1, inner.top(), ring, inner.height()), m_theme.accent);
}

void ResultsDelegate::paintName(QPainter& painter, const QRectF& cell, double baseline, int index) const
{
    const ResultRow& row = m_model->row(index);
    drawMarker(painter, { cell.left() + m_theme.px(7), cell.center().y() }, m_theme.px(4.5), m_theme, row.model, 0,
        row.variant);
    const bool strong = m_model->isCompact() || (index == 0 && row.kind == ResultRow::Kind::Measured);
    const QFont font = m_theme.font(strong ? TextRole::BodyStrong : TextRole::BodyMedium);
    const double left = cell.left() + m_theme.px(20);
    const QFontMetricsF metrics(font);
    const QString name = m_model->text(index, ResultColumn::Name);
    painter.setFont(font);
    painter.setPen(m_theme.ink);
    painter.drawText(
        QPointF(left, baseline), metrics.elidedText(name, Qt::ElideRight, cell.right() - left - m_theme.px(6)));
    if (row.trouble.isEmpty() || m_model->isCompact())
        return;
    const double after = left + metrics.horizontalAdvance(name) + m_theme.px(10);
    const QFont small = m_theme.font(TextRole::Tick);
    painter.setFont(small);
    painter.setPen(m_theme.err);
    painter.drawText(
        QPointF(after, baseline), QFontMetricsF(small).elidedText(row.trouble, Qt::ElideRight, cell.right() - after));
}

void ResultsDelegate::paintNumber(
    QPainter& painter, const QRectF& cell, double baseline, const QModelIndex& index) const
{
    const ResultRow& row = m_model->row(index.row());
    const auto column = static_cast<ResultColumn>(index.column());
    const QString text = m_model->text(index.row(), column);
    if (text.isEmpty())
        return;
    if (row.kind != ResultRow::Kind::Measured) {
        const bool failed = row.kind == ResultRow::Kind::Failed;
        const QFont font = m_theme.font(failed ? TextRole::BodyMedium : TextRole::Body);
        painter.setFont(font);
        painter.setPen(failed ? m_theme.err : m_theme.ink3);
        painter.drawText(cell, Qt::AlignRight | Qt::AlignVCenter,
            QFontMetricsF(font).elidedText(text, Qt::ElideRight, cell.width()));
        return;
    }
    const bool rate = column == ResultColumn::Rate;
    const QFont font = m_theme.font(rate ? TextRole::BodyStrong : TextRole::Body);
    painter.setPen(rate ? m_theme.ink : column == ResultColumn::Interval ? m_theme.ink3 : m_theme.ink2);
    const bool aligned = column == ResultColumn::P50 || column == ResultColumn::P99 || column == ResultColumn::Memory;
    if (!aligned || text == QStringLiteral("–")) {
        drawCellsRight(painter, { cell.right(), baseline }, text, font);
        return;
    }
    QStringList others;
    for (int line = 0; line < m_model->rowCount(); ++line)
        others << m_model->text(line, column);
    drawDecimal(painter, cell.right() - widest(others, font).fraction, baseline, text, font);
}

} // namespace ilv::ui
