// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sections.h"

#include <array>

namespace ilv {
namespace {

/// What `settings` may say to all models; a word of one runtime only is checked against the entries (readModels).
constexpr std::array kCommonStarts{ StartMethod::Exec, StartMethod::ForkServer, StartMethod::PythonFork,
    StartMethod::PythonSpawn };

void readOn(ObjectReader& reader, Retry& into)
{
    constexpr std::string_view words[]{ "error", "timeout", "crash" };
    bool* const flags[]{ &into.onError, &into.onTimeout, &into.onCrash };
    const json::Node* list = reader.array("on", { 0, 3 }, "words");
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
        const json::Node& item = list->items[i];
        const std::string path = reader.pathOf("on[" + std::to_string(i) + "]");
        const std::optional<std::size_t> index = readWord(item, "A word of \"on\"", path, words, reader.problems());
        if (!index)
            continue;
        if (*flags[*index])
            reader.problems().add(item, Code::FileConflict, path, describe(item) + " stands twice in \"on\".");
        *flags[*index] = true;
    }
}

} // namespace

bool readChunk(ObjectReader& reader, int& into)
{
    const json::Node* found = reader.member("chunk");
    if (found == nullptr)
        return false;
    if (found->kind == json::Node::Kind::String) {
        constexpr std::string_view words[]{ "auto" };
        if (!reader.word("chunk", words))
            return false;
        into = 0;
        return true;
    }
    return reader.integer("chunk", into, kChunk);
}

void readSettings(ObjectReader& root, Settings& into)
{
    const json::Node* node = root.object("settings");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("settings"), root.problems());
    reader.integer("workers", into.workers, kWorkers);
    readChunk(reader, into.chunk);
    reader.word("transport", into.transport, kTransports);
    reader.word("start", into.start, kCommonStarts);
    reader.word("offload", into.offload, kOffloads);
    reader.boolean("lock", into.lock);
    reader.real("timeout_ms", into.timeoutMs, { 1, kDayMs });
    reader.real("kill_grace_ms", into.killGraceMs, { 0, 10'000 });
    reader.integer("max_tasks_per_worker", into.maxTasksPerWorker, { 0, 1'000'000'000 });
    reader.refuseUnknown("\"settings\"");
}

void readRetry(ObjectReader& root, Retry& into)
{
    const json::Node* node = root.object("retry");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("retry"), root.problems());
    reader.integer("max_attempts", into.maxAttempts, { 1, 100 });
    readOn(reader, into);
    reader.real("backoff_ms", into.backoffMs, kDurationMs);
    reader.real("factor", into.factor, { 1, 100 });
    reader.real("max_ms", into.maxMs, kDurationMs);
    constexpr std::string_view jitters[]{ "none", "full" };
    if (const auto jitter = reader.word("jitter", jitters))
        into.fullJitter = *jitter == 1;
    reader.real("budget", into.budget, { 0, 1 });
    reader.real("deadline_ms", into.deadlineMs, { 1, kDayMs });
    reader.refuseUnknown("\"retry\"");
}

void readGoals(ObjectReader& root, Goals& into)
{
    const json::Node* node = root.object("goals");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("goals"), root.problems());
    const auto goal = [&reader](std::string_view key, std::optional<double>& target, RealRange range) {
        double value = 0;
        if (reader.real(key, value, range))
            target = value;
    };
    goal("p95_ms", into.p95Ms, { 0, kDayMs, true });
    goal("p99_ms", into.p99Ms, { 0, kDayMs, true });
    goal("error_rate", into.errorRate, { 0, 1 });
    goal("throughput_per_s", into.throughputPerS, { 0, 1e9, true });
    bool correct = false;
    if (reader.boolean("correct", correct))
        into.correct = correct;
    reader.refuseUnknown("\"goals\"");
}

void readSweep(ObjectReader& root, std::optional<Sweep>& into)
{
    const json::Node* node = root.object("sweep");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("sweep"), root.problems());
    into.emplace();
    if (!reader.has("parameter"))
        reader.missing("parameter", "The number to vary, for example \"workload.stages[0].units\".");
    reader.text("parameter", into->parameter);
    if (!reader.has("values"))
        reader.missing("values", "The numbers to try.");
    const json::Node* values = reader.array("values", { 1, 50 }, "numbers");
    for (std::size_t i = 0; values != nullptr && i < values->items.size(); ++i) {
        const json::Node& item = values->items[i];
        if (!item.isNumber())
            reader.problems().add(item, Code::FileType, reader.pathOf("values[" + std::to_string(i) + "]"),
                "A sweep value is " + describe(item) + "; it must be a number.");
        into->values.push_back(item.number);
    }
    reader.refuseUnknown("\"sweep\"");
}

void readChecklist(ObjectReader& root, Checklist& into)
{
    const json::Node* node = root.object("checklist");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("checklist"), root.problems());
    constexpr TextRule rule{ .longest = 10'000, .mayBeEmpty = true, .mayHaveLines = true };
    reader.text("owner", into.owner, rule);
    reader.text("threshold", into.threshold, rule);
    reader.text("rollback", into.rollback, rule);
    reader.text("flag", into.flag, rule);
    reader.text("limitations", into.limitations, rule);
    reader.refuseUnknown("\"checklist\"");
}

} // namespace ilv
