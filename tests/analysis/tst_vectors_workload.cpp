// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/vectors.h"
#include "plan/schedule.h"
#include "workload/kernels.h"

#include <QtTest>

#include <array>

using namespace ilv;
using vectors::at;
using vectors::group;
using vectors::number;
using vectors::numbers;

class TestVectorsWorkload : public QObject {
    Q_OBJECT

    /// Means of A and B when every slot of time adds 1 to 100 and neither is any different.
    static std::array<double, 2> meansUnderDrift(const std::vector<int>& slots)
    {
        std::array<double, 2> sums{}, counts{};
        for (std::size_t i = 0; i < slots.size(); ++i) {
            sums[std::size_t(slots[i])] += 100.0 + double(i);
            counts[std::size_t(slots[i])] += 1;
        }
        return { sums[0] / counts[0], sums[1] / counts[1] };
    }

private Q_SLOTS:
    void theProductsKernelIsTheReferenceChain()
    {
        const QJsonValue known = group("golden_cpu_nonlinear");
        const auto ns = numbers(at(known, "n"));
        const auto answers = numbers(at(known, "acc"));
        for (std::size_t i = 0; i < ns.size(); ++i)
            QCOMPARE(double(mixChain(std::uint64_t(ns[i]))), answers[i]);
    }
    void theLinearChainIsAnother()
    {
        // Not in the product, because a compiler may vectorise it; here so that the two are never taken for each other.
        const QJsonValue known = group("golden_cpu");
        const auto ns = numbers(at(known, "n"));
        const auto answers = numbers(at(known, "acc"));
        for (std::size_t i = 0; i < ns.size(); ++i) {
            std::uint32_t acc = 0;
            for (std::uint32_t step = 0; step < std::uint32_t(ns[i]); ++step)
                acc = acc * 31 + step;
            QCOMPARE(double(acc), answers[i]);
            QVERIFY(mixChain(std::uint64_t(ns[i])) != acc);
        }
    }
    void mirroredRoundsCancelDrift()
    {
        const QJsonObject orders = at(group("interleaving"), "true difference 0, drift +1 per slot").toObject();
        QCOMPARE(orders.size(), 3);
        for (auto it = orders.begin(); it != orders.end(); ++it) {
            std::vector<int> slots;
            for (const QChar letter : it.key())
                slots.push_back(letter == QLatin1Char('A') ? 0 : 1);
            const auto means = meansUnderDrift(slots);
            QCOMPARE(means[0], number(it.value(), "A"));
            QCOMPARE(means[1], number(it.value(), "B"));
        }
        // The order that is really run: no drift is left between the two.
        for (const std::uint64_t seed : { 1u, 2u, 3u, 4u, 5u }) {
            std::vector<int> slots;
            for (const TrialSlot& slot : trialOrder(2, 4, seed))
                slots.push_back(slot.entry);
            QCOMPARE(slots.size(), std::size_t(8));
            QCOMPARE(meansUnderDrift(slots)[0], meansUnderDrift(slots)[1]);
        }
    }
};

QTEST_APPLESS_MAIN(TestVectorsWorkload)
#include "tst_vectors_workload.moc"
