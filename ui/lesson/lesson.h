// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace ilv::ui {

/// An answer one may predict; a wrong one holds an idea, and the feedback speaks to that idea.
struct LessonOption {
    QString text, feedback;
    bool right = false;
};

/// "left > factor × right": which text explains what was measured. An empty `left` always holds.
struct LessonBranch {
    QString left, right;
    double factor = 1;
    QString text;
};

/// Predict, run, explain (resources/lessons/*.lesson.json). Figures in the explanations are those of the learner's own
/// run: "{async.x}" is put there by lessonText().
struct Lesson {
    QString id, title, question;
    std::vector<LessonOption> options;
    Experiment experiment;
    int tab = 1; ///< of the board: the chart that shows it
    std::vector<LessonBranch> branches; ///< the first that holds
    QStringList tryIt;
};

[[nodiscard]] Result<Lesson> readLesson(const QByteArray& text);
/// Those that ship with the program, by file name.
[[nodiscard]] std::vector<Lesson> shippedLessons();

} // namespace ilv::ui
