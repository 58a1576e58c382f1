// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/json.h"
#include "trial/trialresult.h"

namespace ilv {

/// The part of a trial's JSON that the measurement is checked with. Absent keys read as "not measured", so that results
/// of earlier versions can still be read. Live events carry none of it.
void putChecks(json::Out& out, const TrialResult& result);
void readChecks(const json::Node& node, TrialResult& result);

} // namespace ilv
