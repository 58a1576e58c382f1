// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "poolworld.h"

#include <QMetaType>

namespace ilv {

inline const WorkerDeath kSegfault{ .signal = 11 };

inline PoolRules rulesFor(int workers)
{
    PoolRules rules;
    rules.workers = workers;
    return rules;
}

/// A world whose workers are all up.
inline PoolWorld worldOf(const PoolRules& rules, std::size_t jobs)
{
    PoolWorld world(rules, jobs);
    world.start();
    for (int i = 0; i < rules.workers && !rules.freshProcessPerJob; ++i)
        world.comeUp(i);
    return world;
}

inline void submitAll(PoolWorld& world)
{
    for (std::size_t i = 0; i < world.jobs.size(); ++i)
        world.submit(i);
    world.settle();
}

inline int countOf(const PoolWorld& world, PoolAction::Kind kind)
{
    return static_cast<int>(std::count_if(
        world.seen.begin(), world.seen.end(), [kind](const PoolAction& action) { return action.kind == kind; }));
}

} // namespace ilv

Q_DECLARE_METATYPE(ilv::PoolRules)
