// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/trialplan.h"

#include "base/codes.h"
#include "base/json.h"

#include <nlohmann/json.hpp>

namespace ilv {
namespace {

json::Out toJson(const Load& load)
{
    return { {"open", load.mode == LoadMode::Open}, {"tasks", load.tasks}, {"duration_s", load.durationS},
        {"in_flight", load.inFlight}, {"rate_per_s", load.ratePerS}, {"arrivals", static_cast<int>(load.arrivals)},
        {"burst", load.burst}, {"max_queue", load.maxQueue} };
}

Load loadFrom(const json::Node& node)
{
    Load load;
    load.mode = node.flag("open") ? LoadMode::Open : LoadMode::Closed;
    load.tasks = node.i64("tasks");
    load.durationS = node.num("duration_s");
    load.inFlight = static_cast<int>(node.i64("in_flight", 1));
    load.ratePerS = node.num("rate_per_s");
    load.arrivals = static_cast<Arrivals>(node.i64("arrivals"));
    load.burst = static_cast<int>(node.i64("burst", 1));
    load.maxQueue = static_cast<int>(node.i64("max_queue", 100'000));
    return load;
}

json::Out toJson(const Settings& s)
{
    return { {"workers", s.workers}, {"chunk", s.chunk}, {"transport", name(s.transport)},
        {"start", static_cast<int>(s.start)}, {"offload", name(s.offload)}, {"lock", s.lock},
        {"timeout_ms", s.timeoutMs}, {"kill_grace_ms", s.killGraceMs}, {"max_tasks_per_worker", s.maxTasksPerWorker} };
}

Settings settingsFrom(const json::Node& node)
{
    Settings s;
    s.workers = static_cast<int>(node.i64("workers", 1));
    s.chunk = static_cast<int>(node.i64("chunk"));
    s.transport = fromName<Transport>(node.str("transport")).value_or(Transport::Pipe);
    s.start = static_cast<StartMethod>(node.i64("start"));
    s.offload = fromName<Offload>(node.str("offload")).value_or(Offload::Processes);
    s.lock = node.flag("lock");
    s.timeoutMs = node.num("timeout_ms");
    s.killGraceMs = node.num("kill_grace_ms", 200);
    s.maxTasksPerWorker = static_cast<int>(node.i64("max_tasks_per_worker"));
    return s;
}

json::Out toJson(const Retry& r)
{
    return { {"max_attempts", r.maxAttempts}, {"on_error", r.onError}, {"on_timeout", r.onTimeout},
        {"on_crash", r.onCrash}, {"backoff_ms", r.backoffMs}, {"factor", r.factor}, {"max_ms", r.maxMs},
        {"full_jitter", r.fullJitter}, {"budget", r.budget}, {"deadline_ms", r.deadlineMs} };
}

Retry retryFrom(const json::Node& node)
{
    Retry r;
    r.maxAttempts = static_cast<int>(node.i64("max_attempts", 1));
    r.onError = node.flag("on_error");
    r.onTimeout = node.flag("on_timeout");
    r.onCrash = node.flag("on_crash");
    r.backoffMs = node.num("backoff_ms");
    r.factor = node.num("factor", 1);
    r.maxMs = node.num("max_ms", 60'000);
    r.fullJitter = node.flag("full_jitter");
    r.budget = node.num("budget");
    r.deadlineMs = node.num("deadline_ms");
    return r;
}

Result<TrialPlan> trialFrom(const json::Node& node)
{
    const auto* workload = node.find("workload");
    const auto* load = node.find("load");
    const auto* settings = node.find("settings");
    const auto* retry = node.find("retry");
    const auto model = fromName<Model>(node.str("model"));
    if (!workload || !load || !settings || !retry || !model)
        return error(Code::HostProtocol, "The trial is not complete.");
    auto spec = workloadFromJson(*workload);
    if (!spec)
        return spec.error();

    TrialPlan plan;
    plan.trial = static_cast<int>(node.i64("trial"));
    plan.round = static_cast<int>(node.i64("round"));
    plan.label = node.str("label");
    plan.model = *model;
    plan.runtime = fromName<Runtime>(node.str("runtime")).value_or(Runtime::Native);
    plan.workload = spec.take();
    plan.load = loadFrom(*load);
    plan.inFlight = static_cast<int>(node.i64("in_flight", 1));
    plan.settings = settingsFrom(*settings);
    plan.retry = retryFrom(*retry);
    plan.warmupTasks = node.i64("warmup_tasks");
    for (const auto& digest : node.array("expected"))
        plan.expected.push_back(digest.kind == json::Node::Kind::Uint ? digest.natural : static_cast<std::uint64_t>(digest.integer));
    plan.recordOutcomes = node.flag("record_outcomes", true);
    plan.maxOutcomes = node.i64("max_outcomes");
    plan.workerProgram = node.str("worker_program");
    return plan;
}

std::vector<Kernel> kernelsFrom(const json::Node& node, std::string_view key)
{
    std::vector<Kernel> kernels;
    for (const auto& item : node.array(key)) {
        if (const auto kernel = fromName<Kernel>(item.text))
            kernels.push_back(*kernel);
    }
    return kernels;
}

json::Out names(const std::vector<Kernel>& kernels)
{
    auto list = json::Out::array();
    for (const auto kernel : kernels)
        list.push_back(name(kernel));
    return list;
}

Result<ProbePlan> probeFrom(const json::Node& node)
{
    const auto* workload = node.find("workload");
    if (!workload)
        return error(Code::HostProtocol, "The probe is not complete.");
    auto spec = workloadFromJson(*workload);
    if (!spec)
        return spec.error();
    ProbePlan plan;
    plan.calibrate = kernelsFrom(node, "calibrate");
    plan.golden = node.str("golden");
    plan.workload = spec.take();
    plan.wantExpected = node.flag("want_expected");
    return plan;
}

} // namespace

std::string encode(const TrialPlan& plan)
{
    const json::Out out { {"order", "trial"}, {"trial", plan.trial}, {"round", plan.round}, {"label", plan.label},
        {"model", name(plan.model)}, {"runtime", name(plan.runtime)}, {"workload", toJson(plan.workload)},
        {"load", toJson(plan.load)}, {"in_flight", plan.inFlight}, {"settings", toJson(plan.settings)},
        {"retry", toJson(plan.retry)}, {"warmup_tasks", plan.warmupTasks}, {"expected", plan.expected},
        {"record_outcomes", plan.recordOutcomes}, {"max_outcomes", plan.maxOutcomes}, {"worker_program", plan.workerProgram} };
    return out.dump() + '\n';
}

std::string encode(const ProbePlan& plan)
{
    const json::Out out { {"order", "probe"}, {"calibrate", names(plan.calibrate)}, {"golden", plan.golden},
        {"workload", toJson(plan.workload)}, {"want_expected", plan.wantExpected} };
    return out.dump() + '\n';
}

Result<HostOrder> decodeOrder(std::string_view line)
{
    auto node = json::parse(line);
    if (!node)
        return node.error();
    HostOrder order;
    if (node->str("order") == "trial") {
        auto plan = trialFrom(*node);
        if (!plan)
            return plan.error();
        order.trial = plan.take();
        return order;
    }
    if (node->str("order") == "probe") {
        auto plan = probeFrom(*node);
        if (!plan)
            return plan.error();
        order.probe = plan.take();
        return order;
    }
    return error(Code::HostProtocol, "The order is neither a trial nor a probe.");
}

} // namespace ilv
