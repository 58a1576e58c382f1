// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "experiment/experiment.h"
#include "model/kindswitch.h"
#include "model/modellines.h"

#include <QString>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv::ui {

/// The numbers of the form, top to bottom.
enum class Field : std::uint8_t { IoWait, CpuWork, Payload, InFlight, Workers, RunFor };
inline constexpr std::array kFields{ Field::IoWait, Field::CpuWork, Field::Payload, Field::InFlight, Field::Workers,
    Field::RunFor };

/// How one number is shown now. Label and unit depend on the experiment ("tasks" or arrivals per second).
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

    [[nodiscard]] WorkloadKind kind() const { return kindOf(m_experiment.workload); }
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

    /// Stages of the task that no field shows.
    [[nodiscard]] int hiddenStages() const;
    /// Mean waiting and CPU time of one task in ms, for its picture. CPU of a stage given in units is estimated with
    /// the calibration of an earlier run, or absent.
    [[nodiscard]] double taskIoMs() const;
    [[nodiscard]] std::optional<double> taskCpuMs() const;
    void setCalibration(std::map<std::string, double> unitsPerMs) { m_unitsPerMs = std::move(unitsPerMs); }

    /// How long the run should take, in seconds; absent where nothing bounds it (a number of tasks).
    [[nodiscard]] std::optional<double> expectedSeconds() const;

    /// The rules the experiment breaks: the sentence for a field, for the list of models, and for all the rest.
    [[nodiscard]] Errors problems() const;
    [[nodiscard]] std::optional<Field> fieldOf(const Error& problem) const;
    [[nodiscard]] static bool isAboutModels(const Error& problem);

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
};

} // namespace ilv::ui
