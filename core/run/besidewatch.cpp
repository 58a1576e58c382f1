// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/besidewatch.h"

#include <ctime>

namespace ilv {
namespace {

double ownSeconds()
{
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

} // namespace

void BesideWatch::begin(pid_t service)
{
    m_ownBefore = ownSeconds();
    if (service <= 0) {
        m_sampler.reset();
        return;
    }
    if (!m_sampler || m_service != service)
        m_sampler = std::make_unique<ResourceSampler>(service);
    m_service = service;
    m_sampler->sample(false);
    m_before = m_sampler->use();
}

void BesideWatch::end(TrialResult& result)
{
    double beside = ownSeconds() - m_ownBefore;
    if (m_sampler) {
        m_sampler->sample(true);
        result.serviceUse = difference(m_sampler->use(), m_before);
        beside += result.serviceUse.userS + result.serviceUse.systemS;
    }
    if (result.machine.seconds > 0)
        result.machine.besideS = beside;
}

} // namespace ilv
