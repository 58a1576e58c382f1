// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historydelegate.h"

#include "controls/paint.h"
#include "history/historylist.h"
#include "history/historywords.h"
#include "look/icons.h"
#include "look/marks.h"

#include <QPainter>

namespace ilv::ui {

namespace {

constexpr double kSide = 10, kLine = 18, kAir = 8;

} // namespace

HistoryDelegate::HistoryDelegate(const HistoryList* list, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_list(list)
{
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const
{
    return QSizeF(m_theme.px(120), m_theme.px(2 * kAir + kLine * 3)).toSize();
}

void HistoryDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const HistoryEntry& run = m_list->entry(index.row());
    const QRectF row = option.rect;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double radius = m_theme.px(space::kInputRadius);
    if (option.state.testFlag(QStyle::State_Selected))
        drawPlate(*painter, row.adjusted(0, 1, 0, -1), radius, m_theme.hover, m_theme.borderStrong, m_theme.hairline());
    else if (option.state.testFlag(QStyle::State_MouseOver))
        drawPlate(*painter, row.adjusted(0, 1, 0, -1), radius, m_theme.surface2, QColor());
    if (option.state.testFlag(QStyle::State_HasFocus))
        drawFocusRing(*painter, row.adjusted(0, 1, 0, -1), radius, m_theme);

    const double left = row.left() + m_theme.px(kSide), right = row.right() - m_theme.px(kSide);
    const auto line = [&](int number) {
        return QRectF(left, row.top() + m_theme.px(kAir + number * kLine), right - left, m_theme.px(kLine));
    };
    const auto text = [&](const QRectF& room, TextRole role, const QColor& ink, const QString& words) {
        const QFont font = m_theme.font(role);
        painter->setFont(font);
        painter->setPen(ink);
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetricsF(font).elidedText(words, Qt::ElideRight, room.width()));
    };

    QRectF head = line(0);
    if (run.note.star) {
        const double side = m_theme.px(14);
        drawIcon(*painter, Icon::StarFilled,
            QRectF(head.left() - m_theme.px(1), head.center().y() - side / 2, side, side), m_theme.ink);
        head.setLeft(head.left() + side + m_theme.px(4));
    }
    text(head, TextRole::BodyStrong, m_theme.ink, runTitle(run));

    QRectF finding = line(1);
    if (const auto model = runModel(run)) {
        drawMarker(
            *painter, QPointF(finding.left() + m_theme.px(5), finding.center().y()), m_theme.px(4.5), m_theme, *model);
        finding.setLeft(finding.left() + m_theme.px(17));
    }
    text(finding, TextRole::Tick, m_theme.ink2, runFinding(run));
    const QString about = tagsAndNote(run);
    text(line(2), TextRole::Caption, m_theme.ink3,
        about.isEmpty() ? runTime(run) : runTime(run) % QStringLiteral(" – ") % about);
    painter->restore();
}

} // namespace ilv::ui
