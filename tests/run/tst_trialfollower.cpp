// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/trialfollower.h"

#include "base/codes.h"

#include <QtTest>

#include <utility>

using namespace ilv;

namespace {

TrialPlan planOf(std::int64_t tasks, bool recording = true)
{
    TrialPlan plan;
    plan.trial = 3;
    plan.round = 1;
    plan.label = "threads";
    plan.load.tasks = tasks;
    plan.load.durationS = tasks ? 0 : 1;
    plan.recordOutcomes = recording;
    return plan;
}

OutcomesEvent ok(std::initializer_list<std::uint64_t> indices)
{
    OutcomesEvent event;
    for (const auto i : indices)
        event.rows.push_back({i, 1, Outcome::Ok, "", kMicro, true});
    return event;
}

LiveEvent live(std::uint64_t done, std::uint64_t inFlight, std::uint64_t planned)
{
    LiveEvent event;
    event.inFlight = inFlight;
    event.result.counts.planned = planned;
    event.result.counts.by[static_cast<std::size_t>(Outcome::Ok)] = done;
    return event;
}

const Error kDied { .code = "HOST_CRASHED", .message = "It died." };

} // namespace

class TrialFollowerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHostThatDiedLeavesCountsThatAddUp_data()
    {
        QTest::addColumn<int>("tasks");
        QTest::addColumn<bool>("recording");
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("byTask");
        QTest::addColumn<QList<int>>("counts"); // planned, ok, crashed, cancelled, not run
        constexpr int failed = static_cast<int>(TrialStatus::Failed), cancelled = static_cast<int>(TrialStatus::Cancelled);
        QTest::newRow("a task took its host with it") << 10 << true << failed << true << QList<int> {10, 3, 1, 0, 6};
        QTest::newRow("the same without rows: the picture counts") << 10 << false << failed << true << QList<int> {10, 2, 1, 0, 7};
        QTest::newRow("the host was at fault, no task") << 10 << true << failed << false << QList<int> {10, 3, 0, 0, 7};
        QTest::newRow("killed on cancel: what was in flight is cancelled") << 10 << true << cancelled << false << QList<int> {10, 3, 0, 4, 3};
        QTest::newRow("more in flight than is left") << 5 << true << cancelled << false << QList<int> {5, 3, 0, 2, 0};
        QTest::newRow("ends by time: as many as were begun") << 0 << true << cancelled << false << QList<int> {7, 3, 0, 4, 0};
        QTest::newRow("ends by time, a task crashed") << 0 << true << failed << true << QList<int> {7, 3, 1, 0, 3};
    }
    void aHostThatDiedLeavesCountsThatAddUp()
    {
        QFETCH(int, tasks);
        QFETCH(bool, recording);
        QFETCH(int, status);
        QFETCH(bool, byTask);
        QFETCH(QList<int>, counts);
        TrialFollower follower(planOf(tasks, recording));
        QVERIFY(follower.outcomes(ok({0, 1, 4})));
        follower.live(live(2, 4, static_cast<std::uint64_t>(tasks)));
        const auto result = follower.conclude({static_cast<TrialStatus>(status), kDied, byTask});
        const auto& c = result.counts;
        const QList<int> got {static_cast<int>(c.planned), static_cast<int>(c.of(Outcome::Ok)),
            static_cast<int>(c.of(Outcome::Crashed)), static_cast<int>(c.of(Outcome::Cancelled)),
            static_cast<int>(c.of(Outcome::NotRun))};
        QCOMPARE(got, counts);
        QVERIFY(c.addsUp());
        QCOMPARE(result.trial, 3);
        QCOMPARE(result.round, 1);
        QCOMPARE(result.label, std::string("threads"));
        QCOMPARE(static_cast<int>(result.status), status);
    }

    void everyTaskEndsUpWithExactlyOneRow()
    {
        TrialFollower follower(planOf(6));
        QVERIFY(follower.outcomes(ok({0, 3})));
        follower.live(live(2, 1, 6));
        const auto result = follower.conclude({TrialStatus::Failed, kDied, true});
        const auto rest = follower.missing(result, "HOST_CRASHED");
        QCOMPARE(rest.rows.size(), std::size_t {4});
        const std::uint64_t indices[] {1, 2, 4, 5};
        for (std::size_t i = 0; i < 4; ++i) {
            QCOMPARE(rest.rows[i].index, indices[i]);
            QCOMPARE(rest.rows[i].outcome, i == 0 ? Outcome::Crashed : Outcome::NotRun);
            QCOMPARE(rest.rows[i].attempt, 0);
            QVERIFY(rest.rows[i].last);
        }
    }

    void aRetriedTaskHasOneEnd()
    {
        TrialFollower follower(planOf(1));
        QVERIFY(follower.outcomes({{{0, 1, Outcome::Error, "TASK_ERROR", 1, false}}}));
        QVERIFY(follower.outcomes({{{0, 2, Outcome::Ok, "", 1, true}}}));
        const auto twice = follower.outcomes({{{0, 3, Outcome::Ok, "", 1, true}}});
        QVERIFY(!twice);
        QCOMPARE(twice.error().code, std::string("HOST_PROTOCOL"));
    }

    void aTaskThatWasNeverPlannedIsRefused()
    {
        TrialFollower follower(planOf(5));
        QVERIFY(follower.outcomes(ok({4})));
        QVERIFY(!follower.outcomes(ok({5})));
        TrialFollower byTime(planOf(0));
        QVERIFY(!byTime.outcomes(ok({~std::uint64_t {0}})));
    }

    void anEndEventIsTheFinalWordAndIsChecked_data()
    {
        QTest::addColumn<int>("okCount");
        QTest::addColumn<int>("notRun");
        QTest::addColumn<QString>("code");
        QTest::newRow("all as reported") << 2 << 3 << QString();
        QTest::newRow("one outcome too few") << 2 << 2 << QStringLiteral("INTERNAL_ACCOUNTING");
        QTest::newRow("more ok than were reported") << 3 << 2 << QStringLiteral("INTERNAL_ACCOUNTING");
        QTest::newRow("fewer ok than were reported") << 1 << 4 << QStringLiteral("INTERNAL_ACCOUNTING");
    }
    void anEndEventIsTheFinalWordAndIsChecked()
    {
        QFETCH(int, okCount);
        QFETCH(int, notRun);
        QFETCH(QString, code);
        TrialFollower follower(planOf(5));
        QVERIFY(follower.outcomes(ok({0, 1})));
        EndEvent end;
        end.result.label = "what the host thinks";
        end.result.counts.planned = 5;
        end.result.counts.by[static_cast<std::size_t>(Outcome::Ok)] = static_cast<std::uint64_t>(okCount);
        end.result.counts.by[static_cast<std::size_t>(Outcome::NotRun)] = static_cast<std::uint64_t>(notRun);
        follower.end(end);
        const auto result = follower.conclude({TrialStatus::Failed, kDied, true});
        QCOMPARE(result.label, std::string("threads"));
        if (code.isEmpty()) {
            QCOMPARE(result.status, TrialStatus::Completed);
            QVERIFY(!result.error);
            QCOMPARE(follower.missing(result, "").rows.size(), std::size_t {3});
        } else {
            QCOMPARE(result.status, TrialStatus::Failed);
            QCOMPARE(QString::fromStdString(result.error->code), code);
        }
    }

    void aHostThatDiedTellsOfTheFaultAllTheSame()
    {
        TrialFollower follower(planOf(5));
        follower.fault({ 7, "w0", "slow", std::nullopt });
        auto picture = live(1, 1, 5);
        picture.result.faults = { { 7, 9, 3, "w0", HandFault::Slow } };
        follower.live(picture);
        follower.fault({ 11, "w1", "crash", std::nullopt });
        follower.fault({ 12, "w1", "crash", Error { .code = "FAULT_REFUSED", .message = "One waits already." } });
        const auto result = follower.conclude({TrialStatus::Failed, kDied, false});
        QCOMPARE(result.faults.size(), std::size_t {2});
        QCOMPARE(result.faults[0].struck, Nanos {9});
        QCOMPARE(result.faults[1].fault, HandFault::Crash);
        QCOMPARE(result.faults[1].struck, Nanos {0});
        QCOMPARE(result.disturbed, (std::vector<std::string> {"FAULT_PLANTED"}));
    }

    void warmingUpEndsWhenTheWindowOpens()
    {
        TrialFollower follower(planOf(8));
        follower.phase({"warm-up", 1});
        QCOMPARE(std::string(follower.phaseName()), std::string("warm-up"));
        auto event = live(1, 1, 8);
        event.result.windowBegin = 5;
        follower.live(event);
        QCOMPARE(std::string(follower.phaseName()), std::string("measure"));
    }

    void binsThatWereToldAreKept_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<QList<int>>("told");
        QTest::addColumn<QList<int>>("bins");
        QTest::newRow("all of them again") << 0 << QList<int> {7, 8} << QList<int> {7, 8};
        QTest::newRow("the last two and a new one") << 1 << QList<int> {9, 9, 4} << QList<int> {1, 9, 9, 4};
        QTest::newRow("only new ones") << 3 << QList<int> {4} << QList<int> {1, 2, 3, 4};
        QTest::newRow("a host that counts wrong") << 1'000'000'000 << QList<int> {4} << QList<int> {1, 2, 3, 4};
    }
    void binsThatWereToldAreKept()
    {
        QFETCH(int, from);
        QFETCH(QList<int>, told);
        QFETCH(QList<int>, bins);
        TrialFollower follower(planOf(100));
        LiveEvent event = live(6, 0, 100);
        event.result.label = "async";
        event.result.okBins = {1, 2, 3};
        follower.live(event);
        event.binsFrom = static_cast<std::size_t>(from);
        event.result.okBins.assign(told.begin(), told.end());
        const auto read = decodeEvent(encode(event));
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        follower.live(std::get<LiveEvent>(*read));
        const auto& known = follower.picture()->okBins;
        QCOMPARE(QList<int>(known.begin(), known.end()), bins);
    }

    void theTimelinesSampleGrowsAndIsNoPartOfThePicture()
    {
        TrialFollower follower(planOf(100));
        QVERIFY(!follower.sample());
        LiveEvent event = live(6, 0, 100);
        event.result.label = "async";
        event.result.lanes = { { 0, LaneKind::Loop, "loop", {}, 0, 0, 0 } };
        event.result.spans = { { 10, 20, 1, 0, Category::Compute, Outcome::Ok } };
        const auto tell = [&follower](const LiveEvent& told) {
            const auto read = decodeEvent(encode(told));
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            follower.live(std::get<LiveEvent>(*read));
        };
        tell(event);
        const auto first = follower.sample();
        QCOMPARE(first->spans.size(), std::size_t { 1 });
        QCOMPARE(first->lanes.at(0).name, std::string("loop"));
        QVERIFY(follower.picture()->spans.empty() && follower.picture()->lanes.empty());
        const auto spans = std::exchange(event.result.spans, {});
        tell(event); // with nothing new
        QCOMPARE(follower.sample(), first);
        event.result.spans = { { 30, 40, 2, 0, Category::Compute, Outcome::Ok } };
        tell(event);
        QCOMPARE(follower.sample()->spans.size(), std::size_t { 2 });
        QCOMPARE(follower.sample()->spans[1].begin, Nanos { 30 });
        QCOMPARE(first->spans.size(), std::size_t { 1 }); // somebody may be drawing it
        event.result.spans.assign(kSampledInAll, spans[0]);
        follower.live(event);
        const auto full = follower.sample();
        follower.live(event); // a host that does not keep to it
        QCOMPARE(follower.sample(), full);
    }

    void whatTheHostLeavesOutTheFollowerHas()
    {
        TrialFollower follower(planOf(100));
        std::vector<std::uint32_t> told;
        const std::vector<std::uint32_t> warmUp { 5, 5 }, first(30, 2);
        auto late = first;
        late[3] += 40; // a chunk that took seconds
        auto longer = late;
        longer.push_back(1);
        for (const auto& bins : { warmUp, first, first, late, longer, warmUp, std::vector<std::uint32_t> {} }) {
            LiveEvent event = live(6, 0, 100);
            event.result.okBins = bins;
            leaveOutToldBins(event, told);
            QVERIFY(bins != longer || event.result.okBins.size() == 1);
            follower.live(event);
            QCOMPARE(follower.picture()->okBins, bins);
        }
    }

    void aHostThatNeverSpokeLeavesEverythingNotRun()
    {
        const TrialFollower follower(planOf(8));
        const auto result = follower.conclude({TrialStatus::Failed, kDied, false});
        QCOMPARE(result.counts.planned, std::uint64_t {8});
        QCOMPARE(result.counts.of(Outcome::NotRun), std::uint64_t {8});
    }
};

QTEST_APPLESS_MAIN(TrialFollowerTest)
#include "tst_trialfollower.moc"
