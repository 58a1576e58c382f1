// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelineview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kRoomForOne = 40; ///< unscaled px of width an arrow needs at least: else none is drawn
constexpr double kHead = 4; ///< unscaled px

void drawArrow(QPainter& painter, QPointF from, QPointF to, double head)
{
    painter.drawLine(from, to);
    const double length = std::hypot(to.x() - from.x(), to.y() - from.y());
    if (length < head)
        return;
    const QPointF along = (to - from) / length, across(-along.y(), along.x());
    painter.drawLine(to, to - along * head + across * head * 0.6);
    painter.drawLine(to, to - along * head - across * head * 0.6);
}

} // namespace

/// From the loop, when a task was sent, to its lane, when it was taken up; and from its end to when the loop read it.
void TimelineView::drawFlows(QPainter& painter, const TimelineLayout::Group& group) const
{
    const TimelineGroup& data = m_scene->data.groups[group.index];
    if (data.loopLane < 0 || data.loopLane >= group.lanes)
        return;
    const auto sentBefore = [](const TimelineFlow& flow, Nanos time) { return flow.sent < time; };
    const auto first = std::lower_bound(data.flows.begin(), data.flows.end(), m_window.begin, sentBefore);
    const auto last = std::lower_bound(first, data.flows.end(), m_window.end, sentBefore);
    if (static_cast<double>(last - first) > plot().width() / px(kRoomForOne))
        return;
    for (auto flow = first; flow != last; ++flow)
        drawFlow(painter, group, *flow);
}

void TimelineView::drawFlow(QPainter& painter, const TimelineLayout::Group& group, const TimelineFlow& flow) const
{
    if (flow.lane >= group.lanes)
        return;
    const Theme& t = theme();
    const QRectF loop = laneRect(group, m_scene->data.groups[group.index].loopLane), lane = laneRect(group, flow.lane);
    const bool below = loop.top() > lane.top();
    const double loopEdge = below ? loop.top() : loop.bottom(), laneEdge = below ? lane.bottom() : lane.top();
    const auto shown = [this](Nanos time) { return time >= m_window.begin && time <= m_window.end; };
    const auto at = [this](Nanos time) { return x(static_cast<double>(time)); };
    QPen pen(t.ink, 1.2 * t.hairline(), Qt::SolidLine, Qt::RoundCap);
    painter.setPen(pen);
    if (shown(flow.sent) && shown(flow.begun))
        drawArrow(painter, QPointF(at(flow.sent), loopEdge), QPointF(at(flow.begun), laneEdge), px(kHead));
    pen.setColor(t.ink3);
    painter.setPen(pen);
    if (shown(flow.ended) && shown(flow.arrived))
        drawArrow(painter, QPointF(at(flow.ended), laneEdge), QPointF(at(flow.arrived), loopEdge), px(kHead));
}

void TimelineView::drawSelection(QPainter& painter) const
{
    if (!m_window.selected)
        return;
    const auto [begin, end] = *m_window.selected;
    const Theme& t = theme();
    const double left = xInside(static_cast<double>(begin)), right = xInside(static_cast<double>(end));
    if (right - left <= 0)
        return;
    const QRectF box = plot();
    QColor veil = t.accent;
    veil.setAlphaF(0.10F);
    painter.fillRect(QRectF(left, box.top(), right - left, box.height()), veil);
    drawVertical(painter, left, box.top(), box.bottom(), t.hairline(), t.accent);
    drawVertical(painter, right, box.top(), box.bottom(), t.hairline(), t.accent);
    const QFont font = t.font(TextRole::Label);
    const QString text = durationText(static_cast<double>(end - begin));
    const double width = textWidth(text, font) + px(12), height = px(18);
    const double at = std::clamp((left + right - width) / 2, box.left(), std::max(box.left(), box.right() - width));
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.accent);
    painter.drawRoundedRect(
        QRectF(at, box.bottom() - height, width, height), px(space::kTagRadius), px(space::kTagRadius));
    drawText(painter, at + px(6), box.bottom() - height / 2, text, font, t.accentInk);
}

} // namespace ilv::ui
