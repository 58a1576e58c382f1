// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "trial/trialresult.h"

namespace ilv::report {

/// Whether a trial that was read from a file can have been measured: counts that add up, histograms whose buckets exist
/// and sum to their count, times in order and within bounds that cannot overflow. FILE_CONFLICT, FILE_RANGE.
[[nodiscard]] Status checkTrial(const TrialResult& trial);

} // namespace ilv::report
