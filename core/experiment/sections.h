// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"
#include "experiment/objectreader.h"

namespace ilv {

/// The sections of an experiment file, one reader each. What breaks a rule goes among the reader's problems and leaves
/// the default behind (lists keep their length, so that later rules point at the right entry).

void readWorkload(ObjectReader& root, Workload& into);
void readSettings(ObjectReader& root, Settings& into);
void readLoad(ObjectReader& root, Load& into);
void readRetry(ObjectReader& root, Retry& into);
void readGoals(ObjectReader& root, Goals& into);
void readSweep(ObjectReader& root, std::optional<Sweep>& into);
void readChecklist(ObjectReader& root, Checklist& into);

/// After workload, load and settings: an entry's keys must fit them.
void readModels(ObjectReader& root, Experiment& experiment);

[[nodiscard]] Stage readStage(ObjectReader& reader);

/// Ranges that several sections share (reliability §2.9).
inline constexpr double kDayMs = 86'400'000;
inline constexpr RealRange kDurationMs{ 0, kDayMs };
inline constexpr IntRange kPayloadBytes{ 0, std::int64_t{ 1 } << 30 };
inline constexpr IntRange kWorkers{ 1, 256 };
inline constexpr IntRange kChunk{ 1, 100'000 };
inline constexpr IntRange kInFlight{ 1, 100'000 };
inline constexpr std::int64_t kMostTasks = 10'000'000;

/// `chunk`: "auto" (0) or a number.
bool readChunk(ObjectReader& reader, int& into);

} // namespace ilv
