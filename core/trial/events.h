// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/json.h"
#include "measure/taskrecord.h"
#include "trial/trialresult.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ilv {

/// What a host says: JSON lines on its stdout, at most ten live events a second. Any runtime that says the same is a
/// host (the Python one, for instance).

struct HelloEvent {
    std::string version;
    std::int64_t pid = 0;
    std::string runtime;
};
struct PhaseEvent { ///< "start-up", "warm-up", "measure", "drain"
    std::string phase;
    Nanos at = 0;
};
struct LiveEvent { ///< cumulative picture of the trial so far; `result.status` means nothing yet
    Nanos at = 0;
    std::uint64_t inFlight = 0, queued = 0;
    double progress = 0; ///< 0 … 1 of the planned tasks or time
    /// Spans are those of the trial's sample that were not told yet; lanes (who they are, no states) come with them, and
    /// else not. A sample is bounded, so that all of this ends after a while however long the trial goes on.
    TrialResult result;
    /// result.okBins begins with this one: those before are as they were told. A run of an hour has 36,000 of them, and
    /// telling them all ten times a second would cost both ends more than all else.
    std::size_t binsFrom = 0;
};
/// Leaves out the bins that are as they were `told` the last time; `told` becomes what is known now.
void leaveOutToldBins(LiveEvent& live, std::vector<std::uint32_t>& told);
/// Rows since the last event; codes are texts here. On the wire either "rows", arrays of [index, attempt, outcome, code,
/// elapsed, last], or "packed", base64 of 24 bytes a row (events.cpp): a host that ends 100,000 tasks a second would else
/// need a tenth of the machine for telling of them, and so would the runner for reading it.
struct OutcomesEvent {
    struct Row {
        std::uint64_t index = 0;
        int attempt = 1;
        Outcome outcome = Outcome::NotRun;
        std::string code;
        Nanos elapsed = 0;
        bool last = false;
    };
    std::vector<Row> rows;
};
struct ProbeEvent {
    std::map<std::string, double> unitsPerMs;
    std::vector<std::uint64_t> expected;
    bool goldenOk = true;
    std::string goldenMessage;
    double effectiveCores = 0; ///< science §6; 0: not measured
};
struct FaultEvent { ///< the answer to {"cmd":"fault"}: planted, unless refused. Said before it can strike.
    Nanos at = 0;
    std::string lane, fault;
    std::optional<Error> refused; ///< FAULT_REFUSED
};
struct EndEvent { ///< the last line of a trial
    TrialResult result;
};
struct ErrorEvent { ///< the last line of a host that could not do what was asked
    Error error;
};

using HostEvent
    = std::variant<HelloEvent, PhaseEvent, LiveEvent, OutcomesEvent, ProbeEvent, FaultEvent, EndEvent, ErrorEvent>;

/// A visitor made of one function for each kind of event.
template <typename... Ts> struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <typename... Ts> Overloaded(Ts...) -> Overloaded<Ts...>; // clang 14 does not deduce an aggregate's

[[nodiscard]] std::string encode(const HostEvent& event); ///< one line with its newline
/// HOST_PROTOCOL with what was wrong. Never throws, never allocates more than a multiple of the line.
[[nodiscard]] Result<HostEvent> decodeEvent(std::string_view line);

/// For result.json and the history, which keep trials in the same form.
[[nodiscard]] json::Out toJson(const TrialResult& result, bool withSpans);
[[nodiscard]] json::Out toJson(const Counts& counts); ///< "planned", then every outcome by name
[[nodiscard]] Result<TrialResult> trialFromJson(const json::Node& node);

} // namespace ilv
