// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/probe.h"

#include "trial/canary.h"
#include "workload/golden.h"
#include "workload/task.h"

namespace ilv {

ProbeEvent runProbe(const ProbePlan& plan)
{
    ProbeEvent event;
    for (const auto kernel : plan.calibrate)
        event.unitsPerMs[std::string(name(kernel))] = calibrate(kernel);
    if (!plan.golden.empty()) {
        if (const auto status = checkGolden(plan.golden); !status) {
            event.goldenOk = false;
            event.goldenMessage = status.error().message;
        }
    }
    if (plan.wantExpected) { // the last question before the trials
        event.expected = TaskRecipe(plan.workload).expectedDigests();
        event.effectiveCores = measureEffectiveCores(3);
    }
    return event;
}

} // namespace ilv
