// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/runcontrol.h"
#include "report/exportmenu.h"

#include <QMainWindow>

class QScrollArea;
class QSettings;

namespace ilv::ui {

class Centre;
class Commands;
class ExperimentDesk;
class ExperimentPanel;
class Toolbar;
class Docks;
class ViewMenu;
struct Notice;
class RunPresenter;

/// The workbench. Shows what its RunControl says and asks it for everything else; owns neither it nor the settings.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// `settings` may be null (tests): then nothing is restored or kept.
    MainWindow(RunControl& control, QSettings* settings, QWidget* parent = nullptr);
    ~MainWindow() override;

    void openFile(const QString& path);
    void openPreset(const QString& name);
    void setDark(bool dark);
    void setProjector(bool projector);
    void setTextSize(int percent); ///< of the designed one, 100 … 200
    void stepTextSize(int step); ///< -1 or 1: to the next of those there are
    void restoreDefaultLayout();
    void setChooser(const PlaceChooser& chooser); ///< asks for files and folders; tests answer themselves

    [[nodiscard]] const Theme& theme() const { return m_theme; }
    [[nodiscard]] Toolbar& toolbar() { return *m_toolbar; }
    [[nodiscard]] ExperimentPanel& panel() { return *m_panel; }
    [[nodiscard]] Centre& centre() { return *m_centre; }
    [[nodiscard]] Docks& docks() { return *m_docks; }
    [[nodiscard]] Commands& commands() { return *m_commands; } ///< everything that can be done

public Q_SLOTS:
    void run();
    void stop();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    friend class Commands; ///< its actions are the window's
    void buildPage();
    void connectControl();
    void connectParts();
    void connectLesson();
    void makeTheme(bool dark, bool projector);
    void applyThemeNow();
    void restore();
    void keep();

    void runExperiment(const Experiment& experiment);
    void onEdited();
    void askTrust(const Experiment& experiment, const TrustAnswer& answer);
    void runRest(const Experiment& rest);
    void save();
    void exportReports(const QStringList& formats);
    void showReasons();
    /// `elsewhere`: asks for another place and writes there, offered where the place was the trouble.
    void tell(const Error& error, bool grave, const std::function<void()>& elsewhere = {});
    void addWayOut(const Error& error, Notice& notice, const std::function<void()>& elsewhere); ///< a button that helps
    void tellDone(const QString& text, const QString& folder);
    void tellWritten(const QString& path);
    void setFullScreen();
    void updateSize(); ///< what the room there is asks for
    [[nodiscard]] bool isRoomy() const;

    RunControl& m_control;
    QSettings* m_settings;
    Theme m_theme = lightTheme();
    Toolbar* m_toolbar;
    ExperimentPanel* m_panel;
    Centre* m_centre;
    RunPresenter* m_presenter;
    ExperimentDesk* m_desk;
    QScrollArea* m_scroll; ///< around the centre, for windows that are too low
    Docks* m_docks;
    ViewMenu* m_view;
    Commands* m_commands = nullptr;
    PlaceChooser m_chooser;
    QStringList m_exported; ///< formats last asked for
    int m_textSize = 100;
    bool m_closing = false, m_shown = false;
    bool m_sideAsked = false; ///< the side panel, where it does not stand anyhow
};

} // namespace ilv::ui
