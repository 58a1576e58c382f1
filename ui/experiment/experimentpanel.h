// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/experimentform.h"
#include "model/runcontrol.h"

#include <QTimer>
#include <QUndoStack>
#include <QWidget>

#include <array>
#include <functional>
#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace ilv::ui {

class FaultsBox;
class FieldRow;
class GoalsBox;
class ModelRow;
class SectionHead;
class Segmented;
class TaskPicture;
class TextLabel;

/// The side panel: the workload, its numbers, the models, goals and faults, over an ExperimentForm. While a run goes on
/// the models say how far they are; what is edited meanwhile counts for the next run. Every edit, whoever makes it, is
/// a step of undoStack().
class ExperimentPanel : public QWidget, public Themed {
    Q_OBJECT

public:
    ExperimentPanel(const Experiment& experiment, int cores, QWidget* parent = nullptr);

    [[nodiscard]] const ExperimentForm& form() const { return m_form; }
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }
    /// Another experiment, or the same changed elsewhere (a banner's fix): one step. Emits edited().
    void setExperiment(const Experiment& experiment);
    /// In the unit of the form (ms, percent, tasks/s). Calls in a row for one goal are one step until endEdit().
    void setGoal(GoalField field, std::optional<double> value);
    void endEdit() { ++m_session; } ///< a drag or a number is finished: the next edit is a step of its own
    void showGoal(GoalField field); ///< unfolds the goals and gives it the keyboard
    void plantFault(PaletteFault fault);
    void toggleModel(std::size_t line); ///< of form().models(); ignored where there is none
    void reveal(QWidget* inside); ///< unfolds its section, scrolls there and gives it the keyboard
    /// Among the numbers: a digit that reaches it was meant for one of them.
    [[nodiscard]] bool isTypedIn(const QWidget* widget) const;
    void setCompact(bool compact); ///< 250 px wide, lower rows

    void showLive(const LiveRun& live);
    void showFinished(const FinishedRun& run); ///< settings again, and which models failed
    void showNothing();
    void setMachine(const Environment& machine);
    [[nodiscard]] const RunPace& pace() const { return m_pace; } ///< of the last run that ended here
    void setPace(const RunPace& pace);
    void setCalibration(const std::map<std::string, double>& unitsPerMs);

Q_SIGNALS:
    void edited(); ///< the form's experiment has changed
    void runOnlyAsked(std::size_t line); ///< of form().models()

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    void buildSections(QWidget* content);
    void makeModelRows();
    /// Pushes a step; `thing` joins edits of the same thing in one go, negative never does.
    void edit(const QString& what, int thing, const std::function<void(ExperimentForm&)>& change);
    void setField(Field field, double value);
    void take(const ExperimentForm& form);
    void refresh(); ///< everything from the form
    void refreshWorkload();
    void refreshProblems();
    void refreshLoad();
    [[nodiscard]] ModelRow* rowOf(const std::string& label) const;
    void arrange();
    void fitScrollBar();

    ExperimentForm m_form;
    int m_cores;
    bool m_compact = false;

    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QWidget *m_fieldsBox, *m_modelsBox;
    QVBoxLayout *m_fields, *m_modelList;
    TextLabel* m_workloadTitle;
    Segmented* m_kind;
    TaskPicture* m_picture;
    TextLabel* m_fileStages; ///< those no field shows
    TextLabel* m_workloadProblem;
    std::array<FieldRow*, kFields.size()> m_rows{};
    SectionHead *m_goalsHead, *m_faultsHead;
    GoalsBox* m_goals;
    FaultsBox* m_faults;
    TextLabel* m_modelsTitle;
    std::vector<ModelRow*> m_modelRows;
    TextLabel* m_modelsProblem;
    std::array<TextLabel*, 2> m_machine{};
    Environment m_environment; ///< as last told, with the load of now
    QTimer m_loadTimer; ///< while it is seen

    QUndoStack m_undo;
    int m_session = 0; ///< of typing: edits of two sessions are never one step
    std::map<std::string, double> m_unitsPerMs;
    RunPace m_pace;
};

} // namespace ilv::ui
