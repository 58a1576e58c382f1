// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/faultdrop.h"

#include "charts/timelinechart.h"
#include "experiment/experimentpanel.h"
#include "experiment/faultchip.h"
#include "model/runcontrol.h"
#include "window/board.h"
#include "window/centre.h"
#include "window/mainwindow.h"

#include <QDropEvent>
#include <QMenu>

namespace ilv::ui {

FaultDrop::FaultDrop(MainWindow& window, RunControl& control)
    : QObject(&window)
    , m_window(window)
    , m_control(control)
{
    window.installEventFilter(this);
    connect(&window.centre().board().timeline(), &TimelineChart::faultAsked, this, &FaultDrop::ask);
}

bool FaultDrop::eventFilter(QObject* watched, QEvent* event)
{
    const bool over = event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove;
    if (watched != &m_window || (!over && event->type() != QEvent::Drop))
        return QObject::eventFilter(watched, event);
    auto* drop = static_cast<QDropEvent*>(event);
    const auto fault = draggedFault(drop->mimeData());
    if (!fault)
        return false;
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    const auto lane = laneUnder(*drop); // the crosshair says where it would go
    if (!over)
        plant(*fault, lane);
    return true;
}

std::optional<RunningLane> FaultDrop::laneUnder(const QDropEvent& event)
{
    TimelineChart& timeline = m_window.centre().board().timeline();
    const QPoint at = timeline.mapFrom(&m_window, event.position().toPoint());
    return m_control.isRunning() && timeline.isVisible() && timeline.rect().contains(at)
        ? timeline.pointAtRunningLane(at)
        : std::nullopt;
}

void FaultDrop::plant(PaletteFault fault, const std::optional<RunningLane>& lane)
{
    if (lane) {
        m_control.plantFault(lane->lane, handFaultOf(fault));
        return;
    }
    m_window.panel().plantFault(fault);
    if (m_control.isRunning())
        Q_EMIT told(tr("%1 is planted for the next run. Dropped on a lane of the model that is being measured, it is "
                       "planted there now.")
                        .arg(faultName(fault)));
}

void FaultDrop::ask(const RunningLane& lane)
{
    auto* menu = new QMenu(&m_window);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("plant"));
    menu->setAccessibleName(tr("Plant a fault on %1 of %2").arg(lane.lane, lane.model));
    for (const PaletteFault fault : kPaletteFaults) {
        QAction* action = menu->addAction(faultName(fault));
        action->setToolTip(faultEffect(fault));
        connect(action, &QAction::triggered, this, [this, fault, lane] { plant(fault, lane); });
    }
    TimelineChart& timeline = m_window.centre().board().timeline();
    menu->popup(timeline.mapToGlobal(timeline.rect().center()));
}

} // namespace ilv::ui
