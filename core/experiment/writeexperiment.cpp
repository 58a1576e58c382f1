// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experimentfile.h"
#include "experiment/put.h"

namespace ilv {
namespace {

using json::Node;

Node loadTree(const Load& l, bool defaults)
{
    Node out = objectNode();
    Put put(out, defaults);
    const bool open = l.mode == LoadMode::Open;
    put.always("mode", std::string_view(open ? "open" : "closed"));
    if (open)
        put.always("rate_per_s", l.ratePerS);
    if (l.tasks != 0)
        put.always("tasks", l.tasks);
    if (l.durationS != 0)
        put.always("duration_s", l.durationS);
    if (!open) {
        put.plain("in_flight", l.inFlight, 1);
        return out;
    }
    constexpr std::string_view arrivals[]{ "constant", "poisson", "burst" };
    if (defaults || l.arrivals != Arrivals::Constant)
        put.always("arrivals", arrivals[static_cast<std::size_t>(l.arrivals)]);
    if (l.arrivals == Arrivals::Burst)
        put.plain("burst", l.burst, 1);
    put.plain("max_queue", l.maxQueue, Load{}.maxQueue);
    return out;
}

Node settingsTree(const Settings& s, bool defaults)
{
    const Settings usual;
    Node out = objectNode();
    Put put(out, defaults);
    put.plain("workers", s.workers, usual.workers);
    put.plain("chunk", s.chunk, usual.chunk);
    put.word("transport", s.transport, usual.transport);
    put.word("start", s.start, usual.start);
    put.word("offload", s.offload, usual.offload);
    put.plain("lock", s.lock, usual.lock);
    put.plain("timeout_ms", s.timeoutMs, usual.timeoutMs);
    put.plain("kill_grace_ms", s.killGraceMs, usual.killGraceMs);
    put.plain("max_tasks_per_worker", s.maxTasksPerWorker, usual.maxTasksPerWorker);
    return out;
}

Node retryTree(const Retry& r, bool defaults)
{
    const Retry usual;
    Node out = objectNode();
    Put put(out, defaults);
    put.plain("max_attempts", r.maxAttempts, usual.maxAttempts);
    std::vector<std::string> on;
    if (r.onError)
        on.emplace_back("error");
    if (r.onTimeout)
        on.emplace_back("timeout");
    if (r.onCrash)
        on.emplace_back("crash");
    put.plain("on", on, {});
    put.plain("backoff_ms", r.backoffMs, usual.backoffMs);
    put.plain("factor", r.factor, usual.factor);
    put.plain("max_ms", r.maxMs, usual.maxMs);
    if (defaults || r.fullJitter)
        put.always("jitter", std::string_view(r.fullJitter ? "full" : "none"));
    put.plain("budget", r.budget, usual.budget);
    put.plain("deadline_ms", r.deadlineMs, usual.deadlineMs);
    return out;
}

Node goalsTree(const Goals& g)
{
    Node out = objectNode();
    Put put(out, false);
    put.maybe("p95_ms", g.p95Ms);
    put.maybe("p99_ms", g.p99Ms);
    put.maybe("error_rate", g.errorRate);
    put.maybe("throughput_per_s", g.throughputPerS);
    put.maybe("correct", g.correct);
    return out;
}

Node sweepTree(const Sweep& s)
{
    Node values = arrayNode();
    for (const double value : s.values)
        values.items.push_back(node(value));
    Node out = objectNode();
    Put put(out, false);
    put.always("parameter", s.parameter);
    put.section("values", std::move(values));
    return out;
}

Node checklistTree(const Checklist& c)
{
    Node out = objectNode();
    Put put(out, false);
    put.plain("owner", c.owner, {});
    put.plain("threshold", c.threshold, {});
    put.plain("rollback", c.rollback, {});
    put.plain("flag", c.flag, {});
    put.plain("limitations", c.limitations, {});
    return out;
}

/// "workload.stages[0].x-why" is the path of an object and a key; the key itself may hold dots and brackets.
void putExtra(Node& tree, const std::string& path, const std::string& text)
{
    Result<Node> parsed = json::parse(text);
    Node value = parsed ? parsed.take() : node(text); // what is not from a file is kept as the text it is
    std::vector<PathStep> steps;
    std::size_t key = 0;
    if (path.substr(0, 2) != "x-") {
        key = path.find(".x-");
        const auto owner = parsePath(std::string_view(path).substr(0, key));
        if (key == std::string::npos || !owner)
            return;
        steps = *owner;
        ++key;
    }
    steps.push_back({ path.substr(key), 0 });
    if (!putAt(tree, steps, std::move(value)))
        return; // a note on an entry that is gone goes with it
}

} // namespace

json::Node experimentTree(const Experiment& e, bool defaults)
{
    Node out = objectNode();
    Put put(out, defaults);
    put.always("interleave", 1);
    put.always("name", e.name);
    put.plain<std::uint64_t>("seed", e.seed, 1);
    put.section("workload", workloadTree(e.workload, defaults));
    put.section("models", modelsTree(e.models, defaults));
    put.section("load", loadTree(e.load, defaults));
    put.sectionUnlessEmpty("settings", settingsTree(e.settings, defaults));
    put.sectionUnlessEmpty("retry", retryTree(e.retry, defaults));
    put.sectionUnlessEmpty("goals", goalsTree(e.goals));
    put.plain("repeats", e.repeats, 1);
    put.plain<std::int64_t>("warmup_tasks", e.warmupTasks, 0);
    put.plain("deadline_s", e.deadlineS, 0.0);
    if (e.sweep)
        put.section("sweep", sweepTree(*e.sweep));
    put.sectionUnlessEmpty("checklist", checklistTree(e.checklist));
    if (defaults || e.record != Record::Default)
        put.always("record", std::string_view(e.record == Record::All ? "all" : "default"));
    for (const auto& [path, text] : e.extra)
        putExtra(out, path, text);
    return out;
}

std::string writeExperiment(const Experiment& experiment)
{
    return prettyText(experimentTree(experiment, false));
}

} // namespace ilv
