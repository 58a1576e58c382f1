// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/efficiency.h"

#include <algorithm>

namespace ilv::stats {

double leastTime(const Work& work)
{
    const double byConnections = work.connections > 0 ? work.tasks * work.ioEach / work.connections : 0;
    return std::max({ work.tasks * work.cpuEach / work.cores, work.ioEach + work.cpuEach, byConnections });
}

double boundEfficiency(const Work& work, double took)
{
    return took > 0 ? leastTime(work) / took : 0;
}

double sequentialTime(const Work& work)
{
    return work.tasks * (work.ioEach + work.cpuEach);
}

double eventLoopTime(const Work& work)
{
    return work.ioEach + work.tasks * work.cpuEach;
}

double blockingPoolTime(const Work& work, double workers)
{
    return std::max(sequentialTime(work) / workers, work.tasks * work.cpuEach / work.cores);
}

double hybridTime(const Work& work)
{
    return work.ioEach + work.tasks * work.cpuEach / work.cores;
}

double workersToFill(const Work& work)
{
    return work.cpuEach > 0 ? work.cores * (1 + work.ioEach / work.cpuEach) : work.tasks;
}

bool impossibleSpeedup(double speedup, double cores)
{
    return speedup > 1.05 * cores;
}

} // namespace ilv::stats
