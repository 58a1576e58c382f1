// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace ilv::release {

/// Retries, promotion and rollback (science §16).

[[nodiscard]] double expectedAttempts(double failure, int maxAttempts); ///< each attempt failing with that probability
[[nodiscard]] double finalFailure(double failure, int maxAttempts);
/// λ·E/(c·μ): at or above 1 the retries alone push the system over the edge.
[[nodiscard]] double retriedLoad(double lambda, double mu, int servers, double failure, int maxAttempts);
/// Mean of a full-jitter delay before attempt `k` + 2 (k from 0): half of min(cap, base·2^k).
[[nodiscard]] double meanJitter(double base, double cap, int k);

/// Log-likelihood ratio of one request under an error rate p1 against p0.
struct Evidence {
    double perError = 0, perSuccess = 0;
};
[[nodiscard]] Evidence evidence(double p0, double p1);

/// Wald's sequential test: may this version be promoted? Once decided it stays decided.
class Sprt {
public:
    enum class Decision : std::uint8_t { Continue, Accept, Reject };
    Sprt(double p0, double p1, double alpha, double beta);
    Decision step(bool error);
    [[nodiscard]] Decision decision() const { return m_decision; }
    [[nodiscard]] double upper() const { return m_upper; } ///< reached: reject
    [[nodiscard]] double lower() const { return m_lower; } ///< reached: accept
    [[nodiscard]] double sum() const { return m_sum; }

private:
    Evidence m_evidence;
    double m_upper, m_lower;
    double m_sum = 0;
    Decision m_decision = Decision::Continue;
};

/// A guard while it runs: a long good past does not blind it. Once it has raised the alarm it stays raised.
class Cusum {
public:
    Cusum(double p0, double p1, double threshold = 5);
    bool step(bool error); ///< true: alarm
    [[nodiscard]] double sum() const { return m_sum; }
    [[nodiscard]] std::uint64_t alarmAt() const { return m_alarmAt; } ///< number of the request, from 1; 0: none yet

private:
    Evidence m_evidence;
    double m_threshold;
    double m_sum = 0;
    std::uint64_t m_seen = 0, m_alarmAt = 0;
};

} // namespace ilv::release
