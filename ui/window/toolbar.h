// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QMenu;

namespace ilv::ui {

class Button;
class FileMenu;
class ReportMenu;
class StatusStrip;

/// The row on top: run and stop, how far the run is, and what can be done with the window. Places are fixed in every
/// state; where the window is narrow, buttons with an icon go without their text.
class Toolbar : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit Toolbar(QWidget* parent = nullptr);

    void setModels(int count);
    void setRunning(bool running);
    void setExpected(const QString& time); ///< "about 2 min", in Run's tool tip; empty: not known
    void setRunnable(bool runnable, const QString& why); ///< false: the form has something to mend
    void setExportable(bool exportable);
    void setProjector(bool projector);
    /// Shown or not: buttons that follow the actions of the window's panels.
    void setPanelActions(QAction* history, QAction* lesson);
    void setViewMenu(QMenu* menu);
    /// Whether the side panel has a button, and whether that is down: where it does not stand there anyhow.
    void setSideButton(bool there, bool down);
    [[nodiscard]] QWidget& runButton();
    [[nodiscard]] StatusStrip& status() { return *m_status; }
    [[nodiscard]] FileMenu& files() { return *m_files; }
    [[nodiscard]] ReportMenu& reports() { return *m_reports; }

Q_SIGNALS:
    void runAsked();
    void stopAsked();
    void sideAsked(bool shown);
    void projectorAsked();
    void themeAsked();

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void fit();
    [[nodiscard]] double needs(double status) const; ///< px, with so much (unscaled) for the state of the run
    void refreshRun();

    int m_count = 0;
    bool m_running = false, m_runnable = true;
    QString m_why, m_expected;
    QHBoxLayout* m_row;
    Button *m_run, *m_stop;
    StatusStrip* m_status;
    Button *m_file, *m_sweep, *m_lesson, *m_history, *m_export;
    QWidget* m_divider;
    Button *m_side, *m_projector, *m_dark, *m_view;
    FileMenu* m_files;
    ReportMenu* m_reports;
};

} // namespace ilv::ui
