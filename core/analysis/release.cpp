// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/release.h"

#include <algorithm>
#include <cmath>

namespace ilv::release {

double expectedAttempts(double failure, int maxAttempts)
{
    if (failure >= 1)
        return maxAttempts;
    return (1 - std::pow(failure, maxAttempts)) / (1 - failure);
}

double finalFailure(double failure, int maxAttempts)
{
    return std::pow(failure, maxAttempts);
}

double retriedLoad(double lambda, double mu, int servers, double failure, int maxAttempts)
{
    return lambda * expectedAttempts(failure, maxAttempts) / (servers * mu);
}

double meanJitter(double base, double cap, int k)
{
    return std::min(cap, std::ldexp(base, k)) / 2;
}

Evidence evidence(double p0, double p1)
{
    return { std::log(p1 / p0), std::log((1 - p1) / (1 - p0)) };
}

Sprt::Sprt(double p0, double p1, double alpha, double beta)
    : m_evidence(evidence(p0, p1))
    , m_upper(std::log((1 - beta) / alpha))
    , m_lower(std::log(beta / (1 - alpha)))
{
}

Sprt::Decision Sprt::step(bool error)
{
    if (m_decision != Decision::Continue)
        return m_decision;
    m_sum += error ? m_evidence.perError : m_evidence.perSuccess;
    if (m_sum >= m_upper)
        m_decision = Decision::Reject;
    else if (m_sum <= m_lower)
        m_decision = Decision::Accept;
    return m_decision;
}

Cusum::Cusum(double p0, double p1, double threshold)
    : m_evidence(evidence(p0, p1))
    , m_threshold(threshold)
{
}

bool Cusum::step(bool error)
{
    if (m_alarmAt > 0)
        return true;
    ++m_seen;
    m_sum = std::max(0.0, m_sum + (error ? m_evidence.perError : m_evidence.perSuccess));
    if (m_sum >= m_threshold)
        m_alarmAt = m_seen;
    return m_alarmAt > 0;
}

} // namespace ilv::release
