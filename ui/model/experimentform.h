// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "model/faultpalette.h"
#include "model/goalfields.h"
#include "model/kindswitch.h"
#include "model/modellines.h"
#include "model/runpace.h"

#include <QString>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// The numbers of the form, top to bottom.
enum class Field : std::uint8_t { IoWait, CpuWork, Payload, InFlight, Workers, RunFor, Timeout, Attempts };
/// Those that are always seen, and those that stand among the faults.
inline constexpr std::array kFields{ Field::IoWait, Field::CpuWork, Field::Payload, Field::InFlight, Field::Workers,
    Field::RunFor };
inline constexpr std::array kFaultFields{ Field::Timeout, Field::Attempts };
inline constexpr std::size_t kFieldCount = kFields.size() + kFaultFields.size();

/// How one number is shown now. Label and unit depend on the experiment ("tasks" or arrivals per second). Minimum and
/// maximum are what can be typed at all, not what is allowed: what breaks a rule is taken and said beside the field.
struct FieldView {
    QString label = {}, unit = {};
    double value = 0;
    double minimum = 0, maximum = 0;
    int decimals = 0;
    bool used = true; ///< false: the experiment has no stage this number belongs to
    QString zeroText = {}; ///< shown instead of 0 ("auto"); empty: 0 is shown
};

/// The form of an experiment as a plain value, both ways. It edits the experiment in place: whatever it does not show
/// (further stages, goals, retries, entry settings) stays as it was. What a switch takes out (the compute stage under
/// "I/O", an unticked model with its settings) is kept aside and comes back with the next switch.
class ExperimentForm {
public:
    ExperimentForm(Experiment experiment, int cores); ///< cores >= 1: what "auto" workers stands for

    [[nodiscard]] const Experiment& experiment() const { return m_experiment; }

    [[nodiscard]] WorkloadKind kind() const { return kindOf(m_experiment); }
    void setKind(WorkloadKind kind) { m_kinds.apply(kind, m_experiment); }

    [[nodiscard]] FieldView view(Field field) const;
    void set(Field field, double value); ///< clamped to the view's range; ignored where the field is not used

    [[nodiscard]] int repeats() const { return m_experiment.repeats; }
    void setRepeats(int repeats); ///< 1 … 100
    [[nodiscard]] bool runsByTime() const; ///< seconds rather than a number of tasks
    [[nodiscard]] bool canRunByTasks() const { return m_experiment.load.mode == LoadMode::Closed; }
    void setRunsByTime(bool byTime);

    [[nodiscard]] const std::vector<ModelLine>& models() const { return m_lines.all(); }
    void setModelUsed(std::size_t line, bool used) { m_lines.setUsed(line, used, m_experiment); }
    [[nodiscard]] int usedModels() const { return static_cast<int>(m_experiment.models.size()); }

    [[nodiscard]] GoalView goal(GoalField field) const { return goalView(m_experiment.goals, field); }
    void setGoal(GoalField field, std::optional<double> value) { ilv::ui::setGoal(m_experiment.goals, field, value); }

    [[nodiscard]] std::vector<PlantedFault> faults() const { return plantedFaults(m_experiment); }
    void addFault(PaletteFault fault) { plantFault(m_experiment, fault); }
    void setFaultNumber(std::size_t stage, double number) { ilv::ui::setFaultNumber(m_experiment, stage, number); }
    void removeFault(std::size_t stage) { ilv::ui::removeFault(m_experiment, stage); }

    /// Stages of the task that no field and no fault shows: only the file can change them.
    [[nodiscard]] std::vector<Stage> fileStages() const;
    /// Mean waiting and CPU time of one task in ms, for its picture. CPU of a stage given in units is estimated with
    /// the calibration of an earlier run, or absent.
    void setCalibration(std::map<std::string, double> unitsPerMs) { m_unitsPerMs = std::move(unitsPerMs); }

    /// How long the run should take, in seconds; absent where nothing bounds it (a number of tasks) and no earlier run
    /// says how fast the models are.
    [[nodiscard]] std::optional<double> expectedSeconds() const { return expectedSeconds(m_experiment); }
    [[nodiscard]] std::optional<double> expectedSeconds(const Experiment& other) const; ///< by what is known here
    /// What a run measured: used to say how long the next one takes.
    void setPace(RunPace pace) { m_pace = std::move(pace); }

    /// The rules the experiment breaks: the sentence for a field, for the list of models, and for all the rest.
    [[nodiscard]] Errors problems() const;
    [[nodiscard]] std::optional<Field> fieldOf(const Error& problem) const;
    [[nodiscard]] static bool isAboutModels(const Error& problem);
    [[nodiscard]] static std::optional<GoalField> goalOf(const Error& problem) { return goalNamed(problem.path); }
    /// The planted fault (index of its stage) it is about.
    [[nodiscard]] std::optional<std::size_t> faultOf(const Error& problem) const;

private:
    [[nodiscard]] int ioStage() const; ///< index of the stage "I/O wait" edits; -1: none
    [[nodiscard]] int cpuStage() const;

    Experiment m_experiment;
    int m_cores;
    ModelLines m_lines;
    KindSwitch m_kinds;
    double m_parkedSeconds = 10;
    std::int64_t m_parkedTasks = 1000;
    std::map<std::string, double> m_unitsPerMs;
    RunPace m_pace;
};

} // namespace ilv::ui
