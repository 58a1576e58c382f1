// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/events.h"
#include "trial/resultparts.h"

#include "base/codes.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ilv {
namespace {

constexpr std::string_view kStatusNames[] { "completed", "cancelled", "failed" };
constexpr std::string_view kLaneNames[] { "main", "loop", "thread", "worker" };

json::Out toJson(const HistogramData& h)
{
    auto flat = json::Out::array();
    for (const auto& [bucket, count] : h.buckets) {
        flat.push_back(bucket);
        flat.push_back(count);
    }
    return { {"n", h.count}, {"min", h.min}, {"max", h.max}, {"sum", h.sum}, {"buckets", std::move(flat)} };
}

/// Pairs of bucket and count, none of them negative: a count read as another number would be a figure nobody measured.
bool isHistogram(const json::Node* node)
{
    if (!node)
        return true;
    const auto& flat = node->array("buckets");
    const auto natural = [](const json::Node& item) { return item.kind == json::Node::Kind::Int && item.integer >= 0; };
    return flat.size() % 2 == 0 && std::all_of(flat.begin(), flat.end(), natural) && node->i64("n") >= 0;
}

HistogramData histogramFrom(const json::Node* node)
{
    HistogramData h;
    if (!node)
        return h;
    h.count = static_cast<std::uint64_t>(node->i64("n"));
    h.min = node->i64("min");
    h.max = node->i64("max");
    h.sum = node->num("sum");
    const auto& flat = node->array("buckets");
    for (std::size_t i = 0; i + 1 < flat.size(); i += 2)
        h.buckets.emplace_back(static_cast<std::uint32_t>(flat[i].integer), static_cast<std::uint64_t>(flat[i + 1].integer));
    return h;
}

json::Out toJson(const CategorySums& sums)
{
    auto out = json::Out::object();
    for (std::size_t i = 0; i < kCategoryCount; ++i) {
        if (sums[i] != 0)
            out[std::string(name(static_cast<Category>(i)))] = sums[i];
    }
    return out;
}

CategorySums sumsFrom(const json::Node* node)
{
    CategorySums sums {};
    if (!node)
        return sums;
    for (const auto& [key, value] : node->members) {
        if (const auto category = categoryFromName(key))
            sums[slot(*category)] = value.integer;
    }
    return sums;
}

template <typename T>
std::vector<T> numbersFrom(const json::Node& node, std::string_view key)
{
    std::vector<T> values;
    for (const auto& item : node.array(key))
        values.push_back(static_cast<T>(item.integer));
    return values;
}

json::Out toJson(const Error& e)
{
    json::Out out { {"code", e.code}, {"message", e.message} };
    if (!e.hint.empty())
        out["hint"] = e.hint;
    return out;
}

json::Out lanesJson(const std::vector<LaneSummary>& lanes)
{
    auto out = json::Out::array();
    for (const auto& lane : lanes)
        out.push_back({ {"lane", lane.lane}, {"kind", kLaneNames[static_cast<std::size_t>(lane.kind)]},
            {"name", lane.name}, {"begin", lane.begin}, {"end", lane.end}, {"states", toJson(lane.states)},
            {"violations", lane.violations} });
    return out;
}

std::vector<LaneSummary> lanesFrom(const json::Node& node)
{
    std::vector<LaneSummary> lanes;
    for (const auto& item : node.array("lanes")) {
        LaneSummary lane;
        lane.lane = static_cast<std::uint16_t>(item.i64("lane"));
        for (std::size_t i = 0; i < std::size(kLaneNames); ++i) {
            if (item.str("kind") == kLaneNames[i])
                lane.kind = static_cast<LaneKind>(i);
        }
        lane.name = item.str("name");
        lane.begin = item.i64("begin");
        lane.end = item.i64("end");
        lane.states = sumsFrom(item.find("states"));
        lane.violations = static_cast<std::uint64_t>(item.i64("violations"));
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

json::Out spansJson(const TrialResult& r)
{
    // Six numbers a span, times from the window's begin: small enough to keep.
    auto out = json::Out::array();
    for (const auto& s : r.spans)
        out.push_back({s.lane, static_cast<int>(s.category), static_cast<int>(s.outcome), s.index,
            s.begin - r.windowBegin, s.end - r.windowBegin});
    return out;
}

std::vector<Span> spansFrom(const json::Node& node, Nanos windowBegin)
{
    std::vector<Span> spans;
    for (const auto& item : node.array("spans")) {
        if (item.items.size() != 6)
            continue;
        const auto at = [&](std::size_t i) { return item.items[i].integer; };
        if (at(1) < 0 || at(1) >= static_cast<std::int64_t>(kCategoryCount) || at(2) < 0
            || at(2) >= static_cast<std::int64_t>(kOutcomeCount))
            continue;
        spans.push_back({.begin = at(4) + windowBegin,
            .end = at(5) + windowBegin,
            .index = item.items[3].kind == json::Node::Kind::Uint ? item.items[3].natural
                                                                  : static_cast<std::uint64_t>(at(3)),
            .lane = static_cast<std::uint16_t>(at(0)),
            .category = static_cast<Category>(at(1)),
            .outcome = static_cast<Outcome>(at(2))});
    }
    return spans;
}

/// Flat: the width of a column, then column, row and count of each cell.
json::Out heatJson(const HeatData& heat)
{
    auto out = json::Out::array({ heat.width });
    for (const auto& cell : heat.cells) {
        out.push_back(cell.column);
        out.push_back(cell.row);
        out.push_back(cell.count);
    }
    return out;
}

HeatData heatFrom(const json::Node& node)
{
    const auto flat = numbersFrom<std::int64_t>(node, "heat");
    if (flat.size() % 3 != 1 || flat[0] <= 0)
        return {};
    HeatData heat { flat[0], {} };
    for (std::size_t i = 1; i + 2 < flat.size(); i += 3) {
        const auto column = flat[i], row = flat[i + 1], count = flat[i + 2];
        if (column < 0 || column > UINT16_MAX || row < 0 || row >= static_cast<std::int64_t>(heat::kRows) || count <= 0
            || count > UINT32_MAX)
            continue;
        heat.cells.push_back({static_cast<std::uint16_t>(column), static_cast<std::uint16_t>(row),
            static_cast<std::uint32_t>(count)});
    }
    return heat;
}

/// Flat: how long it was, then its bins.
json::Out warmUpJson(const WarmUpData& warmUp)
{
    auto out = json::Out::array({ warmUp.length });
    for (const auto bin : warmUp.bins)
        out.push_back(bin);
    return out;
}

WarmUpData warmUpFrom(const json::Node& node)
{
    const auto flat = numbersFrom<std::int64_t>(node, "warm_up");
    if (flat.size() < 2 || flat[0] <= 0)
        return {};
    WarmUpData warmUp { flat[0], {} };
    for (std::size_t i = 1; i < flat.size(); ++i)
        warmUp.bins.push_back(static_cast<std::uint32_t>(std::clamp<std::int64_t>(flat[i], 0, UINT32_MAX)));
    return warmUp;
}

Counts countsFrom(const json::Node* node)
{
    Counts counts;
    if (!node)
        return counts;
    counts.planned = static_cast<std::uint64_t>(node->i64("planned"));
    for (const auto outcome : kOutcomes)
        counts.by[static_cast<std::size_t>(outcome)] = static_cast<std::uint64_t>(node->i64(name(outcome)));
    return counts;
}

json::Out faultsJson(const std::vector<PlantedByHand>& faults)
{
    auto out = json::Out::array();
    for (const auto& one : faults)
        out.push_back({ {"lane", one.lane}, {"fault", name(one.fault)}, {"asked", one.asked}, {"struck", one.struck},
            {"task", one.task} });
    return out;
}

std::vector<PlantedByHand> faultsFrom(const json::Node& node)
{
    std::vector<PlantedByHand> faults;
    for (const auto& item : node.array("faults"))
        faults.push_back({ .asked = item.i64("asked"),
            .struck = item.i64("struck"),
            .task = static_cast<std::uint64_t>(std::max<std::int64_t>(0, item.i64("task"))),
            .lane = std::string(item.str("lane")),
            .fault = fromName<HandFault>(item.str("fault")).value_or(HandFault::None) });
    return faults;
}

json::Out resourcesJson(const ResourceUse& use)
{
    return { {"user_s", use.userS}, {"system_s", use.systemS}, {"peak_rss_mb", use.peakRssMb},
        {"voluntary_switches", use.voluntarySwitches}, {"involuntary_switches", use.involuntarySwitches},
        {"run_delay_s", use.runDelayS}, {"peak_pss_mb", use.peakPssMb}, {"major_faults", use.majorFaults} };
}

ResourceUse resourcesFrom(const json::Node* node)
{
    ResourceUse use;
    if (!node)
        return use;
    use.userS = node->num("user_s");
    use.systemS = node->num("system_s");
    use.peakRssMb = node->num("peak_rss_mb", -1);
    use.voluntarySwitches = node->i64("voluntary_switches", -1);
    use.involuntarySwitches = node->i64("involuntary_switches", -1);
    use.runDelayS = node->num("run_delay_s", -1);
    use.peakPssMb = node->num("peak_pss_mb", -1);
    use.majorFaults = node->i64("major_faults", -1);
    return use;
}

} // namespace

json::Out toJson(const Counts& counts)
{
    json::Out out { {"planned", counts.planned} };
    for (const auto outcome : kOutcomes)
        out[std::string(name(outcome))] = counts.of(outcome);
    return out;
}

json::Out toJson(const TrialResult& r, bool withSpans)
{
    json::Out out { {"trial", r.trial}, {"round", r.round}, {"label", r.label},
        {"status", kStatusNames[static_cast<std::size_t>(r.status)]} };
    if (r.error)
        out["error"] = toJson(*r.error);
    out["counts"] = toJson(r.counts);
    out["warmup_done"] = r.warmupDone;
    out["attempts"] = r.attempts;
    out["start_up"] = r.startUp;
    out["window"] = {r.windowBegin, r.windowEnd};
    out["ok_in_window"] = r.okInWindow;
    out["response"] = toJson(r.response);
    out["service"] = toJson(r.service);
    out["spent"] = toJson(r.spent);
    out["ok_bins"] = r.okBins;
    out["identity_violations"] = r.identityViolations;
    out["lanes"] = lanesJson(r.lanes);
    out["resources"] = resourcesJson(r.resources);
    if (r.loopLag.count > 0)
        out["loop_lag"] = toJson(r.loopLag);
    out["longest_block"] = r.longestBlock;
    out["longest_block_stage"] = r.longestBlockStage;
    out["workers"] = r.workers;
    out["pool"] = { {"spawned", r.spawned}, {"crashes", r.crashes}, {"restarts", r.restarts},
        {"late_results", r.lateResults}, {"protocol_errors", r.protocolErrors}, {"bytes_out", r.bytesOut},
        {"bytes_in", r.bytesIn}, {"recovery", r.recovery}, {"start_up", r.workerStartUp} };
    out["disturbed"] = r.disturbed;
    if (!r.faults.empty())
        out["faults"] = faultsJson(r.faults);
    out["slip_p99_ms"] = r.slipP99Ms;
    if (r.slip.count > 0)
        out["slip"] = toJson(r.slip);
    if (r.hostUse.peakRssMb >= 0)
        out["roles"] = { {"host", resourcesJson(r.hostUse)}, {"workers", resourcesJson(r.workerUse)},
            {"service", resourcesJson(r.serviceUse)} };
    putChecks(out, r);
    if (withSpans) {
        out["spans"] = spansJson(r);
        if (r.heat.width > 0)
            out["heat"] = heatJson(r.heat);
        if (r.warmUp.length > 0)
            out["warm_up"] = warmUpJson(r.warmUp);
    }
    return out;
}

Result<TrialResult> trialFromJson(const json::Node& node)
{
    if (node.kind != json::Node::Kind::Object || node.str("label").empty() || !node.find("counts"))
        return error(Code::HostProtocol, "This is not a trial.");
    for (const char* key : { "response", "service", "loop_lag", "slip" }) {
        if (!isHistogram(node.find(key)))
            return error(Code::HostProtocol, "The trial's " + std::string(key) + " is no histogram.");
    }
    TrialResult r;
    r.trial = static_cast<int>(node.i64("trial"));
    r.round = static_cast<int>(node.i64("round"));
    r.label = node.str("label");
    for (std::size_t i = 0; i < std::size(kStatusNames); ++i) {
        if (node.str("status") == kStatusNames[i])
            r.status = static_cast<TrialStatus>(i);
    }
    if (const auto* e = node.find("error"))
        r.error = Error { .code = std::string(e->str("code")), .message = std::string(e->str("message")),
            .hint = std::string(e->str("hint")) };
    r.counts = countsFrom(node.find("counts"));
    r.warmupDone = static_cast<std::uint64_t>(node.i64("warmup_done"));
    r.attempts = static_cast<std::uint64_t>(node.i64("attempts"));
    r.startUp = node.i64("start_up");
    const auto window = numbersFrom<Nanos>(node, "window");
    if (window.size() == 2) {
        r.windowBegin = window[0];
        r.windowEnd = window[1];
    }
    r.okInWindow = static_cast<std::uint64_t>(node.i64("ok_in_window"));
    r.response = histogramFrom(node.find("response"));
    r.service = histogramFrom(node.find("service"));
    r.spent = sumsFrom(node.find("spent"));
    r.okBins = numbersFrom<std::uint32_t>(node, "ok_bins");
    r.identityViolations = static_cast<std::uint64_t>(node.i64("identity_violations"));
    r.lanes = lanesFrom(node);
    r.resources = resourcesFrom(node.find("resources"));
    r.loopLag = histogramFrom(node.find("loop_lag"));
    r.longestBlock = node.i64("longest_block");
    r.longestBlockStage = static_cast<int>(node.i64("longest_block_stage", -1));
    r.workers = static_cast<int>(node.i64("workers"));
    if (const auto* pool = node.find("pool")) {
        r.spawned = static_cast<std::uint64_t>(pool->i64("spawned"));
        r.crashes = static_cast<std::uint64_t>(pool->i64("crashes"));
        r.restarts = static_cast<std::uint64_t>(pool->i64("restarts"));
        r.lateResults = static_cast<std::uint64_t>(pool->i64("late_results"));
        r.protocolErrors = static_cast<std::uint64_t>(pool->i64("protocol_errors"));
        r.bytesOut = static_cast<std::uint64_t>(pool->i64("bytes_out"));
        r.bytesIn = static_cast<std::uint64_t>(pool->i64("bytes_in"));
        r.recovery = numbersFrom<Nanos>(*pool, "recovery");
        r.workerStartUp = numbersFrom<Nanos>(*pool, "start_up");
    }
    for (const auto& item : node.array("disturbed"))
        r.disturbed.push_back(item.text);
    r.faults = faultsFrom(node);
    r.slipP99Ms = node.num("slip_p99_ms", -1);
    r.slip = histogramFrom(node.find("slip"));
    if (const auto* roles = node.find("roles")) {
        r.hostUse = resourcesFrom(roles->find("host"));
        r.workerUse = resourcesFrom(roles->find("workers"));
        r.serviceUse = resourcesFrom(roles->find("service"));
    }
    readChecks(node, r);
    r.spans = spansFrom(node, r.windowBegin);
    r.heat = heatFrom(node);
    r.warmUp = warmUpFrom(node);
    return r;
}

} // namespace ilv
