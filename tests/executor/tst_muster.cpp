// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a model whose threads the system does not give (concurrent.futures: test_python_finalization_error,
// gh-109047). This program has its own pthread_create, which gives so many and no more.
#include "executor/muster.h"
#include "support/trialharness.h"

#include <QTest>
#include <QThreadPool>

#include <cerrno>
#include <dlfcn.h>
#include <pthread.h>

namespace {

std::atomic<int> left{ INT_MAX };

} // namespace

extern "C" int pthread_create(
    pthread_t* thread, const pthread_attr_t* attributes, void* (*body)(void*), void* argument) noexcept
{
    using Function = int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
    static auto* const next = reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, "pthread_create"));
    return left.fetch_sub(1) > 0 ? next(thread, attributes, body, argument) : EAGAIN;
}

using namespace ilv;
using namespace ilv::test;

class TestMuster : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { left = INT_MAX; }

    void eachThreadHasItsTurn()
    {
        QThreadPool pool;
        pool.setMaxThreadCount(5);
        std::atomic<int> turns{ 0 };
        musterThreads(pool, 5, [&turns] { ++turns; });
        QCOMPARE(turns.load(), 5);
    }

    void wantOfThreadsIsTold()
    {
        QVERIFY(threadsToBeHad(5));
        left = 3;
        const Status status = threadsToBeHad(5);
        QVERIFY(!status);
        QCOMPARE(status.error().code, std::string("MODEL_UNAVAILABLE"));
        QVERIFY2(status.error().message.find("3 of 5") != std::string::npos, status.error().message.c_str());
    }

    void cf_process_pool_python_finalization_error_data()
    {
        QTest::addColumn<Model>("model");
        QTest::newRow("threads") << Model::Threads;
        QTest::newRow("hybrid on threads") << Model::Hybrid;
    }
    void cf_process_pool_python_finalization_error()
    {
        QFETCH(Model, model);
        auto plan = planFor(model, { WaitStage{ 1, Spread::Constant }, ComputeStage{ Kernel::Mix, 100, 0 } }, 20, 4, 8);
        plan.settings.offload = Offload::Threads;
        TrialHarness harness;
        left = 7;
        const auto ran = harness.run(plan);
        QVERIFY2(!ran.timedOut, "it hangs");
        QVERIFY(!ran.status);
        QCOMPARE(ran.status.error().code, std::string("MODEL_UNAVAILABLE"));
        QCOMPARE(ran.counts.of(Outcome::Ok), std::uint64_t{ 0 });
        left = INT_MAX;
        const auto again = harness.run(plan);
        QCOMPARE(again.counts.of(Outcome::Ok), std::uint64_t{ 20 });
    }
};

QTEST_GUILESS_MAIN(TestMuster)
#include "tst_muster.moc"
