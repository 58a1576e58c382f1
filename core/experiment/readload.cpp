// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/sections.h"

namespace ilv {
namespace {

constexpr double kLongestS = 86'400;
constexpr double kShortestS = 0.001;

void refuseOf(ObjectReader& reader, std::initializer_list<std::string_view> keys, std::string_view mode)
{
    for (const std::string_view key : keys) {
        if (reader.has(key))
            reader.conflict(key,
                "\"" + std::string(key) + "\" belongs to " + std::string(mode == "open" ? "a closed" : "an open")
                    + " load, and this one is " + std::string(mode) + ".",
                "Remove it, or change \"mode\".");
    }
}

/// How long the load lasts: exactly one of tasks and duration_s.
void readLength(ObjectReader& reader, Load& into)
{
    reader.integer("tasks", into.tasks, { 1, kMostTasks });
    reader.real("duration_s", into.durationS, { kShortestS, kLongestS });
    if (reader.has("tasks") && reader.has("duration_s"))
        reader.conflict(
            "duration_s", "\"tasks\" and \"duration_s\" both say when the load ends.", "Remove one of the two.");
    else if (!reader.has("tasks") && !reader.has("duration_s"))
        reader.missing(into.mode == LoadMode::Open ? "duration_s" : "tasks",
            "Say when the load ends: \"tasks\" or \"duration_s\".");
}

void readOpen(ObjectReader& reader, Load& into)
{
    if (!reader.has("rate_per_s"))
        reader.missing("rate_per_s", "How many tasks arrive in a second.");
    reader.real("rate_per_s", into.ratePerS, { 0, 1e7, true });
    constexpr std::string_view arrivals[]{ "constant", "poisson", "burst" };
    if (const auto index = reader.word("arrivals", arrivals))
        into.arrivals = static_cast<Arrivals>(*index);
    if (reader.integer("burst", into.burst, { 1, 100'000 }) && into.arrivals != Arrivals::Burst)
        reader.conflict("burst", "\"burst\" needs \"arrivals\": \"burst\".");
    reader.integer("max_queue", into.maxQueue, { 1, kMostTasks });
    if (into.ratePerS * into.durationS > static_cast<double>(kMostTasks))
        reader.range("rate_per_s",
            "\"rate_per_s\" for \"duration_s\" makes " + plainNumber(into.ratePerS * into.durationS)
                + " tasks; at most " + std::to_string(kMostTasks) + " are possible.");
}

} // namespace

void readLoad(ObjectReader& root, Load& into)
{
    if (!root.has("load"))
        root.missing("load", "For example {\"mode\": \"closed\", \"tasks\": 1000, \"in_flight\": 64}.");
    const json::Node* node = root.object("load");
    if (node == nullptr)
        return;
    ObjectReader reader(*node, root.pathOf("load"), root.problems());
    constexpr std::string_view modes[]{ "closed", "open" };
    const auto mode = reader.word("mode", modes);
    if (reader.has("mode") && !mode)
        return; // without the mode, no other key can be judged
    into.mode = mode == std::size_t{ 1 } ? LoadMode::Open : LoadMode::Closed;
    readLength(reader, into);
    if (into.mode == LoadMode::Open) {
        readOpen(reader, into);
        refuseOf(reader, { "in_flight" }, "open");
    } else {
        reader.integer("in_flight", into.inFlight, kInFlight);
        refuseOf(reader, { "rate_per_s", "arrivals", "burst", "max_queue" }, "closed");
    }
    reader.refuseUnknown("\"load\"");
}

} // namespace ilv
