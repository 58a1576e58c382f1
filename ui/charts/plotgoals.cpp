// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/canvas.h"
#include "charts/plotview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr double kReach = 6; ///< unscaled px from the line that still take hold of it

/// Two digits, and half of the second: a goal is a round number.
double rounded(double value)
{
    const double step = std::pow(10.0, std::floor(std::log10(value)) - 1);
    return std::round(value / step * 2) / 2 * step;
}

} // namespace

QString goalName(GoalKind kind)
{
    switch (kind) {
    case GoalKind::Throughput:
        return Charts::tr("throughput");
    case GoalKind::P95:
        return QStringLiteral("p95");
    case GoalKind::P99:
        break;
    }
    return QStringLiteral("p99");
}

QString goalText(const GoalLine& goal)
{
    if (goal.kind == GoalKind::Throughput)
        return Charts::tr("goal %1").arg(rateText(goal.value));
    return Charts::tr("goal %1 %2").arg(goalName(goal.kind), durationText(goal.value));
}

void PlotView::setGoals(std::vector<GoalLine> goals)
{
    if (goals == m_goals)
        return;
    m_goals = std::move(goals);
    update();
}

void PlotView::setHeldGoal(std::optional<std::size_t> goal)
{
    if (goal == m_heldGoal)
        return;
    m_heldGoal = goal;
    update();
}

/// Where its line stands, px, at an edge of the plot when its value lies outside what is shown.
double PlotView::goalPlace(const GoalLine& goal) const
{
    const QRectF box = plot();
    if (goalAxis(goal.kind) == GoalAxis::X)
        return std::round(xInside(goal.value));
    const double at = goal.value > 0 ? y(goal.value) : box.bottom();
    return std::round(std::clamp(at, box.top(), box.bottom()));
}

std::optional<std::size_t> PlotView::goalAt(QPointF position) const
{
    if (!plot().adjusted(-px(kReach), -px(18), px(kReach), px(kReach)).contains(position))
        return std::nullopt;
    std::optional<std::size_t> nearest;
    double least = px(kReach);
    for (std::size_t i = 0; i < m_goals.size(); ++i) {
        const GoalAxis axis = goalAxis(m_goals[i].kind);
        if (axis == GoalAxis::None)
            continue;
        const double away = std::abs((axis == GoalAxis::X ? position.x() : position.y()) - goalPlace(m_goals[i]));
        if (away <= least) {
            least = away;
            nearest = i;
        }
    }
    return nearest;
}

std::optional<double> PlotView::goalValueAt(GoalKind kind, QPointF position) const
{
    const GoalAxis axis = goalAxis(kind);
    const QRectF box = plot();
    const double value = axis == GoalAxis::X ? valueAtX(std::clamp(position.x(), box.left(), box.right()))
        : axis == GoalAxis::Y                ? valueAtY(std::clamp(position.y(), box.top(), box.bottom()))
                                             : 0;
    if (!(value > 0))
        return std::nullopt;
    return rounded(value);
}

void PlotView::drawGoals(QPainter& painter) const
{
    const QRectF box = plot();
    const QFont font = m_theme.font(TextRole::Label);
    int vertical = 0; // their labels stand one above the other
    for (std::size_t i = 0; i < m_goals.size(); ++i) {
        const GoalAxis axis = goalAxis(m_goals[i].kind);
        if (axis == GoalAxis::None)
            continue;
        vertical += axis == GoalAxis::X ? 1 : 0;
        const bool held = m_heldGoal == i;
        const double at = goalPlace(m_goals[i]) + 0.5;
        QPen dashed(m_theme.ink, held ? 2 * m_theme.hairline() : m_theme.hairline(), Qt::CustomDashLine, Qt::FlatCap);
        dashed.setDashPattern({ 5, 3 });
        painter.setPen(dashed);
        if (axis == GoalAxis::X)
            painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()));
        else
            painter.drawLine(QPointF(box.left(), at), QPointF(box.right(), at));

        const QString text = goalText(m_goals[i]) + goalNote(m_goals[i]);
        const double width = textWidth(text, font) + px(12), height = px(18);
        const double left = axis == GoalAxis::X
            ? std::clamp(at + px(4), box.left(), std::max(box.left(), box.right() - width))
            : std::max(box.left(), box.right() - width - px(6));
        const double top = axis == GoalAxis::X
            ? box.bottom() - (height + px(3)) * vertical
            : std::clamp(
                goalLabelBelow(m_goals[i]) ? at + px(2) : at - height - px(2), box.top(), box.bottom() - height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.accent);
        painter.drawRoundedRect(QRectF(left, top, width, height), px(space::kTagRadius), px(space::kTagRadius));
        drawText(painter, left + px(6), top + height / 2, text, font, m_theme.accentInk);
    }
}

} // namespace ilv::ui
