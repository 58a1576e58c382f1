// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runresult.h"

namespace ilv {

std::string_view name(RunStatus status)
{
    switch (status) {
    case RunStatus::Completed:
        return "completed";
    case RunStatus::Cancelled:
        return "cancelled";
    case RunStatus::Aborted:
        break;
    }
    return "aborted";
}

} // namespace ilv
