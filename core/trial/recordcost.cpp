// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/recordcost.h"

#include "measure/recorder.h"

#include <algorithm>
#include <vector>

namespace ilv {
namespace {

constexpr int kBatch = 1000;
constexpr int kBatches = 5;

void recordOne(LaneRecorder& lane, std::uint64_t index)
{
    CategoryClock clock;
    const Nanos intend = now();
    clock.begin(intend, Category::QueueWait);
    constexpr Category way[]{ Category::Serialize, Category::Transport, Category::QueueWait, Category::Compute,
        Category::Transport, Category::Serialize, Category::Transport };
    Nanos at = intend;
    for (const Category next : way) {
        at = now();
        clock.enter(next, at);
    }
    clock.transfer(Category::Compute, Category::IoWait, 0);
    lane.enter(Category::Compute, at);
    lane.enter(Category::Idle, at);
    lane.attempt({ .index = index, .elapsed = at - intend, .outcome = Outcome::Ok, .last = true });
    lane.record({ .index = index,
        .intend = intend,
        .done = at,
        .service = at - intend,
        .spent = clock.sums(),
        .outcome = Outcome::Ok });
}

} // namespace

double measureRecordCost()
{
    RecorderLimits limits;
    limits.spans = 0;
    limits.attempts = kBatch;
    limits.bins = 600;
    TrialRecorder recorder(limits);
    LaneRecorder& lane = recorder.addLane(LaneKind::Main, "calibration");
    const Nanos begin = now();
    recorder.openWindow(begin);
    lane.start(begin, Category::Idle);
    Nanos best = INT64_MAX;
    for (int batch = 0; batch < kBatches; ++batch) {
        const Nanos begun = now();
        for (int i = 0; i < kBatch; ++i)
            recordOne(lane, static_cast<std::uint64_t>(i));
        best = std::min(best, now() - begun);
        const auto taken = recorder.takeAttempts(); // makes room for the next batch, as the reporter does
        if (taken.size() != static_cast<std::size_t>(kBatch))
            return -1;
    }
    return static_cast<double>(best) / kBatch;
}

} // namespace ilv
