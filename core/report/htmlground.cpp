// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "report/htmlsections.h"
#include "report/markup.h"
#include "run/disturbance.h"

#include <algorithm>
#include <set>

namespace ilv::report {
namespace {

/// A list of facts; what is not known is left out.
class Facts {
public:
    void add(std::string_view what, std::string_view value)
    {
        if (!value.empty())
            m_rows += element("dt", "", escaped(what)) + element("dd", "", escaped(value)) + '\n';
    }
    [[nodiscard]] bool empty() const { return m_rows.empty(); }
    [[nodiscard]] std::string markup() const { return element("dl", "facts", m_rows); }

private:
    std::string m_rows;
};

std::string stageWords(const Stage& stage)
{
    const std::string kind(kindName(stage));
    const auto ms = [](double value) { return decimal(value, 3) + "\u202Fms"; };
    if (const auto* wait = std::get_if<WaitStage>(&stage))
        return kind + ' ' + ms(wait->ms);
    if (const auto* request = std::get_if<RequestStage>(&stage))
        return kind + ' ' + (request->url.empty() ? ms(request->latencyMs) : request->url);
    if (const auto* read = std::get_if<ReadStage>(&stage))
        return kind + ' ' + formatBytes(static_cast<double>(read->bytes));
    if (const auto* write = std::get_if<WriteStage>(&stage))
        return kind + ' ' + formatBytes(static_cast<double>(write->bytes));
    if (const auto* compute = std::get_if<ComputeStage>(&stage))
        return kind + ' ' + std::string(name(compute->kernel)) + ' '
            + (compute->units > 0 ? formatCount(static_cast<std::int64_t>(compute->units)) + " units"
                                  : ms(compute->cpuMs));
    if (const auto* command = std::get_if<CommandStage>(&stage))
        return kind + ' ' + command->program;
    if (const auto* call = std::get_if<CallStage>(&stage))
        return kind + ' ' + call->target;
    if (const auto* fault = std::get_if<FaultStage>(&stage))
        return "planted failure: " + std::string(name(fault->kind));
    return kind;
}

std::string items(const std::vector<std::string>& sentences)
{
    std::string list;
    for (const auto& sentence : sentences)
        list += element("li", "", escaped(sentence)) + '\n';
    return element("ul", "", list);
}

/// What the figures cannot say, as far as the run itself knows.
std::vector<std::string> knownLimits(const Page& page)
{
    const Experiment& e = page.run.experiment;
    const Environment& machine = page.run.environment;
    std::vector<std::string> limits{
        "One machine, one workload: another machine, or other sizes, may well turn the order round."
    };
    if (!machine.hypervisor.empty())
        limits.push_back(
            "Measured in a virtual machine (" + machine.hypervisor + "): other guests may take CPU time unseen.");
    if (!machine.governor.empty() && machine.governor != "performance")
        limits.push_back(
            "The CPU governor was \"" + machine.governor + "\", so clock speed may have changed meanwhile.");
    else if (machine.governor.empty())
        limits.push_back("The machine does not tell its CPU governor; changes of clock speed would go unnoticed.");
    if (e.repeats < 6)
        limits.push_back("With " + std::to_string(e.repeats) + (e.repeats == 1 ? " round" : " rounds")
            + " there is no 95 % interval; six or more rounds give one.");
    const bool service = std::any_of(e.workload.stages.begin(), e.workload.stages.end(), [](const Stage& stage) {
        const auto* request = std::get_if<RequestStage>(&stage);
        return request && request->url.empty();
    });
    if (service)
        limits.push_back(
            "Requests went to a service on this machine: no network lay between, and it used the same cores.");
    if (e.sweep)
        limits.push_back("The experiment asks for a sweep over " + e.sweep->parameter
            + "; these figures are of the file's own value.");
    std::set<std::string> codes;
    for (const auto& model : page.models) {
        codes.insert(model.disturbed.begin(), model.disturbed.end());
        if (model.unexplained > 0.05)
            limits.push_back(
                "\"" + model.label + "\": " + formatPercent(model.unexplained) + " of the time is unexplained.");
    }
    if (!codes.empty())
        limits.push_back("Trials were disturbed: " + disturbanceWords({ codes.begin(), codes.end() }) + '.');
    return limits;
}

/// A name as one word of a shell command.
std::string shellWord(const std::string& text)
{
    std::string word = "'";
    for (const char c : text)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + '\'';
}

std::string fileStem(const std::string& experimentName)
{
    std::string stem;
    for (const char c : experimentName) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool upper = c >= 'A' && c <= 'Z';
        if (plain || upper)
            stem += upper ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!stem.empty() && stem.back() != '-' && stem.size() < 60)
            stem += '-';
    }
    while (stem.ends_with('-'))
        stem.pop_back();
    return stem.empty() ? "experiment" : stem;
}

} // namespace

std::string workloadLine(const Experiment& experiment)
{
    std::string line;
    for (const auto& stage : experiment.workload.stages)
        line += (line.empty() ? "" : ", ") + stageWords(stage);
    if (experiment.workload.inputBytes > 0)
        line += "; payload " + formatBytes(static_cast<double>(experiment.workload.inputBytes));
    const Load& load = experiment.load;
    line += load.mode == LoadMode::Open ? "; " + decimal(load.ratePerS, 3) + " arrivals a second"
                                        : "; " + formatCount(load.inFlight) + " in flight";
    line += load.tasks > 0 ? "; " + formatCount(load.tasks) + " tasks" : "; " + decimal(load.durationS, 3) + "\u202Fs";
    return line + " × " + std::to_string(experiment.repeats) + (experiment.repeats == 1 ? " round" : " rounds");
}

std::string environmentSection(const Page& page)
{
    const Environment& e = page.run.environment;
    Facts facts;
    facts.add("CPU", e.cpuModel);
    facts.add("Cores",
        std::to_string(e.cores) + " usable"
            + (e.effectiveCores ? ", worth " + decimal(*e.effectiveCores, 1) + " when all compute" : ""));
    facts.add("Governor", e.governor.empty() ? "not told" : e.governor);
    facts.add("Memory", e.memoryMb > 0 ? formatBytes(e.memoryMb * 1024 * 1024) : "");
    facts.add("Virtual machine", e.hypervisor);
    facts.add("Kernel", e.kernel);
    facts.add("System", e.distribution);
    facts.add("Load at start", e.loadAverage ? decimal(*e.loadAverage, 2) : "");
    facts.add("Stolen CPU", e.stealPercent ? formatPercent(*e.stealPercent / 100) + " since boot" : "");
    facts.add("Interleave", e.version + (e.commit.empty() ? "" : " (" + e.commit + ')'));
    facts.add("Build", e.compiler + (e.buildType.empty() ? "" : ", " + e.buildType));
    facts.add("Qt", e.qtVersion);
    facts.add(
        "Window's own CPU", page.run.windowCpuS >= 0 ? formatDuration(page.run.windowCpuS * 1e9) : "none: no window");
    facts.add("Started, UTC", e.startedAtUtc);
    facts.add("Run", page.run.id);
    facts.add("Experiment SHA-256", experimentHash(page.run.experiment));
    return card("Environment", "", facts.markup()) + "</div>\n";
}

std::string methodSection(const Page& page)
{
    const Experiment& e = page.run.experiment;
    const std::string rounds = std::to_string(e.repeats) + (e.repeats == 1 ? " round" : " rounds");
    std::vector<std::string> points{
        "Every trial (one model, one round) ran for real in a process of its own, one after another, never two at "
        "once.",
        rounds + "; each runs every model once in a random order from seed " + std::to_string(e.seed)
            + ", and every second round in the mirror image of the one before, so that slow drift cancels.",
        e.warmupTasks > 0 ? formatCount(e.warmupTasks) + " warm-up tasks before each trial are in no figure."
                          : "No warm-up tasks: the first tasks are in the figures.",
        "Tasks per second: tasks that ended ok over the measured window, median of the rounds; the 95 % interval is by "
        "order statistics and needs six rounds.",
        "Times sequential: the middle (geometric mean) of the rounds' own ratios, with a 95 % interval, where both have six "
        "rounds; else the ratio of the medians.",
        "Response time: from the moment the load plan wanted the task to start until its result was there, over all "
        "tasks "
        "of all rounds, timed-out ones included.",
        "Percentiles: nearest rank, from histograms of three significant digits; p95 is named from 20 tasks on, p99 "
        "from "
        "100, p99.9 from 1,000.",
        "Overhead: the share of a task's response time that is neither work nor queue wait. CPU: of the cores' time "
        "while "
        "the model ran. Memory: the highest seen over the whole process tree.",
        "Ledger: each lane is always in exactly one state, so the states sum to the time it lived; above 5 % "
        "unexplained "
        "no verdict is given.",
        "Recommended is the simplest model that gives correct results and meets every goal; a faster one is named "
        "where it "
        "is more than 1.5 times as fast beyond doubt.",
    };
    return "<div class=\"pair\">" + card("Method", "how this was measured", element("div", "text", items(points)));
}

std::string limitationsSection(const Page& page)
{
    std::string text = items(knownLimits(page));
    if (const auto& own = page.run.experiment.checklist.limitations; !own.empty())
        text = element("p", "", escaped(own)) + text;
    return card("Limitations", "what these figures do not say", element("div", "text", text));
}

std::string checklistSection(const Page& page)
{
    const Checklist& checklist = page.run.experiment.checklist;
    Facts facts;
    facts.add("Owner", checklist.owner);
    facts.add("Threshold", checklist.threshold);
    facts.add("Rollback path", checklist.rollback);
    facts.add("Rollout flag", checklist.flag);
    return facts.empty() ? std::string() : card("Checklist", "before this goes into production", facts.markup());
}

std::string againSection(const Page& page)
{
    const std::string file = fileStem(page.run.experiment.name) + ".interleave.json";
    const std::string command
        = "interleave run " + shellWord(file) + " --out " + shellWord("results") + " --export html";
    return card("Run it again", "save the experiment below as " + file,
        "<pre class=\"wrap\">" + escaped(command) + "</pre><details><summary>The experiment file</summary><pre>"
            + escaped(writeExperiment(page.run.experiment)) + "</pre></details>");
}

} // namespace ilv::report
