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

/// Whether its own place on the axis is in the picture.
bool PlotView::goalInside(const GoalLine& goal) const
{
    const Range shown = goalAxis(goal.kind) == GoalAxis::X ? xRange() : yRange();
    return goal.value >= shown.low && goal.value <= shown.high;
}

PlotView::GoalLabel PlotView::horizontalLabel(const GoalLine& goal, double at) const
{
    const QRectF box = plot();
    const QString arrow = goalInside(goal) ? QString() : QString::fromUtf8(goal.value > yRange().high ? " ↑" : " ↓");
    const QString text = goalText(goal) + goalNote(goal) + arrow;
    const double width = textWidth(text, m_theme.font(TextRole::Label)) + px(12), height = px(18);
    const double top = goalLabelBelow(goal) ? at + px(2) : at - height - px(2);
    return { text,
        QRectF(std::max(box.left(), box.right() - width - px(6)), std::clamp(top, box.top(), box.bottom() - height),
            width, height) };
}

/// On the lowest row where it hides nothing, without its note if need be; else at the bottom.
PlotView::GoalLabel PlotView::verticalLabel(const GoalLine& goal, double at, const std::vector<QRectF>& taken) const
{
    const QRectF box = plot();
    const double height = px(18);
    const bool inside = goalInside(goal), left = goal.value < xRange().low;
    const auto label = [&](const QString& note) {
        QString text = goalText(goal) + note;
        if (!inside)
            text = left ? QString::fromUtf8("← ") + text : text + QString::fromUtf8(" →");
        const double width = textWidth(text, m_theme.font(TextRole::Label)) + px(12);
        return GoalLabel{ text,
            QRectF(std::clamp(at + px(4), box.left(), std::max(box.left(), box.right() - width)),
                box.bottom() - (height + px(3)) * static_cast<double>(taken.size() + 1), width, height) };
    };
    const auto meets
        = [](const QRectF& here) { return [&here](const QRectF& other) { return other.intersects(here); }; };
    std::vector<double> rows = goalLabelRows();
    std::reverse(rows.begin(), rows.end());
    const GoalLabel whole = label(goalNote(goal));
    for (const GoalLabel& each : { whole, label({}) })
        for (const double row : rows) {
            GoalLabel there = each;
            there.box.moveTop(std::round(row - height / 2));
            if (goalLabelFits(there.box) && std::none_of(taken.begin(), taken.end(), meets(there.box)))
                return there;
        }
    return whole;
}

void PlotView::drawGoals(QPainter& painter) const
{
    const QRectF box = plot();
    std::vector<QRectF> taken; // by labels of vertical ones
    for (std::size_t i = 0; i < m_goals.size(); ++i) {
        const GoalAxis axis = goalAxis(m_goals[i].kind);
        if (axis == GoalAxis::None)
            continue;
        const double at = goalPlace(m_goals[i]) + 0.5;
        if (goalInside(m_goals[i])) { // a line at the edge would stand at another value
            QPen dashed(m_theme.ink, m_heldGoal == i ? 2 * m_theme.hairline() : m_theme.hairline(), Qt::CustomDashLine,
                Qt::FlatCap);
            dashed.setDashPattern({ 5, 3 });
            painter.setPen(dashed);
            if (axis == GoalAxis::X)
                painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()));
            else
                painter.drawLine(QPointF(box.left(), at), QPointF(box.right(), at));
        }
        const GoalLabel label
            = axis == GoalAxis::X ? verticalLabel(m_goals[i], at, taken) : horizontalLabel(m_goals[i], at);
        if (axis == GoalAxis::X)
            taken.push_back(label.box);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.accent);
        painter.drawRoundedRect(label.box, px(space::kTagRadius), px(space::kTagRadius));
        drawText(painter, label.box.left() + px(6), label.box.center().y(), label.text, m_theme.font(TextRole::Label),
            m_theme.accentInk);
    }
}

} // namespace ilv::ui
