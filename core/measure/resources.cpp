// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/resources.h"

#include "measure/procfs.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace ilv {
namespace {
double seconds(const timeval& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

bool childrenFilesExist()
{
    const std::string pid = std::to_string(getpid());
    return access(("/proc/" + pid + "/task/" + pid + "/children").c_str(), R_OK) == 0;
}
} // namespace

struct ResourceSampler::Sums {
    double userS = 0, systemS = 0;
    double rssMb = 0, pssMb = 0;
    std::int64_t voluntary = 0, involuntary = 0, majorFaults = 0;
    bool memoryKnown = false, pssKnown = false, switchesKnown = false, faultsKnown = false;

    Sums& operator+=(const Sums& more)
    {
        userS += more.userS;
        systemS += more.systemS;
        rssMb += more.rssMb;
        pssMb += more.pssMb;
        voluntary += more.voluntary;
        involuntary += more.involuntary;
        majorFaults += more.majorFaults;
        memoryKnown |= more.memoryKnown;
        pssKnown |= more.pssKnown;
        switchesKnown |= more.switchesKnown;
        faultsKnown |= more.faultsKnown;
        return *this;
    }
};

ResourceUse difference(const ResourceUse& later, const ResourceUse& earlier)
{
    ResourceUse use = later;
    const auto less = [](auto& value, auto by) {
        if (value >= 0)
            value = by >= 0 ? std::max(decltype(by){ 0 }, value - by) : decltype(by){ -1 };
    };
    use.userS = std::max(0.0, later.userS - earlier.userS);
    use.systemS = std::max(0.0, later.systemS - earlier.systemS);
    less(use.voluntarySwitches, earlier.voluntarySwitches);
    less(use.involuntarySwitches, earlier.involuntarySwitches);
    less(use.runDelayS, earlier.runDelayS);
    less(use.majorFaults, earlier.majorFaults);
    return use;
}

ResourceSampler::ResourceSampler(pid_t root, Discovery discovery)
    : m_root(root)
    , m_isSelf(root == getpid())
    , m_childrenFiles(
          discovery == Discovery::ChildrenFiles || (discovery == Discovery::Automatic && childrenFilesExist()))
{
}

void ResourceSampler::sample(bool withPss)
{
    ++m_round;
    m_withPss = withPss;
    Sums root, below;
    m_queue.assign(1, m_root);
    if (!m_childrenFiles)
        addLinkedChildren();
    for (std::size_t next = 0; next < m_queue.size(); ++next)
        addProcess(m_queue[next], root, below);
    std::erase_if(m_threads, [this](const auto& entry) { return entry.second.round != m_round; });

    fold(m_roles[0], root, m_runDelay[0]);
    fold(m_roles[1], below, m_runDelay[1]);
    fold(m_all, root += below, m_runDelay[0] + m_runDelay[1]);
}

/// What adds up never falls; of memory the highest sum counts.
void ResourceSampler::fold(ResourceUse& use, const Sums& sums, std::int64_t runDelay) const
{
    use.userS = std::max(use.userS, sums.userS);
    use.systemS = std::max(use.systemS, sums.systemS);
    if (sums.memoryKnown)
        use.peakRssMb = std::max(use.peakRssMb, sums.rssMb);
    if (sums.pssKnown)
        use.peakPssMb = std::max(use.peakPssMb, sums.pssMb);
    if (sums.switchesKnown) {
        use.voluntarySwitches = std::max(use.voluntarySwitches, sums.voluntary);
        use.involuntarySwitches = std::max(use.involuntarySwitches, sums.involuntary);
    }
    if (sums.faultsKnown)
        use.majorFaults = std::max(use.majorFaults, sums.majorFaults);
    if (m_delayKnown)
        use.runDelayS = static_cast<double>(runDelay) * 1e-9;
}

/// This process and its reaped children, to the microsecond where /proc counts in steps of 10 ms.
bool ResourceSampler::addSelf(Sums& root, Sums& below) const
{
    for (const auto& [who, sums] : { std::pair{ RUSAGE_SELF, &root }, std::pair{ RUSAGE_CHILDREN, &below } }) {
        rusage usage{};
        if (getrusage(who, &usage) != 0)
            return false;
        sums->userS += seconds(usage.ru_utime);
        sums->systemS += seconds(usage.ru_stime);
        sums->voluntary += usage.ru_nvcsw;
        sums->involuntary += usage.ru_nivcsw;
        sums->majorFaults += usage.ru_majflt;
        sums->switchesKnown = sums->faultsKnown = true;
    }
    return true;
}

void ResourceSampler::addProcess(pid_t pid, Sums& root, Sums& below)
{
    const std::string folder = "/proc/" + std::to_string(pid);
    Sums& own = pid == m_root ? root : below;
    const bool exact = m_isSelf && pid == m_root && addSelf(root, below);
    if (!exact) {
        if (!procfs::readSmall(folder + "/stat", m_text))
            return;
        const auto stat = procfs::parseStat(m_text);
        if (!stat)
            return;
        own.userS += stat->userS;
        own.systemS += stat->systemS;
        below.userS += stat->childUserS;
        below.systemS += stat->childSystemS;
        own.majorFaults += stat->majorFaults;
        own.faultsKnown = true;
    }
    if (procfs::readSmall(folder + "/status", m_text)) {
        const procfs::StatusFields status = procfs::parseStatus(m_text);
        if (status.peakRssMb >= 0) {
            own.rssMb += status.peakRssMb;
            own.memoryKnown = true;
        }
        if (!exact && status.voluntarySwitches >= 0 && status.involuntarySwitches >= 0) {
            own.voluntary += status.voluntarySwitches;
            own.involuntary += status.involuntarySwitches;
            own.switchesKnown = true;
        }
    }
    if (m_withPss)
        addMemory(folder, own);
    addThreads(pid, m_runDelay[pid == m_root ? 0 : 1]);
}

void ResourceSampler::addMemory(const std::string& folder, Sums& sums)
{
    if (!procfs::readSmall(folder + "/smaps_rollup", m_text))
        return; // not ours to read, or gone
    if (const double share = procfs::parsePssMb(m_text); share >= 0) {
        sums.pssMb += share;
        sums.pssKnown = true;
    }
}

void ResourceSampler::addThreads(pid_t pid, std::int64_t& runDelay)
{
    const std::string folder = "/proc/" + std::to_string(pid) + "/task/";
    for (const pid_t thread : procfs::numberedEntries(folder)) {
        const std::string path = folder + std::to_string(thread);
        addRunDelay(thread, path, runDelay);
        if (!m_childrenFiles || !procfs::readSmall(path + "/children", m_text))
            continue;
        for (const pid_t child : procfs::parsePids(m_text)) {
            if (std::find(m_queue.begin(), m_queue.end(), child) == m_queue.end())
                m_queue.push_back(child);
        }
    }
}

/// The whole tree by parent links, parents before children.
void ResourceSampler::addLinkedChildren()
{
    std::vector<std::pair<pid_t, pid_t>> links; // parent, child
    for (const pid_t pid : procfs::numberedEntries("/proc")) {
        if (!procfs::readSmall("/proc/" + std::to_string(pid) + "/stat", m_text))
            continue;
        if (const auto stat = procfs::parseStat(m_text))
            links.emplace_back(stat->parent, pid);
    }
    for (std::size_t next = 0; next < m_queue.size(); ++next) {
        for (const auto& [parent, child] : links) {
            if (parent == m_queue[next])
                m_queue.push_back(child);
        }
    }
}

/// Adds what a thread has waited since it was last seen; a thread that ends keeps what it has added.
void ResourceSampler::addRunDelay(pid_t thread, const std::string& folder, std::int64_t& runDelay)
{
    if (!procfs::readSmall(folder + "/schedstat", m_text))
        return;
    const auto delay = procfs::parseRunDelay(m_text);
    if (!delay)
        return;
    m_delayKnown = true;
    Thread& known = m_threads[thread];
    runDelay += *delay >= known.delay ? *delay - known.delay : *delay; // less than before: the id was used again
    known = { *delay, m_round };
}

} // namespace ilv
