// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/experimentform.h"

#include "experiment/experimentfile.h"
#include "model/tasktime.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ilv::ui {

namespace {

/// What fits into a box and into the experiment; the rules of the file are narrower and say so themselves.
constexpr double kMost = 1e12, kMostInt = 2e9;
constexpr double kKiB = 1024;

double* waitOf(Stage& stage)
{
    return const_cast<double*>(ilv::ui::waitOf(std::as_const(stage)));
}

bool startsWith(const std::string& text, std::string_view with)
{
    return text.compare(0, with.size(), with) == 0;
}

} // namespace

ExperimentForm::ExperimentForm(Experiment experiment, int cores)
    : m_experiment(std::move(experiment))
    , m_cores(std::max(1, cores))
    , m_lines(m_experiment, m_cores)
{
}

// ---- stages ---------------------------------------------------------------------------------------------------------

int ExperimentForm::ioStage() const
{
    const auto& stages = m_experiment.workload.stages;
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (waitOf(stages[i]) && !isPlanted(m_experiment, i))
            return static_cast<int>(i);
    return -1;
}

int ExperimentForm::cpuStage() const
{
    const auto& stages = m_experiment.workload.stages;
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (std::holds_alternative<ComputeStage>(stages[i]) && !isPlanted(m_experiment, i))
            return static_cast<int>(i);
    return -1;
}

std::vector<Stage> ExperimentForm::fileStages() const
{
    std::vector<Stage> hidden;
    const int io = ioStage(), cpu = cpuStage();
    for (int i = 0; i < static_cast<int>(m_experiment.workload.stages.size()); ++i)
        if (const auto at = static_cast<std::size_t>(i); i != io && i != cpu && !isPlanted(m_experiment, at))
            hidden.push_back(m_experiment.workload.stages[at]);
    return hidden;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

FieldView ExperimentForm::view(Field field) const
{
    const auto& e = m_experiment;
    FieldView view;
    switch (field) {
    case Field::IoWait: {
        const int at = ioStage();
        view = { .label = QStringLiteral("I/O wait"), .unit = QStringLiteral("ms"), .maximum = kMost, .decimals = 4 };
        view.used = at >= 0;
        if (view.used)
            view.value = *waitOf(e.workload.stages[static_cast<std::size_t>(at)]);
        break;
    }
    case Field::CpuWork: {
        const int at = cpuStage();
        view = { .label = QStringLiteral("CPU work"), .unit = QStringLiteral("ms"), .maximum = kMost, .decimals = 4 };
        view.used = at >= 0;
        if (view.used) {
            const auto& compute = std::get<ComputeStage>(e.workload.stages[static_cast<std::size_t>(at)]);
            view.value = compute.units ? static_cast<double>(compute.units) : compute.cpuMs;
            if (compute.units) {
                view.unit = QStringLiteral("units");
                view.minimum = 1;
                view.maximum = 1e15;
                view.decimals = 0;
            }
        }
        break;
    }
    case Field::Payload:
        view = { .label = QStringLiteral("Payload"),
            .unit = QStringLiteral("KiB"),
            .value = static_cast<double>(e.workload.inputBytes) / kKiB,
            .maximum = 1e9,
            .decimals = 3 };
        break;
    case Field::InFlight:
        if (e.load.mode == LoadMode::Open)
            view = { .label = QStringLiteral("Arrivals"),
                .unit = QStringLiteral("/s"),
                .value = e.load.ratePerS,
                .maximum = kMost,
                .decimals = 3 };
        else
            view = { .label = QStringLiteral("In flight"),
                .unit = QStringLiteral("tasks"),
                .value = static_cast<double>(e.load.inFlight),
                .maximum = kMostInt };
        break;
    case Field::Workers:
        view = { .label = QStringLiteral("Workers"),
            .unit = {},
            .value = static_cast<double>(e.settings.workers),
            .maximum = kMostInt,
            .zeroText = QStringLiteral("auto") };
        if (e.settings.workers == 0)
            view.unit = QStringLiteral("= ") % QString::number(m_cores);
        break;
    case Field::RunFor:
        view = { .label = QStringLiteral("Run for"),
            .unit = QStringLiteral("s"),
            .value = e.load.durationS,
            .maximum = kMost,
            .decimals = 2 };
        if (!runsByTime())
            view = { .label = QStringLiteral("Run"),
                .unit = QStringLiteral("tasks"),
                .value = static_cast<double>(e.load.tasks),
                .minimum = 1,
                .maximum = kMost };
        view.unit += QStringLiteral(" × ") % QString::number(e.repeats);
        break;
    case Field::Timeout:
        view = { .label = QStringLiteral("Time-out"),
            .unit = QStringLiteral("ms"),
            .value = e.settings.timeoutMs,
            .maximum = kMost,
            .decimals = 3,
            .zeroText = QStringLiteral("none") };
        break;
    case Field::Attempts:
        view = { .label = QStringLiteral("Attempts"),
            .unit = {},
            .value = static_cast<double>(e.retry.maxAttempts),
            .maximum = kMostInt };
        break;
    }
    return view;
}

void ExperimentForm::set(Field field, double value)
{
    const FieldView now = view(field);
    if (!now.used || std::isnan(value))
        return;
    value = std::clamp(value, now.minimum, now.maximum);
    if (value == now.value)
        return;
    auto& e = m_experiment;
    auto& stages = e.workload.stages;
    switch (field) {
    case Field::IoWait:
        *waitOf(stages[static_cast<std::size_t>(ioStage())]) = value;
        break;
    case Field::CpuWork: {
        auto& compute = std::get<ComputeStage>(stages[static_cast<std::size_t>(cpuStage())]);
        if (compute.units)
            compute.units = static_cast<std::uint64_t>(value);
        else
            compute.cpuMs = value;
        break;
    }
    case Field::Payload: {
        const bool same = e.workload.inputBytes == e.workload.outputBytes;
        e.workload.inputBytes = std::llround(value * kKiB);
        if (same) // else the file asked for two sizes, and the form shows the first
            e.workload.outputBytes = e.workload.inputBytes;
        break;
    }
    case Field::InFlight:
        if (e.load.mode == LoadMode::Open)
            e.load.ratePerS = value;
        else
            e.load.inFlight = static_cast<int>(value);
        break;
    case Field::Workers:
        e.settings.workers = static_cast<int>(value);
        m_lines.describe(e, m_cores);
        break;
    case Field::RunFor:
        if (runsByTime())
            e.load.durationS = value;
        else
            e.load.tasks = std::llround(value);
        break;
    case Field::Timeout:
        e.settings.timeoutMs = value;
        break;
    case Field::Attempts: {
        auto& retry = e.retry;
        retry.maxAttempts = static_cast<int>(value);
        if (retry.maxAttempts > 1 && !retry.onError && !retry.onTimeout && !retry.onCrash) // else they would do nothing
            retry.onError = retry.onTimeout = retry.onCrash = true;
        break;
    }
    }
}

void ExperimentForm::setRepeats(int repeats)
{
    m_experiment.repeats = std::clamp(repeats, 1, 100);
}

bool ExperimentForm::runsByTime() const
{
    return m_experiment.load.mode == LoadMode::Open || m_experiment.load.tasks == 0;
}

void ExperimentForm::setRunsByTime(bool byTime)
{
    auto& load = m_experiment.load;
    if (load.mode == LoadMode::Open || byTime == runsByTime())
        return;
    if (byTime) {
        m_parkedTasks = load.tasks;
        load.tasks = 0;
        load.durationS = m_parkedSeconds;
    } else {
        m_parkedSeconds = load.durationS;
        load.durationS = 0;
        load.tasks = m_parkedTasks;
    }
}

std::optional<double> ExperimentForm::expectedSeconds(const Experiment& other) const
{
    return ilv::ui::expectedSeconds(other, m_pace, m_unitsPerMs, m_cores);
}

// ---- rules ----------------------------------------------------------------------------------------------------------

Errors ExperimentForm::problems() const
{
    return validate(m_experiment);
}

std::optional<Field> ExperimentForm::fieldOf(const Error& problem) const
{
    const auto stagePath = [](int index) { return "workload.stages[" + std::to_string(index) + "]"; };
    const auto& path = problem.path;
    if (ioStage() >= 0 && startsWith(path, stagePath(ioStage())))
        return Field::IoWait;
    if (cpuStage() >= 0 && startsWith(path, stagePath(cpuStage())))
        return Field::CpuWork;
    if (path == "workload.input_bytes" || path == "workload.output_bytes")
        return Field::Payload;
    if (path == "load.in_flight" || path == "load.rate_per_s")
        return Field::InFlight;
    if (path == "settings.workers")
        return Field::Workers;
    if (path == "load.tasks" || path == "load.duration_s" || path == "repeats")
        return Field::RunFor;
    if (path == "settings.timeout_ms")
        return Field::Timeout;
    if (startsWith(path, "retry"))
        return Field::Attempts;
    return std::nullopt;
}

std::optional<std::size_t> ExperimentForm::faultOf(const Error& problem) const
{
    for (const PlantedFault& fault : faults())
        if (startsWith(problem.path, "workload.stages[" + std::to_string(fault.stage) + "]"))
            return fault.stage;
    return std::nullopt;
}

bool ExperimentForm::isAboutModels(const Error& problem)
{
    return startsWith(problem.path, "models");
}

} // namespace ilv::ui
