// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/themed.h"
#include "model/experimentform.h"
#include "model/runcontrol.h"

#include <QWidget>

#include <array>
#include <vector>

class QScrollArea;
class QVBoxLayout;

namespace ilv::ui {

class FieldRow;
class ModelRow;
class Segmented;
class TaskPicture;
class TextLabel;

/// The side panel: the workload, its numbers and the models, over an ExperimentForm. While a run goes on the models
/// say how far they are; what is edited meanwhile counts for the next run.
class ExperimentPanel : public QWidget, public Themed {
    Q_OBJECT

public:
    ExperimentPanel(const Experiment& experiment, int cores, QWidget* parent = nullptr);

    [[nodiscard]] const ExperimentForm& form() const { return m_form; }
    void setExperiment(const Experiment& experiment); ///< emits edited()
    void setTheme(const Theme& theme) override;
    void setCompact(bool compact); ///< 250 px wide, lower rows

    void showLive(const LiveRun& live);
    void showFinished(const FinishedRun& run); ///< settings again, and which models failed
    void showNothing();
    void setMachine(const Environment& machine);
    void setCalibration(const std::map<std::string, double>& unitsPerMs);

Q_SIGNALS:
    void edited(); ///< the form's experiment has changed

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void build();
    void makeModelRows();
    void refresh(); ///< everything from the form
    void refreshProblems();
    void changed();
    [[nodiscard]] ModelRow* rowOf(const std::string& label) const;
    void arrange();
    void fitScrollBar();

    ExperimentForm m_form;
    int m_cores;
    Theme m_theme = lightTheme();
    bool m_compact = false;

    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QWidget *m_fieldsBox, *m_modelsBox;
    QVBoxLayout *m_fields, *m_models;
    TextLabel* m_workloadTitle;
    Segmented* m_kind;
    TaskPicture* m_picture;
    TextLabel* m_moreStages;
    TextLabel* m_workloadProblem;
    std::array<FieldRow*, kFields.size()> m_rows{};
    TextLabel* m_modelsTitle;
    std::vector<ModelRow*> m_modelRows;
    TextLabel* m_modelsProblem;
    std::array<TextLabel*, 2> m_machine{};
};

} // namespace ilv::ui
