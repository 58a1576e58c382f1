// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace ilv {

/// CPU and memory of a process and everything below it. Fields that the kernel does not tell stay -1 ("unmeasured").
struct ResourceUse {
    double userS = 0, systemS = 0; ///< CPU seconds, living and reaped descendants together
    double peakRssMb = -1; ///< MiB: highest sum seen over the tree (VmHWM of each living process, summed, at best)
    std::int64_t voluntarySwitches = -1, involuntarySwitches = -1;
    double runDelayS = -1; ///< run-queue delay of living processes' threads (/proc/PID/schedstat field 2)
    double peakPssMb = -1; ///< MiB: highest sum of proportional shares seen; memory that processes share counts once
    std::int64_t majorFaults = -1; ///< pages that had to come from the disk
};

/// `later` less `earlier` in what adds up; peaks are those of `later`. -1 where either is unknown.
[[nodiscard]] ResourceUse difference(const ResourceUse& later, const ResourceUse& earlier);

/// Samples the tree below `root` (root included). Call sample() now and then (10 Hz) so that short-lived children and
/// peaks are seen; `use()` is the total so far. One thread.
///
/// Every second of CPU is counted once: a living process tells its own, a reaped one is in its parent's sum of reaped
/// children. A parent is read before its children, so that a child reaped in between is missing from that sample and
/// not counted twice; the totals never fall. What a process that left the tree used after its last sample is not seen.
class ResourceSampler {
public:
    /// How children are found: from /proc/PID/task/TID/children where the kernel has it, else by each process's parent.
    enum class Discovery : std::uint8_t { Automatic, ChildrenFiles, ParentLinks };
    explicit ResourceSampler(pid_t root, Discovery discovery = Discovery::Automatic);
    /// Proportional memory costs a walk through page tables: `withPss` every tenth time is enough.
    void sample(bool withPss = false);
    [[nodiscard]] ResourceUse use() const { return m_all; } ///< the whole tree
    [[nodiscard]] ResourceUse root() const { return m_roles[0]; } ///< the process itself
    [[nodiscard]] ResourceUse below() const { return m_roles[1]; } ///< everything it has started, living and reaped

private:
    struct Sums;
    struct Thread {
        std::int64_t delay = 0;
        std::uint64_t round = 0;
    };
    void addProcess(pid_t pid, Sums& root, Sums& below);
    void addThreads(pid_t pid, std::int64_t& runDelay);
    void addLinkedChildren();
    void addRunDelay(pid_t thread, const std::string& folder, std::int64_t& runDelay);
    void addMemory(const std::string& folder, Sums& sums);
    [[nodiscard]] bool addSelf(Sums& root, Sums& below) const;
    void fold(ResourceUse& use, const Sums& sums, std::int64_t runDelay) const;

    pid_t m_root;
    bool m_isSelf;
    bool m_childrenFiles;
    bool m_withPss = false;
    ResourceUse m_all, m_roles[2];
    std::unordered_map<pid_t, Thread> m_threads; // as last seen, to add up differences
    std::vector<pid_t> m_queue; // processes still to be read in this sample
    std::string m_text; // reused
    std::uint64_t m_round = 0;
    std::int64_t m_runDelay[2] = { 0, 0 }; // root, below
    bool m_delayKnown = false;
};

} // namespace ilv
