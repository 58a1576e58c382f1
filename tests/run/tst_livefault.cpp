// SPDX-License-Identifier: GPL-3.0-or-later
// A fault planted by hand in a trial that runs: real hosts, every model.
#include "run/trialrun.h"
#include "support/trialharness.h"

#include <QTimer>
#include <QtTest>

#include <algorithm>

using namespace ilv;
using namespace ilv::test;

namespace {

struct Seen {
    std::shared_ptr<const TrialResult> result;
    std::vector<FaultEvent> answers;
    [[nodiscard]] bool marked() const
    {
        const auto& codes = result->disturbed;
        return std::find(codes.begin(), codes.end(), "FAULT_PLANTED") != codes.end();
    }
};

/// Runs the plan, and plants as soon as tasks have ended.
Seen carryOut(const TrialPlan& plan, const std::string& lane, HandFault fault, int times = 1)
{
    Seen seen;
    QEventLoop loop;
    TrialRun run(plan, {});
    QObject::connect(
        &run, &TrialRun::faultAnswered, &loop, [&](const FaultEvent& answer) { seen.answers.push_back(answer); });
    QObject::connect(&run, &TrialRun::concluded, &loop, [&](const auto& result) {
        seen.result = result;
        loop.quit();
    });
    int left = times;
    QObject::connect(&run, &TrialRun::changed, &loop, [&] {
        while (left > 0 && run.follower().lastLive().result.counts.total() > 0) {
            --left;
            run.plantFault(lane, fault);
        }
    });
    run.start(ILV_BIN_DIR "/interleave-host");
    QTimer::singleShot(100'000, &loop, &QEventLoop::quit);
    loop.exec();
    return seen;
}

TrialPlan planOf(Model model, Offload offload = Offload::Processes)
{
    auto plan = planFor(model, { WaitStage{ 1, Spread::Constant }, ComputeStage{ Kernel::Mix, 200, 0 } }, 0, 4, 2);
    plan.load.durationS = 0.5;
    plan.settings.offload = offload;
    plan.label = "the label";
    return plan;
}

} // namespace

class LiveFaultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFaultStrikesOneTaskOfItsLane_data()
    {
        QTest::addColumn<Model>("model");
        QTest::addColumn<bool>("threads");
        QTest::addColumn<QString>("lane");
        QTest::addColumn<HandFault>("fault");
        QTest::addColumn<Outcome>("outcome"); // of one task; ok: of all
        const auto row = [](const char* what, Model model, const char* lane, HandFault fault, Outcome outcome,
                             bool threads = false) {
            QTest::newRow(what) << model << threads << QString::fromUtf8(lane) << fault << outcome;
        };
        row("a wrong answer on the only thread", Model::Sequential, "main", HandFault::Wrong, Outcome::Wrong);
        row("an error on the loop", Model::Async, "loop", HandFault::Throw, Outcome::Error);
        row("a slow task on the loop", Model::Async, "loop", HandFault::Slow, Outcome::Ok);
        row("a blocked loop", Model::Async, "loop", HandFault::BlockLoop, Outcome::Ok);
        row("a file a thread may not read", Model::Threads, "t1", HandFault::PermissionDenied, Outcome::Error);
        row("a worker crashes", Model::Processes, "w1", HandFault::Crash, Outcome::Crashed);
        row("a worker exits", Model::Processes, "w0", HandFault::Exit, Outcome::Crashed);
        row("a worker prints what is no protocol", Model::Processes, "w0", HandFault::Malformed, Outcome::Ok);
        row("a file that is not there, in a task's own process", Model::ProcessPerTask, "w0",
            HandFault::MissingArtifact, Outcome::Error);
        row("a worker of the hybrid crashes", Model::Hybrid, "w0", HandFault::Crash, Outcome::Crashed);
        row("a thread of the hybrid is wrong", Model::Hybrid, "t1", HandFault::Wrong, Outcome::Wrong, true);
        row("the hybrid's loop is wrong", Model::Hybrid, "loop", HandFault::Wrong, Outcome::Wrong);
    }
    void aFaultStrikesOneTaskOfItsLane()
    {
        QFETCH(Model, model);
        QFETCH(bool, threads);
        QFETCH(QString, lane);
        QFETCH(HandFault, fault);
        QFETCH(Outcome, outcome);
        Seen seen;
        for (int i = 0; i < 6; ++i) { // a busy machine may plant it when that lane has begun its last task
            seen = carryOut(planOf(model, threads ? Offload::Threads : Offload::Processes), lane.toStdString(), fault);
            if (!seen.result || seen.result->faults.empty() || seen.result->faults[0].struck > 0)
                break;
        }
        QVERIFY(seen.result);
        QCOMPARE(seen.answers.size(), std::size_t{ 1 });
        QVERIFY2(!seen.answers[0].refused, seen.answers[0].refused ? seen.answers[0].refused->message.c_str() : "");
        const auto& result = *seen.result;
        QCOMPARE(result.status, TrialStatus::Completed);
        QVERIFY(result.counts.addsUp());
        const auto planned = result.counts.planned;
        QCOMPARE(planned - result.counts.of(Outcome::Ok), std::uint64_t{ outcome == Outcome::Ok ? 0u : 1u });
        QVERIFY(outcome == Outcome::Ok || result.counts.of(outcome) == 1);
        QCOMPARE(result.faults.size(), std::size_t{ 1 });
        const auto& told = result.faults[0];
        QCOMPARE(QString::fromStdString(told.lane), lane);
        QCOMPARE(told.fault, fault);
        QVERIFY2(told.struck >= told.asked && told.asked >= result.windowBegin, "it strikes after it was asked for");
        QVERIFY2(told.task < planned, "it strikes a measured task");
        QVERIFY2(seen.marked(), "a trial with a fault is no clean one");
        QCOMPARE(result.identityViolations, std::uint64_t{ 0 });
    }

    void aCrashInTheHostItselfIsToldByTheRunner()
    {
        const auto seen = carryOut(planOf(Model::Threads), "t0", HandFault::Exit);
        QVERIFY(seen.result);
        QCOMPARE(seen.result->status, TrialStatus::Failed);
        QCOMPARE(seen.result->error->code, std::string("HOST_CRASHED"));
        QVERIFY(seen.result->counts.addsUp());
        QCOMPARE(seen.result->faults.size(), std::size_t{ 1 });
        QCOMPARE(seen.result->faults[0].fault, HandFault::Exit);
        QVERIFY(seen.marked());
    }

    void whatCannotBePlantedIsRefused_data()
    {
        QTest::addColumn<Model>("model");
        QTest::addColumn<QString>("lane");
        QTest::addColumn<HandFault>("fault");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* what, Model model, const char* lane, HandFault fault, const char* words) {
            QTest::newRow(what) << model << QString::fromUtf8(lane) << fault << QString::fromUtf8(words);
        };
        row("the loop of a pool runs no task", Model::Processes, "loop", HandFault::Crash, "No task runs");
        row("there is no third worker", Model::Processes, "w2", HandFault::Crash, "No task runs");
        row("no lane has that name", Model::Threads, "t-1", HandFault::Throw, "No task runs");
        row("nothing would end a hang", Model::Processes, "w0", HandFault::Hang, "no time-out");
        row("a frozen host measures nothing", Model::Sequential, "main", HandFault::Freeze, "freezes");
    }
    void whatCannotBePlantedIsRefused()
    {
        QFETCH(Model, model);
        QFETCH(QString, lane);
        QFETCH(HandFault, fault);
        QFETCH(QString, words);
        const auto seen = carryOut(planOf(model), lane.toStdString(), fault);
        QCOMPARE(seen.answers.size(), std::size_t{ 1 });
        QVERIFY(seen.answers[0].refused);
        QCOMPARE(seen.answers[0].refused->code, std::string("FAULT_REFUSED"));
        QVERIFY2(QString::fromStdString(seen.answers[0].refused->message).contains(words),
            seen.answers[0].refused->message.c_str());
        QCOMPARE(seen.result->status, TrialStatus::Completed);
        QVERIFY(seen.result->faults.empty());
        QVERIFY(!seen.marked());
    }

    void aHangIsEndedByTheTimeOut()
    {
        auto plan = planOf(Model::Processes);
        plan.settings.timeoutMs = 60;
        const auto seen = carryOut(plan, "w0", HandFault::Hang);
        QCOMPARE(seen.result->counts.of(Outcome::Timeout), std::uint64_t{ 1 });
        QVERIFY(seen.marked());
    }

    void eachRequestHasItsAnswer()
    {
        const auto seen = carryOut(planOf(Model::Processes), "w0", HandFault::Slow, 30);
        QCOMPARE(seen.answers.size(), std::size_t{ 30 });
        const auto planted = std::count_if(
            seen.answers.begin(), seen.answers.end(), [](const FaultEvent& answer) { return !answer.refused; });
        QCOMPARE(seen.result->faults.size(), static_cast<std::size_t>(planted));
        QVERIFY2(planted >= 1 && planted < 30, "one that waits for its task keeps others out");
    }
};

QTEST_GUILESS_MAIN(LiveFaultTest)
#include "tst_livefault.moc"
