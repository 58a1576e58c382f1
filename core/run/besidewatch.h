// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "measure/resources.h"
#include "trial/trialresult.h"

#include <sys/types.h>

#include <memory>

namespace ilv {

/// What runs beside a trial on the same cores and is ours all the same: the loopback service and this very program. A
/// host cannot see them; without them their CPU time would look like a stranger's. One thread.
class BesideWatch {
public:
    void begin(pid_t service); ///< a trial starts; 0: there is no service
    void end(TrialResult& result); ///< it is over: fills its `serviceUse` and `machine.besideS`

private:
    std::unique_ptr<ResourceSampler> m_sampler;
    pid_t m_service = 0;
    ResourceUse m_before;
    double m_ownBefore = 0;
};

} // namespace ilv
