// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Twelve faults that can be planted on purpose, to see whether the tests find them (reliability §5, "planted bugs";
// ./dev plants). A build has one of them only where CMake was told so (ILV_PLANT, never without the tests): it then
// makes this header, and nothing but the files that include this one is built anew.
#if __has_include("ilv_plant_number.h")
#include "ilv_plant_number.h"
#else
#define ILV_PLANT_NUMBER 0
#endif

namespace ilv {

enum class Plant : int {
    LoseAnOutcome = 1, ///< every 997th
    RecordTwice = 2,
    AcceptALateResult = 3,
    RetryAfterSuccess = 4,
    NoReaping = 5,
    LeakADescriptor = 6, ///< for each worker
    NoParentDeathSignal = 7,
    SkipTheGoldenCompare = 8,
    IgnoreAShortWrite = 9,
    ResultAtTheStart = 10,
    NoRestartLimit = 11,
    TimeOutFromTheQueue = 12, ///< its clock starts when the job is queued
};

[[nodiscard]] constexpr bool planted(Plant which)
{
    return static_cast<int>(which) == ILV_PLANT_NUMBER;
}

} // namespace ilv
