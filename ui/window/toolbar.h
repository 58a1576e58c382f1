// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"

#include <QWidget>

class QHBoxLayout;

namespace ilv::ui {

class Button;
class FileMenu;
class ReportMenu;
class StatusStrip;

/// The row on top: run and stop, how far the run is, and what can be done with the window. Places are fixed in every
/// state.
class Toolbar : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit Toolbar(QWidget* parent = nullptr);

    void setTheme(const Theme& theme) override;
    void setModels(int count);
    void setRunning(bool running);
    void setRunnable(bool runnable, const QString& why); ///< false: the form has something to mend
    void setExportable(bool exportable);
    void setProjector(bool projector);
    [[nodiscard]] StatusStrip& status() { return *m_status; }
    [[nodiscard]] FileMenu& files() { return *m_files; }
    [[nodiscard]] ReportMenu& reports() { return *m_reports; }

Q_SIGNALS:
    void runAsked();
    void stopAsked();
    void historyAsked();
    void projectorAsked();
    void themeAsked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();
    void refreshRun();

    Theme m_theme = lightTheme();
    int m_count = 0;
    bool m_running = false, m_runnable = true;
    QString m_why;
    QHBoxLayout* m_row;
    Button *m_run, *m_stop;
    StatusStrip* m_status;
    Button *m_file, *m_sweep, *m_history, *m_export;
    QWidget* m_divider;
    Button *m_projector, *m_dark;
    FileMenu* m_files;
    ReportMenu* m_reports;
};

} // namespace ilv::ui
