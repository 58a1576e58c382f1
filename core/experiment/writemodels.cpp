// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/put.h"

namespace ilv {
namespace {

/// Labels that a reader would not make up by itself, in a list where the others are empty.
std::vector<bool> labelsToWrite(const std::vector<ModelEntry>& models)
{
    std::vector<ModelEntry> bare = models;
    std::vector<bool> write(models.size(), false);
    for (ModelEntry& entry : bare)
        entry.label.clear();
    for (bool changed = true; changed;) {
        changed = false;
        const std::vector<std::string> made = defaultLabels(bare);
        for (std::size_t i = 0; i < models.size(); ++i) {
            if (write[i] || models[i].label.empty() || made[i] == models[i].label)
                continue;
            write[i] = changed = true;
            bare[i].label = models[i].label;
        }
    }
    return write;
}

json::Node entryTree(const ModelEntry& entry, bool withLabel, bool defaults)
{
    json::Node out = objectNode();
    Put put(out, defaults);
    put.always("model", name(entry.model));
    put.word("runtime", entry.runtime, Runtime::Native);
    if (withLabel)
        put.always("label", entry.label);
    const auto number = [defaults](const std::optional<int>& v) { return v || !defaults ? v : std::optional(0); };
    put.maybe("workers", number(entry.workers));
    if (entry.chunk == 0 && !defaults)
        put.always("chunk", std::string_view("auto"));
    else
        put.maybe("chunk", number(entry.chunk));
    put.maybe("in_flight", number(entry.inFlight));
    put.maybeWord("transport", entry.transport);
    put.maybeWord("start", entry.start);
    put.maybeWord("offload", entry.offload);
    put.maybe("lock", entry.lock);
    return out.members.size() == 1 ? std::move(out.members.front().second) : std::move(out);
}

} // namespace

json::Node modelsTree(const std::vector<ModelEntry>& models, bool defaults)
{
    json::Node out = arrayNode();
    const std::vector<bool> labels = labelsToWrite(models);
    for (std::size_t i = 0; i < models.size(); ++i)
        out.items.push_back(entryTree(models[i], labels[i], defaults));
    return out;
}

} // namespace ilv
