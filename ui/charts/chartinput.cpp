// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartparts.h"

#include <QFocusEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr int kToTheEnd = 1'000'000;
constexpr double kZoomStep = 0.8, kGoalStep = 1.05;

} // namespace

void Chart::say(const QString& sentence)
{
    setAccessibleDescription(sentence.isEmpty() ? m_parts->description : sentence);
}

bool Chart::canResetView() const
{
    return view().zoom().has_value();
}
void Chart::resetView()
{
    view().setZoom({});
}
void Chart::zoomView(double factor, double aroundPx)
{
    view().zoomBy(factor, aroundPx);
}
void Chart::panView(double px)
{
    view().panBy(px);
}

const std::vector<GoalLine>& Chart::goals() const
{
    return m_parts->goals;
}

void Chart::setGoals(std::vector<GoalLine> goals)
{
    if (m_parts->draggedGoal || m_parts->keyGoal)
        return; // the hand that holds one knows better; it tells when it lets go
    m_parts->goals = std::move(goals);
    view().setGoals(m_parts->goals);
}

void Chart::moveGoal(std::size_t index, double value, bool done)
{
    if (index >= m_parts->goals.size() || !(value > 0))
        return;
    m_parts->goals[index].value = value;
    view().setGoals(m_parts->goals);
    Q_EMIT goalDragged(m_parts->goals[index].kind, value, done);
}

void Chart::placeGoal(GoalKind kind, std::optional<double> value)
{
    if (!value)
        value = view().goalValueAt(kind, QRectF(rect()).center());
    if (!value)
        return;
    auto& goals = m_parts->goals;
    auto at = std::find_if(goals.begin(), goals.end(), [kind](const GoalLine& goal) { return goal.kind == kind; });
    if (at == goals.end())
        at = goals.insert(goals.end(), { kind, *value });
    moveGoal(static_cast<std::size_t>(at - goals.begin()), *value, true);
}

void Chart::removeGoal(GoalKind kind)
{
    if (std::erase_if(m_parts->goals, [kind](const GoalLine& goal) { return goal.kind == kind; }) == 0)
        return;
    view().setGoals(m_parts->goals);
    Q_EMIT goalRemoved(kind);
}

void Chart::keyPressEvent(QKeyEvent* event)
{
    const bool plain = !(event->modifiers() & (Qt::AltModifier | Qt::MetaModifier));
    if (plain && !isEmpty() && goalKey(event->key()))
        return;
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (plain && !control && viewKey(event->key()))
        return;
    const int stride = control ? 10 : 1;
    int across = 0, down = 0;
    switch (event->key()) {
    case Qt::Key_Left:
        across = -stride;
        break;
    case Qt::Key_Right:
        across = stride;
        break;
    case Qt::Key_Up:
        down = -1;
        break;
    case Qt::Key_Down:
        down = 1;
        break;
    case Qt::Key_Home:
        across = -kToTheEnd;
        break;
    case Qt::Key_End:
        across = kToTheEnd;
        break;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    const QString said = isEmpty() ? QString() : m_parts->view->step(across, down);
    if (!said.isEmpty())
        say(said);
}

bool Chart::viewKey(int key)
{
    if (isEmpty())
        return false;
    const double middle = width() / 2.0;
    switch (key) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_W:
        zoomView(kZoomStep, middle);
        return true;
    case Qt::Key_Minus:
    case Qt::Key_S:
        zoomView(1 / kZoomStep, middle);
        return true;
    case Qt::Key_A:
        panView(-width() / 8.0);
        return true;
    case Qt::Key_D:
        panView(width() / 8.0);
        return true;
    case Qt::Key_0:
    case Qt::Key_Z:
        resetView();
        return true;
    case Qt::Key_T:
        setTableShown(!isTableShown());
        return true;
    case Qt::Key_Escape:
        m_parts->view->hideCrosshair();
        say({});
        return false; // whoever else waits for Escape gets it too
    default:
        return false;
    }
}

bool Chart::goalKey(int key)
{
    auto& held = m_parts->keyGoal;
    if (key == Qt::Key_G) {
        const auto kinds = goalKinds();
        std::size_t next = held ? *held + 1 : 0;
        if (held)
            letGo(true);
        while (next < m_parts->goals.size()
            && std::find(kinds.begin(), kinds.end(), m_parts->goals[next].kind) == kinds.end())
            ++next;
        if (next >= m_parts->goals.size())
            return !kinds.empty();
        held = next;
        m_parts->keyGoalBefore = m_parts->goals[next].value;
        view().setHeldGoal(held);
        say(tr("%1. Arrows move it, Enter keeps it, Escape puts it back.").arg(goalText(m_parts->goals[next])));
        return true;
    }
    if (!held)
        return false;
    if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Escape) {
        letGo(key != Qt::Key_Escape);
        return true;
    }
    const bool more = key == Qt::Key_Up || key == Qt::Key_Right, less = key == Qt::Key_Down || key == Qt::Key_Left;
    if (!more && !less)
        return false;
    const double value = m_parts->goals[*held].value;
    moveGoal(*held, more ? value * kGoalStep : value / kGoalStep, false);
    say(goalText(m_parts->goals[*held]));
    return true;
}

void Chart::letGo(bool keep)
{
    if (!m_parts->keyGoal)
        return;
    const std::size_t index = *m_parts->keyGoal;
    m_parts->keyGoal.reset();
    view().setHeldGoal({});
    say({});
    if (index < m_parts->goals.size())
        moveGoal(index, keep ? m_parts->goals[index].value : m_parts->keyGoalBefore, true);
}

void Chart::focusInEvent(QFocusEvent* event)
{
    const bool byKeyboard = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason
        || event->reason() == Qt::ShortcutFocusReason;
    m_parts->view->setFocusRing(byKeyboard);
}

void Chart::focusOutEvent(QFocusEvent*)
{
    letGo(true);
    m_parts->view->setFocusRing(false);
    m_parts->view->hideCrosshair();
    say({});
}

/// The table's own T and Escape: back to the picture.
bool Chart::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_parts->table && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if ((key->key() == Qt::Key_T && key->modifiers() == Qt::NoModifier) || key->key() == Qt::Key_Escape) {
            setTableShown(false);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void Chart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || isEmpty()) {
        QWidget::mousePressEvent(event);
        return;
    }
    setFocus(Qt::MouseFocusReason);
    m_parts->draggedGoal = view().goalAt(event->position());
    view().setHeldGoal(m_parts->draggedGoal);
    if (m_parts->draggedGoal)
        view().hideCrosshair();
    else
        m_parts->panX = event->position().x();
}

void Chart::mouseMoveEvent(QMouseEvent* event)
{
    if (isEmpty())
        return;
    if (m_parts->draggedGoal && *m_parts->draggedGoal < m_parts->goals.size()) {
        const GoalKind kind = m_parts->goals[*m_parts->draggedGoal].kind;
        if (const auto value = view().goalValueAt(kind, event->position()))
            moveGoal(*m_parts->draggedGoal, *value, false);
        return;
    }
    if (m_parts->panX && event->buttons().testFlag(Qt::LeftButton)) {
        const double by = *m_parts->panX - event->position().x();
        m_parts->panX = event->position().x();
        m_parts->view->hideCrosshair();
        panView(by);
        return;
    }
    const auto goal = view().goalAt(event->position());
    if (goal)
        setCursor(view().goalIsVertical(m_parts->goals[*goal].kind) ? Qt::SplitHCursor : Qt::SplitVCursor);
    else
        unsetCursor();
    m_parts->view->hover(event->position());
}

void Chart::mouseReleaseEvent(QMouseEvent* event)
{
    m_parts->panX.reset();
    if (!m_parts->draggedGoal) {
        QWidget::mouseReleaseEvent(event);
        return;
    }
    const std::size_t index = *m_parts->draggedGoal;
    m_parts->draggedGoal.reset();
    view().setHeldGoal({});
    if (index < m_parts->goals.size())
        moveGoal(index, m_parts->goals[index].value, true);
}

void Chart::mouseDoubleClickEvent(QMouseEvent*)
{
    if (!isEmpty())
        resetView();
}

void Chart::wheelEvent(QWheelEvent* event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (isEmpty() || steps == 0 || isTableShown()) {
        QWidget::wheelEvent(event);
        return;
    }
    zoomView(std::pow(kZoomStep, steps), event->position().x());
    m_parts->view->hideCrosshair();
    event->accept();
}

void Chart::leaveEvent(QEvent*)
{
    unsetCursor();
    m_parts->view->hideCrosshair();
}

} // namespace ilv::ui
