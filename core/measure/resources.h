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
};

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
    void sample();
    [[nodiscard]] ResourceUse use() const { return m_use; }

private:
    struct Sums;
    struct Thread {
        std::int64_t delay = 0;
        std::uint64_t round = 0;
    };
    void addProcess(pid_t pid, Sums& sums);
    void addThreads(pid_t pid);
    void addLinkedChildren();
    void addRunDelay(pid_t thread, const std::string& folder);
    [[nodiscard]] bool addSelf(Sums& sums) const;

    pid_t m_root;
    bool m_isSelf;
    bool m_childrenFiles;
    ResourceUse m_use;
    std::unordered_map<pid_t, Thread> m_threads; // as last seen, to add up differences
    std::vector<pid_t> m_queue; // processes still to be read in this sample
    std::string m_text; // reused
    std::uint64_t m_round = 0;
    std::int64_t m_runDelay = 0;
    bool m_delayKnown = false;
};

} // namespace ilv
