// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"
#include "model/runcontrol.h"

#include <QPointer>

class QAction;
class QMainWindow;

namespace ilv::ui {

class ComparisonDialog;
class HistoryPanel;
class LessonPanel;
class PanelDock;

/// The window's panels at its edges, History and Lesson, and what they ask of the engine. Hidden until wanted; in a
/// room with a projector they stay away and come back after.
class Docks : public QObject {
    Q_OBJECT

public:
    Docks(QMainWindow& window, RunControl& control);

    void setTheme(const Theme& theme); ///< size, and whether they may be seen; their colours come with the window's
    void restoreDefault(); ///< both closed, at the right, docked
    [[nodiscard]] QAction* historyAction() const; ///< checkable: shown or not
    [[nodiscard]] QAction* lessonAction() const;
    [[nodiscard]] HistoryPanel& history() const { return *m_historyPanel; }
    [[nodiscard]] LessonPanel& lesson() const { return *m_lessonPanel; }
    [[nodiscard]] bool anyShown() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void connectHistory();
    void place();
    void nameTabs();
    void refreshHistory(); ///< asks for the list if it is seen

    QMainWindow& m_window;
    RunControl& m_control;
    Theme m_theme = lightTheme();
    HistoryPanel* m_historyPanel;
    LessonPanel* m_lessonPanel;
    PanelDock *m_history, *m_lesson;
    bool m_historyWanted = false, m_lessonWanted = false; ///< while the projector keeps them away
};

} // namespace ilv::ui
