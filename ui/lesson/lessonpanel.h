// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "lesson/lesson.h"
#include "look/themed.h"
#include "model/runcontrol.h"

#include <QWidget>

#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace ilv::ui {

class OptionButton;
class Button;
class ChoiceBox;
class TextLabel;

/// A lesson: a question, a prediction, then the run that answers it and what it shows. The run stays locked until a
/// prediction is made: watching teaches little, having predicted teaches.
class LessonPanel : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit LessonPanel(QWidget* parent = nullptr);

    void setRunning(bool running);
    void focusChooser();
    void showRun(const FinishedRunPtr& run); ///< explains it, if it is the lesson's own
    [[nodiscard]] int count() const { return static_cast<int>(m_lessons.size()); }
    void choose(int lesson);

Q_SIGNALS:
    void runAsked(const ilv::Experiment& experiment);
    void tabAsked(int tab); ///< the chart that shows it

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void showLesson();
    void commit();
    void refresh();
    void fit(); ///< labels that wrap as high as their text
    [[nodiscard]] const Lesson& lesson() const { return m_lessons[static_cast<std::size_t>(m_current)]; }

    std::vector<Lesson> m_lessons;
    int m_current = 0;
    int m_predicted = -1; ///< committed
    bool m_running = false;
    QVBoxLayout *m_column, *m_optionRows;
    ChoiceBox* m_chooser;
    QScrollArea* m_scroll;
    QWidget* m_content;
    TextLabel *m_question, *m_ask, *m_answer, *m_explanation, *m_tryTitle, *m_try;
    std::vector<OptionButton*> m_options;
    Button *m_commit, *m_next;
};

} // namespace ilv::ui
