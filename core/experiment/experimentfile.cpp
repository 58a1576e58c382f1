// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"

#include "base/files.h"
#include "base/json.h"
#include "experiment/sections.h"
#include "experiment/tree.h"

#include <algorithm>

namespace ilv {
namespace {

constexpr std::int64_t kVersion = 1;

/// False where the file is of a later version, of which nothing else can be judged.
bool readVersion(ObjectReader& root)
{
    const json::Node* found = root.member("interleave");
    if (found == nullptr) {
        root.missing("interleave", "The version of the format: \"interleave\": 1.");
        return true;
    }
    std::int64_t version = 0;
    if (!root.integer("interleave", version, { INT64_MIN, INT64_MAX }))
        return true;
    if (version > kVersion) {
        root.refuse("interleave", Code::FileVersionNewer,
            "The file is of version " + std::to_string(version) + "; this program reads version "
                + std::to_string(kVersion) + ".",
            "Open it with a newer Interleave.");
        return false;
    }
    if (version < kVersion)
        root.refuse("interleave", Code::FileVersion,
            "There is no version " + std::to_string(version) + " of the format.",
            "The version is " + std::to_string(kVersion) + ".");
    return true;
}

/// Whether a sweep may change this number: one that decides what is run.
bool isSweepable(const std::vector<PathStep>& path)
{
    constexpr std::string_view roots[]{ "workload", "models", "load", "settings", "retry", "seed", "warmup_tasks" };
    const bool extra = path.back().key.substr(0, 2) == "x-";
    return !extra && std::find(std::begin(roots), std::end(roots), path.front().key) != std::end(roots);
}

/// `complete`: nothing else is wrong, so that each value can be tried.
void checkSweep(ObjectReader& root, const Experiment& experiment, bool complete)
{
    const json::Node* node = root.object("sweep");
    if (node == nullptr || experiment.sweep->parameter.empty())
        return;
    ObjectReader reader(*node, "sweep", root.problems());
    const std::string& parameter = experiment.sweep->parameter;
    const auto path = parsePath(parameter);
    if (!path || !isSweepable(*path)) {
        reader.refuse("parameter", Code::FileReference, "\"" + parameter + "\" is not a number that a sweep can vary.",
            "It may lie in workload, models, load, settings or retry, or be seed or warmup_tasks.");
        return;
    }
    const json::Node tree = experimentTree(experiment, true);
    const json::Node* known = findAt(tree, *path);
    const json::Node* written = findAt(root.node(), *path);
    if (!(known != nullptr && known->isNumber()) && !(written != nullptr && written->isNumber())) {
        reader.refuse("parameter", Code::FileReference,
            "\"" + parameter + "\" names " + (known == nullptr && written == nullptr ? "nothing" : "no number")
                + " in this experiment.",
            "For example \"load.in_flight\" or \"workload.stages[0].units\".");
        return;
    }
    const std::vector<double>& values = experiment.sweep->values;
    for (std::size_t i = 0; complete && i < values.size(); ++i) {
        const Result<Experiment> point = withParameter(experiment, parameter, values[i]);
        if (!point)
            root.problems().add(node->find("values")->items[i], Code::FileRange,
                "sweep.values[" + std::to_string(i) + "]",
                "With the value " + plainNumber(values[i]) + ": " + point.error().message, point.error().hint);
    }
}

void readRoot(ObjectReader& root, Experiment& experiment)
{
    root.text("name", experiment.name);
    root.natural64("seed", experiment.seed);
    readWorkload(root, experiment.workload);
    readLoad(root, experiment.load);
    readSettings(root, experiment.settings);
    readRetry(root, experiment.retry);
    readGoals(root, experiment.goals);
    readModels(root, experiment);
    root.integer("repeats", experiment.repeats, { 1, 100 });
    root.integer("warmup_tasks", experiment.warmupTasks, { 0, 1'000'000 });
    root.real("deadline_s", experiment.deadlineS, { 0, 7 * 86'400, true });
    readSweep(root, experiment.sweep);
    readChecklist(root, experiment.checklist);
    constexpr std::string_view records[]{ "default", "all" };
    if (const auto record = root.word("record", records))
        experiment.record = static_cast<Record>(*record);
    if (experiment.sweep)
        checkSweep(root, experiment, root.problems().none());
    root.refuseUnknown("an experiment");
}

} // namespace

ExperimentReading readExperiment(std::string_view text, std::string_view fileName)
{
    json::Limits limits;
    limits.values = 200'000; // far more than the ranges below let stand; a bad file must cost little (§2.9)
    Result<json::Node> node = json::parse(text, limits);
    if (!node) {
        Error e = node.error();
        e.file = fileName;
        return { std::nullopt, { std::move(e) } };
    }
    Problems problems(fileName);
    if (node->kind != json::Node::Kind::Object) {
        problems.add(*node, Code::FileType, {}, "The file holds " + describe(*node) + "; an experiment is an object.");
        return { std::nullopt, problems.inFileOrder() };
    }
    ObjectReader root(*node, {}, problems);
    Experiment experiment;
    if (readVersion(root))
        readRoot(root, experiment);
    if (!problems.none())
        return { std::nullopt, problems.inFileOrder() };
    experiment.extra = problems.extra();
    return { std::move(experiment), {} };
}

ExperimentReading readExperimentFile(const std::string& path)
{
    const Result<std::string> text = readFile(path, json::Limits{}.bytes);
    if (!text)
        return { std::nullopt, { text.error() } };
    return readExperiment(*text, path);
}

Errors validate(const Experiment& experiment)
{
    // The reader is the one place that knows the rules, so a form can never save what it would not open again.
    Errors errors = readExperiment(writeExperiment(experiment)).errors;
    for (Error& e : errors)
        e.line = e.column = 0;
    return errors;
}

Result<Experiment> withParameter(const Experiment& experiment, std::string_view parameter, double value)
{
    Experiment base = experiment;
    base.sweep.reset();
    json::Node tree = experimentTree(base, false);
    const auto path = parsePath(parameter);
    if (!path || !isSweepable(*path) || !putAt(tree, *path, node(value)))
        return error(Code::FileReference, "\"" + std::string(parameter) + "\" names nothing in this experiment.");
    ExperimentReading reading = readExperiment(prettyText(tree));
    if (!reading.experiment)
        return reading.errors.front();
    return *std::move(reading.experiment);
}

} // namespace ilv
