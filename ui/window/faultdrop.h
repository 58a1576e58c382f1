// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/chartdata.h"
#include "model/faultpalette.h"

#include <QObject>

#include <optional>

class QDropEvent;

namespace ilv::ui {

class MainWindow;
class RunControl;

/// A fault of the palette that is dragged over the window. Dropped on a lane of the model that is being measured it is
/// planted there now, by the keyboard too (F on that lane); anywhere else it goes into the form, for the next run.
class FaultDrop : public QObject {
    Q_OBJECT

public:
    FaultDrop(MainWindow& window, RunControl& control); ///< a child of the window

Q_SIGNALS:
    void told(const QString& text); ///< what became of it, where nothing else shows it

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    [[nodiscard]] std::optional<RunningLane> laneUnder(const QDropEvent& event);
    void plant(PaletteFault fault, const std::optional<RunningLane>& lane);
    void ask(const RunningLane& lane); ///< which one, by a menu

    MainWindow& m_window;
    RunControl& m_control;
};

} // namespace ilv::ui
