// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "report/exportmenu.h"

#include <QObject>

class QWidget;

namespace ilv::ui {

/// Brings experiments in and out: files the user names, and the presets. What came in is told, whole and valid; what
/// could not is told as an error, and nothing changes.
class ExperimentDesk : public QObject {
    Q_OBJECT

public:
    explicit ExperimentDesk(QWidget* window);

    void setChooser(const PlaceChooser& chooser) { m_chooser = chooser; }
    [[nodiscard]] const QString& path() const { return m_path; } ///< of the experiment; empty: it has no file yet
    void openFile(const QString& path); ///< or "preset:NAME", as on the command line
    void openPreset(const QString& name);
    void askAndOpen();
    void askAndSave(const Experiment& experiment);
    void forgetPlace() { m_path.clear(); } ///< what is in the form now is not that file

Q_SIGNALS:
    void opened(const ilv::Experiment& experiment);
    void saved(const QString& path);
    void failed(const ilv::Error& error);

private:
    QWidget* m_window; ///< dialogs stand over it
    PlaceChooser m_chooser;
    QString m_path; ///< of the experiment, once opened or saved
};

} // namespace ilv::ui
