// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/resultparts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace ilv {
namespace {

/// A list is cut here when it is read: nothing measured is longer.
constexpr std::size_t kMostPoints = 10'000;

double rounded(double value, double step)
{
    return std::round(value / step) * step;
}

json::Out flightJson(const FlightRecord& flight)
{
    const auto list = [](const std::vector<double>& values) {
        auto out = json::Out::array();
        for (const double value : values)
            out.push_back(rounded(value, 0.001));
        return out;
    };
    return { { "width", flight.width }, { "in_flight", list(flight.inFlight) }, { "queued", list(flight.queued) },
        { "mean", flight.mean }, { "deviation", flight.deviation }, { "correlation", flight.correlation },
        { "samples", flight.samples } };
}

std::vector<double> listFrom(const json::Node& node, std::string_view key)
{
    std::vector<double> values;
    for (const auto& item : node.array(key)) {
        if (values.size() == kMostPoints)
            break;
        values.push_back(item.number);
    }
    return values;
}

FlightRecord flightFrom(const json::Node& node)
{
    FlightRecord flight;
    flight.width = std::max<Nanos>(0, node.i64("width"));
    flight.inFlight = listFrom(node, "in_flight");
    flight.queued = listFrom(node, "queued");
    flight.mean = node.num("mean");
    flight.deviation = node.num("deviation");
    flight.correlation = node.num("correlation");
    flight.samples = static_cast<std::uint64_t>(std::max<std::int64_t>(0, node.i64("samples")));
    return flight;
}

json::Out fineJson(const FineBins& fine)
{
    return { { "width", FineBins::kWidth }, { "ok", fine.ok }, { "response", fine.response } };
}

FineBins fineFrom(const json::Node& node)
{
    FineBins fine;
    for (const double ok : listFrom(node, "ok"))
        fine.ok.push_back(static_cast<std::uint32_t>(std::clamp(ok, 0.0, 4e9)));
    for (const double sum : listFrom(node, "response"))
        fine.response.push_back(static_cast<Nanos>(std::clamp(sum, 0.0, 9e18)));
    fine.response.resize(fine.ok.size());
    return fine;
}

json::Out machineJson(const MachineUse& m)
{
    return { { "seconds", m.seconds }, { "busy_s", m.busyS }, { "own_s", m.ownS }, { "beside_s", m.besideS },
        { "steal_s", m.stealS }, { "pressure_s", m.pressureS }, { "load_average", m.loadAverage },
        { "mhz_low", m.mhzLow }, { "mhz_high", m.mhzHigh }, { "effective_cores", m.effectiveCores },
        { "involuntary_switches", m.involuntarySwitches }, { "major_faults", m.majorFaults },
        { "run_delay_s", m.runDelayS }, { "canary_before", m.canaryBefore }, { "canary_after", m.canaryAfter } };
}

MachineUse machineFrom(const json::Node& node)
{
    MachineUse m;
    m.seconds = node.num("seconds");
    for (const auto& [key, field] : { std::pair{ "busy_s", &MachineUse::busyS }, { "own_s", &MachineUse::ownS },
             { "beside_s", &MachineUse::besideS }, { "steal_s", &MachineUse::stealS },
             { "pressure_s", &MachineUse::pressureS }, { "load_average", &MachineUse::loadAverage },
             { "mhz_low", &MachineUse::mhzLow }, { "mhz_high", &MachineUse::mhzHigh },
             { "effective_cores", &MachineUse::effectiveCores }, { "run_delay_s", &MachineUse::runDelayS } })
        m.*field = node.num(key, -1);
    m.involuntarySwitches = node.i64("involuntary_switches", -1);
    m.majorFaults = node.i64("major_faults", -1);
    m.canaryBefore = std::max<Nanos>(0, node.i64("canary_before"));
    m.canaryAfter = std::max<Nanos>(0, node.i64("canary_after"));
    return m;
}

} // namespace

void putChecks(json::Out& out, const TrialResult& r)
{
    out["recorded"] = r.recorded;
    out["residence"] = { { "sum", r.residence }, { "in_window", r.residenceInWindow }, { "gap", r.residenceGap } };
    if (r.flight.samples > 0)
        out["flight"] = flightJson(r.flight);
    if (!r.fine.ok.empty())
        out["fine"] = fineJson(r.fine);
    if (r.machine.canaryBefore > 0)
        out["machine"] = machineJson(r.machine);
    out["clock"] = { { "workers", r.clock.workers }, { "corrected", r.clock.corrected }, { "worst", r.clock.worst },
        { "suspended", r.clock.suspended } };
    out["observer"] = { { "stamp_ns", r.observer.stampNs }, { "watch_cpu_s", r.observer.watchCpuS },
        { "live_cpu_s", r.observer.liveCpuS } };
    out["outcomes_left_out"] = r.outcomesLeftOut;
}

void readChecks(const json::Node& node, TrialResult& r)
{
    const auto natural = [](const json::Node& in, std::string_view key) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(0, in.i64(key)));
    };
    r.recorded = natural(node, "recorded");
    r.outcomesLeftOut = natural(node, "outcomes_left_out");
    if (const auto* residence = node.find("residence")) {
        r.residence = residence->i64("sum");
        r.residenceInWindow = residence->i64("in_window");
        r.residenceGap = residence->i64("gap");
    }
    if (const auto* flight = node.find("flight"))
        r.flight = flightFrom(*flight);
    if (const auto* fine = node.find("fine"))
        r.fine = fineFrom(*fine);
    if (const auto* machine = node.find("machine"))
        r.machine = machineFrom(*machine);
    if (const auto* clock = node.find("clock")) {
        r.clock.workers = natural(*clock, "workers");
        r.clock.corrected = natural(*clock, "corrected");
        r.clock.worst = clock->i64("worst");
        r.clock.suspended = clock->i64("suspended");
    }
    if (const auto* observer = node.find("observer")) {
        r.observer.stampNs = observer->num("stamp_ns", -1);
        r.observer.watchCpuS = observer->num("watch_cpu_s", -1);
        r.observer.liveCpuS = observer->num("live_cpu_s", -1);
    }
}

} // namespace ilv
