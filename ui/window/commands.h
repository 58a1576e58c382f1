// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command/commandpalette.h"
#include "model/faultpalette.h"
#include "model/runcontrol.h"
#include "window/recentfiles.h"

#include <QObject>

namespace ilv::ui {

class Actions;
class MainWindow;

/// What the window can do, as actions: fills the one list that menus, palette and sheet of shortcuts read, and keeps
/// each enabled exactly while it would do something. The window's friend, since its actions are the window's.
class Commands : public QObject {
    Q_OBJECT

public:
    Commands(MainWindow& window, QSettings* settings);

    [[nodiscard]] Actions& actions() { return *m_actions; }
    /// An experiment or a result, whichever that path holds; it becomes the newest of the recent files.
    void openPath(const QString& path);

private:
    void addRun();
    void addExperiment();
    void addModels(); ///< again whenever the form has other ones
    void addGoalsAndFaults();
    void addView();
    void addReport();
    void addHelp();
    void addRecent();
    void connectState();
    void update(); ///< what is enabled now

    void toggleModel(std::size_t line);
    void runOnly(std::size_t line);
    void repeat();
    void copyVerdict();
    void showPalette();
    void showFind();
    void showSheet();
    [[nodiscard]] std::vector<PaletteItem> places() const;
    void addPlacesOfForm(std::vector<PaletteItem>& items) const;
    void addPlacesOfResults(std::vector<PaletteItem>& items) const;

    MainWindow& m_window;
    Actions* m_actions;
    RecentFiles m_recent;
    QStringList m_labels; ///< of the models that have actions
};

} // namespace ilv::ui
