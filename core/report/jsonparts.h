// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/modelsummary.h"
#include "base/json.h"
#include "run/runresult.h"

#include <optional>
#include <string>

namespace ilv::report {

/// The parts of result.json, each in a file of its own. A number that is absent or not finite is null, and a `reason`
/// beside it says why.

[[nodiscard]] json::Out number(double value); ///< null when not finite
[[nodiscard]] json::Out number(const std::optional<double>& value);
/// Minus one means "not measured" in what the host tells.
[[nodiscard]] json::Out measured(double value);
void addReason(json::Out& object, const std::string& reason); ///< appended with "; " where there is one already

[[nodiscard]] json::Out errorJson(const std::optional<Error>& error); ///< {code, message} or null
[[nodiscard]] json::Out environmentJson(const Environment& environment);
[[nodiscard]] Environment environmentFrom(const json::Node& node);
[[nodiscard]] json::Out modelJson(const RunResult& run, const ModelSummary& model);
/// What a reader needs to trust a model's figures, or not to: intervals, noise, steadiness, identities, resources by
/// role, the cost of measuring. Each under its own key.
void addChecks(json::Out& out, const RunResult& run, const ModelSummary& model);

/// Every number in it that is not finite becomes null with a reason beside it (trials bring raw doubles).
void scrub(json::Out& value);

/// Lines to a depth of four, one line a value below: readable, and a trial's thousands of numbers stay on one line.
/// Bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string pretty(const json::Out& value);

} // namespace ilv::report
