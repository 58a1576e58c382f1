// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/experimentform.h"

#include "experiment/experimentfile.h"
#include "model/modelnames.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {

namespace {

constexpr double kMaxMs = 86'400'000;
constexpr double kKiB = 1024;

bool isCompute(const Stage& stage)
{
    return !isIo(stage) && !std::holds_alternative<FaultStage>(stage);
}

/// Where a stage keeps its mean wait in ms; null for stages that have none.
double* waitOf(Stage& stage)
{
    if (auto* wait = std::get_if<WaitStage>(&stage))
        return &wait->ms;
    if (auto* request = std::get_if<RequestStage>(&stage); request && request->url.empty())
        return &request->latencyMs;
    return nullptr;
}

const double* waitOf(const Stage& stage)
{
    return waitOf(const_cast<Stage&>(stage));
}

bool startsWith(const std::string& text, std::string_view with)
{
    return text.compare(0, with.size(), with) == 0;
}

QString settingText(const Settings& settings, const ModelEntry& entry)
{
    const auto count = [&](const char* one, const char* many) -> QString {
        return QString::number(settings.workers) % QLatin1Char(' ')
            % QString::fromLatin1(settings.workers == 1 ? one : many);
    };
    switch (entry.model) {
    case Model::Sequential:
    case Model::Async:
        return QStringLiteral("1 thread");
    case Model::Threads:
        return count("thread", "threads") % (settings.lock ? QStringLiteral(", lock") : QString());
    case Model::Processes:
        return count("process", "processes");
    case Model::ProcessPerTask:
        return QStringLiteral("1 per task");
    case Model::Hybrid:
        if (settings.offload == Offload::Threads)
            return QStringLiteral("loop + ") % count("thread", "threads");
        return QString::number(settings.workers) % QStringLiteral(" × loop");
    }
    return {};
}

} // namespace

ExperimentForm::ExperimentForm(Experiment experiment, int cores)
    : m_experiment(std::move(experiment))
    , m_cores(std::max(1, cores))
{
    makeLines();
}

// ---- kinds of stage -------------------------------------------------------------------------------------------------

WorkloadKind ExperimentForm::kind() const
{
    const auto& stages = m_experiment.workload.stages;
    const bool io = std::any_of(stages.begin(), stages.end(), isIo);
    const bool cpu = std::any_of(stages.begin(), stages.end(), isCompute);
    return io && cpu ? WorkloadKind::Mixed : cpu ? WorkloadKind::Cpu : WorkloadKind::Io;
}

template <typename Takes> void ExperimentForm::park(Takes takes)
{
    auto& stages = m_experiment.workload.stages;
    for (std::size_t i = stages.size(); i-- > 0;) {
        if (!takes(stages[i]))
            continue;
        m_parked.push_back({ i, std::move(stages[i]) });
        stages.erase(stages.begin() + static_cast<std::ptrdiff_t>(i));
    }
}

template <typename Takes> bool ExperimentForm::unpark(Takes takes)
{
    auto& stages = m_experiment.workload.stages;
    bool found = false;
    for (std::size_t i = m_parked.size(); i-- > 0;) { // the last one parked stood first
        if (!takes(m_parked[i].stage))
            continue;
        const auto at = std::min(m_parked[i].index, stages.size());
        stages.insert(stages.begin() + static_cast<std::ptrdiff_t>(at), std::move(m_parked[i].stage));
        m_parked.erase(m_parked.begin() + static_cast<std::ptrdiff_t>(i));
        found = true;
    }
    return found;
}

void ExperimentForm::setKind(WorkloadKind wanted)
{
    auto& workload = m_experiment.workload;
    const auto has = [&](auto takes) { return std::any_of(workload.stages.begin(), workload.stages.end(), takes); };
    if (wanted == kind() && !workload.stages.empty())
        return;
    if (wanted != WorkloadKind::Cpu && !has(isIo) && !unpark(isIo))
        workload.stages.insert(workload.stages.begin(), WaitStage { .ms = 2, .spread = Spread::Constant });
    if (wanted != WorkloadKind::Io && !has(isCompute) && !unpark(isCompute))
        workload.stages.push_back(ComputeStage { .kernel = Kernel::Mix, .units = 0, .cpuMs = 0.5 });
    if (wanted == WorkloadKind::Cpu)
        park(isIo);
    if (wanted == WorkloadKind::Io)
        park(isCompute);

    // A golden output belongs to the compute stages, a sweep over a stage to the list as the file had it.
    if (!has(isCompute) && !workload.golden.empty())
        std::swap(m_parkedGolden, workload.golden);
    else if (has(isCompute) && workload.golden.empty())
        std::swap(m_parkedGolden, workload.golden);
    if (!m_parked.empty() && m_experiment.sweep && startsWith(m_experiment.sweep->parameter, "workload.stages"))
        m_parkedSweep.swap(m_experiment.sweep);
    else if (m_parked.empty() && m_parkedSweep && !m_experiment.sweep)
        m_parkedSweep.swap(m_experiment.sweep);
}

int ExperimentForm::ioStage() const
{
    const auto& stages = m_experiment.workload.stages;
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (waitOf(stages[i]))
            return static_cast<int>(i);
    return -1;
}

int ExperimentForm::cpuStage() const
{
    const auto& stages = m_experiment.workload.stages;
    for (std::size_t i = 0; i < stages.size(); ++i)
        if (std::holds_alternative<ComputeStage>(stages[i]))
            return static_cast<int>(i);
    return -1;
}

int ExperimentForm::hiddenStages() const
{
    return static_cast<int>(m_experiment.workload.stages.size()) - (ioStage() >= 0) - (cpuStage() >= 0);
}

double ExperimentForm::taskIoMs() const
{
    double sum = 0;
    for (const auto& stage : m_experiment.workload.stages)
        if (const double* ms = waitOf(stage))
            sum += *ms;
    return sum;
}

std::optional<double> ExperimentForm::taskCpuMs() const
{
    double sum = 0;
    for (const auto& stage : m_experiment.workload.stages) {
        const auto* compute = std::get_if<ComputeStage>(&stage);
        if (!compute)
            continue;
        if (compute->units == 0) {
            sum += compute->cpuMs;
            continue;
        }
        const auto known = m_unitsPerMs.find(std::string(ilv::name(compute->kernel)));
        if (known == m_unitsPerMs.end() || known->second <= 0)
            return std::nullopt;
        sum += static_cast<double>(compute->units) / known->second;
    }
    return sum;
}

// ---- numbers --------------------------------------------------------------------------------------------------------

FieldView ExperimentForm::view(Field field) const
{
    const auto& e = m_experiment;
    FieldView view;
    switch (field) {
    case Field::IoWait: {
        const int at = ioStage();
        view = { .label = QStringLiteral("I/O wait"), .unit = QStringLiteral("ms"), .maximum = kMaxMs, .decimals = 4 };
        view.used = at >= 0;
        if (view.used)
            view.value = *waitOf(e.workload.stages[static_cast<std::size_t>(at)]);
        break;
    }
    case Field::CpuWork: {
        const int at = cpuStage();
        view = { .label = QStringLiteral("CPU work"), .unit = QStringLiteral("ms"), .maximum = kMaxMs, .decimals = 4 };
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
        view = { .label = QStringLiteral("Payload"), .unit = QStringLiteral("KiB"),
            .value = static_cast<double>(e.workload.inputBytes) / kKiB, .maximum = 1024.0 * 1024, .decimals = 3 };
        break;
    case Field::InFlight:
        if (e.load.mode == LoadMode::Open)
            view = { .label = QStringLiteral("Arrivals"), .unit = QStringLiteral("/s"), .value = e.load.ratePerS,
                .minimum = 0.001, .maximum = 1e7, .decimals = 3 };
        else
            view = { .label = QStringLiteral("In flight"), .unit = QStringLiteral("tasks"),
                .value = static_cast<double>(e.load.inFlight), .minimum = 1, .maximum = 100'000 };
        break;
    case Field::Workers:
        view = { .label = QStringLiteral("Workers"), .unit = {}, .value = static_cast<double>(e.settings.workers),
            .maximum = 256, .zeroText = QStringLiteral("auto") };
        if (e.settings.workers == 0)
            view.unit = QStringLiteral("= ") % QString::number(m_cores);
        break;
    case Field::RunFor:
        view = { .label = QStringLiteral("Run for"), .unit = QStringLiteral("s"), .value = e.load.durationS,
            .minimum = 0.1, .maximum = 86'400, .decimals = 2 };
        if (!runsByTime())
            view = { .label = QStringLiteral("Run"), .unit = QStringLiteral("tasks"),
                .value = static_cast<double>(e.load.tasks), .minimum = 1, .maximum = 1e9 };
        view.unit += QStringLiteral(" × ") % QString::number(e.repeats);
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
        describeLines();
        break;
    case Field::RunFor:
        if (runsByTime())
            e.load.durationS = value;
        else
            e.load.tasks = std::llround(value);
        break;
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

std::optional<double> ExperimentForm::expectedSeconds() const
{
    if (!runsByTime())
        return std::nullopt;
    return m_experiment.load.durationS * m_experiment.repeats * static_cast<double>(m_experiment.models.size());
}

// ---- models ---------------------------------------------------------------------------------------------------------

void ExperimentForm::makeLines()
{
    m_lines.clear();
    m_fileOrder.clear();
    std::vector<std::size_t> lineOfEntry(m_experiment.models.size());
    for (const Model model : kModels) {
        const std::size_t before = m_lines.size();
        for (std::size_t i = 0; i < m_experiment.models.size(); ++i) {
            if (m_experiment.models[i].model != model)
                continue;
            lineOfEntry[i] = m_lines.size();
            m_lines.push_back({ .entry = m_experiment.models[i], .name = {}, .setting = {}, .used = true });
        }
        if (m_lines.size() == before) {
            ModelEntry entry { .model = model };
            entry.label = std::string(ilv::name(model));
            m_lines.push_back({ .entry = std::move(entry), .name = {}, .setting = {}, .used = false });
        }
    }
    m_fileOrder = lineOfEntry;
    for (std::size_t line = 0; line < m_lines.size(); ++line) { // a model the file lacks goes after the simpler ones
        if (m_lines[line].used)
            continue;
        const auto later = std::find_if(m_fileOrder.begin(), m_fileOrder.end(),
            [&](std::size_t other) { return m_lines[other].entry.model > m_lines[line].entry.model; });
        m_fileOrder.insert(later, line);
    }
    describeLines();
}

void ExperimentForm::describeLines()
{
    for (auto& line : m_lines) {
        line.name = entryName(line.entry.model, line.entry.label);
        line.setting = settingText(effectiveSettings(m_experiment, line.entry, m_cores), line.entry);
    }
}

void ExperimentForm::setModelUsed(std::size_t line, bool used)
{
    if (line >= m_lines.size() || m_lines[line].used == used)
        return;
    m_lines[line].used = used;
    writeModels();
}

void ExperimentForm::writeModels()
{
    m_experiment.models.clear();
    for (const std::size_t line : m_fileOrder)
        if (m_lines[line].used)
            m_experiment.models.push_back(m_lines[line].entry);
}

int ExperimentForm::usedModels() const
{
    return static_cast<int>(m_experiment.models.size());
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
    return std::nullopt;
}

bool ExperimentForm::isAboutModels(const Error& problem)
{
    return startsWith(problem.path, "models");
}

} // namespace ilv::ui
