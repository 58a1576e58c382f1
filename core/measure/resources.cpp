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
    double rssMb = 0;
    std::int64_t voluntary = 0, involuntary = 0;
    bool memoryKnown = false, switchesKnown = false;
};

ResourceSampler::ResourceSampler(pid_t root, Discovery discovery)
    : m_root(root)
    , m_isSelf(root == getpid())
    , m_childrenFiles(
          discovery == Discovery::ChildrenFiles || (discovery == Discovery::Automatic && childrenFilesExist()))
{
}

void ResourceSampler::sample()
{
    ++m_round;
    Sums sums;
    m_queue.assign(1, m_root);
    if (!m_childrenFiles)
        addLinkedChildren();
    for (std::size_t next = 0; next < m_queue.size(); ++next)
        addProcess(m_queue[next], sums);
    std::erase_if(m_threads, [this](const auto& entry) { return entry.second.round != m_round; });

    m_use.userS = std::max(m_use.userS, sums.userS);
    m_use.systemS = std::max(m_use.systemS, sums.systemS);
    if (sums.memoryKnown)
        m_use.peakRssMb = std::max(m_use.peakRssMb, sums.rssMb);
    if (sums.switchesKnown) {
        m_use.voluntarySwitches = std::max(m_use.voluntarySwitches, sums.voluntary);
        m_use.involuntarySwitches = std::max(m_use.involuntarySwitches, sums.involuntary);
    }
    if (m_delayKnown)
        m_use.runDelayS = static_cast<double>(m_runDelay) * 1e-9;
}

/// This process and its reaped children, to the microsecond where /proc counts in steps of 10 ms.
bool ResourceSampler::addSelf(Sums& sums) const
{
    for (const int who : { RUSAGE_SELF, RUSAGE_CHILDREN }) {
        rusage usage{};
        if (getrusage(who, &usage) != 0)
            return false;
        sums.userS += seconds(usage.ru_utime);
        sums.systemS += seconds(usage.ru_stime);
        sums.voluntary += usage.ru_nvcsw;
        sums.involuntary += usage.ru_nivcsw;
    }
    sums.switchesKnown = true;
    return true;
}

void ResourceSampler::addProcess(pid_t pid, Sums& sums)
{
    const std::string folder = "/proc/" + std::to_string(pid);
    const bool exact = m_isSelf && pid == m_root && addSelf(sums);
    if (!exact) {
        if (!procfs::readSmall(folder + "/stat", m_text))
            return;
        const auto stat = procfs::parseStat(m_text);
        if (!stat)
            return;
        sums.userS += stat->userS + stat->childUserS;
        sums.systemS += stat->systemS + stat->childSystemS;
    }
    if (procfs::readSmall(folder + "/status", m_text)) {
        const procfs::StatusFields status = procfs::parseStatus(m_text);
        if (status.peakRssMb >= 0) {
            sums.rssMb += status.peakRssMb;
            sums.memoryKnown = true;
        }
        if (!exact && status.voluntarySwitches >= 0 && status.involuntarySwitches >= 0) {
            sums.voluntary += status.voluntarySwitches;
            sums.involuntary += status.involuntarySwitches;
            sums.switchesKnown = true;
        }
    }
    addThreads(pid);
}

void ResourceSampler::addThreads(pid_t pid)
{
    const std::string folder = "/proc/" + std::to_string(pid) + "/task/";
    for (const pid_t thread : procfs::numberedEntries(folder)) {
        const std::string path = folder + std::to_string(thread);
        addRunDelay(thread, path);
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
void ResourceSampler::addRunDelay(pid_t thread, const std::string& folder)
{
    if (!procfs::readSmall(folder + "/schedstat", m_text))
        return;
    const auto delay = procfs::parseRunDelay(m_text);
    if (!delay)
        return;
    m_delayKnown = true;
    Thread& known = m_threads[thread];
    m_runDelay += *delay >= known.delay ? *delay - known.delay : *delay; // less than before: the id was used again
    known = { *delay, m_round };
}

} // namespace ilv
