// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sections.h"

#include <algorithm>
#include <array>

namespace ilv {
namespace {

constexpr std::array kRuntimes{ Runtime::Native, Runtime::Python };
constexpr std::array kNativeStarts{ StartMethod::Exec, StartMethod::ForkServer };
constexpr std::array kPythonStarts{ StartMethod::PythonFork, StartMethod::PythonSpawn, StartMethod::PythonForkServer };

/// Reads a key whose absence means "as in settings".
template <typename T, typename Read> void overlay(std::optional<T>& into, Read read)
{
    T value{};
    if (read(value))
        into = value;
}

bool startsProcesses(const ModelEntry& entry, const Settings& common)
{
    const bool offloads = entry.offload.value_or(common.offload) == Offload::Processes;
    return entry.model == Model::Processes || entry.model == Model::ProcessPerTask
        || (entry.model == Model::Hybrid && offloads);
}

/// A key that the entry's model has no use for would be obeyed by nobody: refused instead of ignored.
void refuseUseless(ObjectReader& r, const ModelEntry& entry, const Experiment& experiment)
{
    const std::string model = "the model \"" + std::string(name(entry.model)) + "\"";
    const auto refuse = [&](std::string_view key, bool useful, const std::string& why) {
        if (!useful && r.has(key))
            r.conflict(key, "\"" + std::string(key) + "\" has no meaning here: " + why + ".", "Remove it.");
    };
    const bool loops = entry.model == Model::Sequential || entry.model == Model::Async;
    const bool processes = startsProcesses(entry, experiment.settings);
    const bool python = entry.runtime == Runtime::Python;
    const std::string none
        = entry.model == Model::Hybrid ? "this hybrid offloads to threads" : model + " starts no process";
    refuse("workers", !loops, model + " has no workers");
    refuse("chunk", !loops && entry.model != Model::ProcessPerTask, model + " hands over one task at a time");
    refuse("transport", processes && !python, python ? "Python's pools have a transport of their own" : none);
    refuse("start", processes, none);
    refuse("offload", entry.model == Model::Hybrid, "only the model \"hybrid\" offloads");
    const bool threads = entry.model == Model::Threads || (entry.model == Model::Hybrid && !processes);
    refuse("lock", threads && !python,
        python ? "Python has a real interpreter lock" : "only threads share a lock, and " + model + " has none");
    refuse(
        "in_flight", experiment.load.mode == LoadMode::Closed, "the load is open, so nothing bounds what is in flight");
}

void readEntryObject(ObjectReader& r, ModelEntry& entry, const Experiment& experiment)
{
    if (!r.has("model"))
        r.missing("model", "For example \"threads\".");
    const bool known = r.word("model", entry.model, kModels);
    r.word("runtime", entry.runtime, kRuntimes);
    r.text("label", entry.label, { .longest = 100 });
    overlay(entry.workers, [&](int& v) { return r.integer("workers", v, kWorkers); });
    overlay(entry.chunk, [&](int& v) { return readChunk(r, v); });
    overlay(entry.inFlight, [&](int& v) { return r.integer("in_flight", v, kInFlight); });
    overlay(entry.transport, [&](Transport& v) { return r.word("transport", v, kTransports); });
    overlay(entry.start, [&](StartMethod& v) {
        return entry.runtime == Runtime::Python ? r.word("start", v, kPythonStarts) : r.word("start", v, kNativeStarts);
    });
    overlay(entry.offload, [&](Offload& v) { return r.word("offload", v, kOffloads); });
    overlay(entry.lock, [&](bool& v) { return r.boolean("lock", v); });
    if (known)
        refuseUseless(r, entry, experiment);
    r.refuseUnknown("a model entry");
}

/// "threads", as a text where an object could stand.
void readEntryWord(const json::Node& item, const std::string& path, ModelEntry& entry, Problems& problems)
{
    std::vector<std::string_view> words;
    for (const Model model : kModels)
        words.push_back(name(model));
    if (const std::optional<std::size_t> index = readWord(item, "The model", path, words, problems))
        entry.model = kModels[*index];
}

/// What an entry cannot do with this workload or with the common settings.
void checkFit(const json::Node& item, const std::string& path, const ModelEntry& entry, const Experiment& experiment,
    Problems& problems)
{
    const auto& stages = experiment.workload.stages;
    const auto call = std::find_if(
        stages.begin(), stages.end(), [](const Stage& s) { return std::holds_alternative<CallStage>(s); });
    if (entry.runtime == Runtime::Native && call != stages.end())
        problems.add(item, Code::FileConflict, path,
            "Stage " + std::to_string(call - stages.begin()) + " calls a Python function, which a native model cannot.",
            "Give the entry \"runtime\": \"python\", or remove the stage.");
    const StartMethod common = experiment.settings.start;
    const bool pythonWord = common == StartMethod::PythonFork || common == StartMethod::PythonSpawn;
    if (entry.runtime == Runtime::Native && pythonWord && !entry.start && startsProcesses(entry, experiment.settings))
        problems.add(item, Code::FileConflict, path,
            "\"settings.start\" is \"" + std::string(name(common)) + "\", which only the Python runtime knows.",
            "Give \"start\" to the Python entries instead.");
}

void checkLabels(
    const json::Node& list, const std::string& path, const std::vector<ModelEntry>& models, Problems& problems)
{
    for (std::size_t i = 1; i < models.size(); ++i) {
        const auto same = [&](const ModelEntry& other) { return other.label == models[i].label; };
        const auto end = models.begin() + static_cast<std::ptrdiff_t>(i);
        if (models[i].label.empty() || std::find_if(models.begin(), end, same) == end)
            continue;
        const json::Node* label = list.items[i].find("label");
        problems.add(label != nullptr ? *label : list.items[i], Code::FileConflict,
            path + "[" + std::to_string(i) + "].label",
            "Two models have the label \"" + models[i].label + "\"; results could not be told apart.",
            "Give one of them another label.");
    }
}

} // namespace

void readModels(ObjectReader& root, Experiment& experiment)
{
    if (!root.has("models"))
        root.missing("models", "For example [\"sequential\", \"async\", \"threads\"].");
    const json::Node* list = root.array("models", { 1, 64 }, "models");
    if (list == nullptr)
        return;
    Problems& problems = root.problems();
    for (std::size_t i = 0; i < list->items.size(); ++i) {
        const json::Node& item = list->items[i];
        const std::string path = root.pathOf("models[" + std::to_string(i) + "]");
        ModelEntry entry;
        const std::size_t before = problems.count();
        if (item.kind == json::Node::Kind::String) {
            readEntryWord(item, path, entry, problems);
        } else if (item.kind == json::Node::Kind::Object) {
            ObjectReader reader(item, path, problems);
            readEntryObject(reader, entry, experiment);
        } else {
            problems.add(item, Code::FileType, path,
                "A model is " + describe(item) + "; it must be a model's name or an object.");
        }
        if (problems.count() == before)
            checkFit(item, path, entry, experiment, problems);
        experiment.models.push_back(std::move(entry));
    }
    checkLabels(*list, root.pathOf("models"), experiment.models, problems);
    const std::vector<std::string> labels = defaultLabels(experiment.models);
    for (std::size_t i = 0; i < labels.size(); ++i)
        experiment.models[i].label = labels[i];
}

} // namespace ilv
