// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/trialplan.h"
#include "trial/events.h"

namespace ilv {

/// Answers a probe on the calling thread: calibration, right answers, known answers, effective cores (about a tenth of
/// a second, plus kVariants tasks' computation).
[[nodiscard]] ProbeEvent runProbe(const ProbePlan& plan);

} // namespace ilv
