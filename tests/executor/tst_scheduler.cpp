// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/scheduler.h"

#include "base/rng.h"

#include <QTest>

#include <set>

using namespace ilv;

namespace {

Scheduler::Options closedLoad(std::int64_t tasks, int inFlight)
{
    Scheduler::Options options;
    options.load.tasks = tasks;
    options.inFlight = inFlight;
    return options;
}

Scheduler::Options openLoad(double rate, double seconds)
{
    Scheduler::Options options;
    options.load = {.mode = LoadMode::Open, .durationS = seconds, .ratePerS = rate};
    return options;
}

} // namespace

class TestScheduler : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void closedLoadKeepsItsClientsBusyAndEnds();
    void aClientsNextTaskIsIntendedWhenItsAnswerCame();
    void aLoadByTimeHandsOutNothingAfterItsEnd();
    void aLoadByTimeStillServesTheClientsThatAskedBeforeItsEnd();
    void whoHasWaitedTooLongAfterTheEndIsNotRun();
    void zeroTasksAreFinishedAtOnce();
    void warmupComesFirstAndApart();
    void openLoadKeepsTheIntendedStarts();
    void aFullQueueRejects();
    void failedAttemptsComeBackAfterTheirBackoff();
    void neverMoreAttemptsThanAllowed();
    void someFailuresAreNeverRetried();
    void theBudgetBoundsRetries();
    void givingBackIsNotCharged();
    void cancelEndsWhatWaits();
    void aSecondEndOfATaskIsDroppedAndCounted();
    void anyOrderOfEventsKeepsTheInvariants();
    void theStepAreaIsTheSumOfTheTasksTimes();
    void idleClientsWaitInTheGauge();
    void slipCountsOnlyWhatTheGeneratorCouldHaveSeen();
};

void TestScheduler::theStepAreaIsTheSumOfTheTasksTimes()
{
    auto options = closedLoad(4, 2);
    options.warmupTasks = 1;
    options.retry.maxAttempts = 2;
    options.retry.onError = true;
    Scheduler s(options);
    s.begin(100);
    const auto warm = s.next(100);
    const auto a = s.next(105); // intended at 100
    QVERIFY(warm && warm->warmup && a && !a->warmup);
    (void)s.ended(*warm, Outcome::Ok, Code::None, 120); // not counted
    const auto b = s.next(130); // intended at 120
    (void)s.ended(*a, Outcome::Error, Code::TaskError, 140); // comes again: still the same task
    const auto again = s.next(150);
    QCOMPARE(again->index, a->index);
    (void)s.ended(*again, Outcome::Ok, Code::None, 170);
    (void)s.ended(*b, Outcome::Ok, Code::None, 200);
    QCOMPARE(s.stepArea(), std::uint64_t { (170 - 100) + (200 - 120) });
}

void TestScheduler::idleClientsWaitInTheGauge()
{
    Scheduler s(closedLoad(5, 4));
    s.begin(100);
    const auto a = s.next(100);
    QCOMPARE(s.gauge().queued.load(), std::uint64_t { 3 }); // three clients more are ready
    const auto b = s.next(100);
    QCOMPARE(s.gauge().queued.load(), std::uint64_t { 2 });
    (void)s.ended(*a, Outcome::Ok, Code::None, 110);
    QCOMPARE(s.gauge().queued.load(), std::uint64_t { 3 });
    const auto c = s.next(110);
    (void)s.ended(*b, Outcome::Ok, Code::None, 120);
    (void)s.ended(*c, Outcome::Ok, Code::None, 120);
    QCOMPARE(s.gauge().queued.load(), std::uint64_t { 2 }); // four are ready, and two tasks are left
}

void TestScheduler::slipCountsOnlyWhatTheGeneratorCouldHaveSeen()
{
    Scheduler s(openLoad(1000, 1)); // one every millisecond, the first at once
    s.begin(kSecond);
    s.woke(kSecond + 300 * kMicro, 0); // 0.3 ms late
    QVERIFY(s.next(kSecond + 300 * kMicro));
    s.woke(kSecond + 500 * kMicro, 0); // nobody was due
    // Due at 1 ms; the loop was busy until 1.9 ms and looked at 2.0 ms: 0.1 ms of it is the generator's.
    s.woke(kSecond + 2 * kMilli - 1, kSecond + 1900 * kMicro);
    QCOMPARE(s.slip().count, std::uint64_t { 2 });
    QCOMPARE(s.slip().max, std::int64_t { 300 * kMicro });
    QVERIFY(s.slip().min < 100 * kMicro + 1);
    Scheduler closed(closedLoad(5, 1));
    closed.begin(0);
    closed.woke(kSecond, 0);
    QCOMPARE(closed.slip().count, std::uint64_t { 0 });
}

void TestScheduler::closedLoadKeepsItsClientsBusyAndEnds()
{
    Scheduler s(closedLoad(5, 2));
    s.begin(100);
    const auto a = s.next(100), b = s.next(100);
    QVERIFY(a && b && !s.next(100));
    QCOMPARE(a->index, std::uint64_t { 0 });
    QCOMPARE(b->index, std::uint64_t { 1 });
    QCOMPARE(s.wakeAt(), Scheduler::kNever);
    for (auto task = std::optional(*a); task; task = s.next(200))
        QVERIFY(s.ended(*task, Outcome::Ok, Code::None, 200).last);
    QVERIFY(!s.finished(200));
    QVERIFY(s.ended(*b, Outcome::Ok, Code::None, 300).last);
    QVERIFY(s.finished(300));
    QCOMPARE(s.planned(), std::uint64_t { 5 });
    QCOMPARE(s.neverHanded(), std::uint64_t { 0 });
}

void TestScheduler::aClientsNextTaskIsIntendedWhenItsAnswerCame()
{
    Scheduler s(closedLoad(3, 2));
    s.begin(10);
    const auto a = s.next(10), b = s.next(50);
    QCOMPARE(b->intend, Nanos { 10 }); // the client was ready at the start; it waited in the queue
    (void)s.ended(*a, Outcome::Ok, Code::None, 70);
    QCOMPARE(s.next(90)->intend, Nanos { 70 });
}

void TestScheduler::aLoadByTimeHandsOutNothingAfterItsEnd()
{
    auto options = closedLoad(0, 1);
    options.load.durationS = 1;
    Scheduler s(options);
    s.begin(0);
    const auto a = s.next(1000);
    QVERIFY(!s.finished(1000));
    (void)s.ended(*a, Outcome::Ok, Code::None, kSecond);
    QVERIFY(!s.finished(kSecond));
    const auto b = s.next(kSecond + 999); // the window began at 1000
    QVERIFY(b);
    (void)s.ended(*b, Outcome::Ok, Code::None, kSecond + 1000);
    QVERIFY(!s.next(kSecond + 1000));
    QVERIFY(s.finished(kSecond + 1000));
    QCOMPARE(s.planned(), std::uint64_t { 2 });
}

void TestScheduler::aLoadByTimeStillServesTheClientsThatAskedBeforeItsEnd()
{
    auto options = closedLoad(0, 3);
    options.load.durationS = 2;
    Scheduler s(options);
    s.begin(0);
    const auto a = s.next(0); // one lane: the other two clients wait
    (void)s.ended(*a, Outcome::Ok, Code::None, kSecond);
    const auto b = s.next(kSecond);
    (void)s.ended(*b, Outcome::Ok, Code::None, 2 * kSecond); // the end: this client asks for nothing more
    const auto c = s.next(2 * kSecond);
    QVERIFY(c && s.planned() == 4);
    QCOMPARE(c->intend, Nanos { 0 });
    (void)s.ended(*c, Outcome::Ok, Code::None, 3 * kSecond);
    const auto d = s.next(3 * kSecond);
    QVERIFY(d && d->intend == kSecond); // the first client's second task
    (void)s.ended(*d, Outcome::Ok, Code::None, 4 * kSecond - 1);
    QVERIFY(!s.next(4 * kSecond - 1));
    QVERIFY(s.finished(4 * kSecond - 1));
    QCOMPARE(s.planned(), std::uint64_t { 4 });
    QCOMPARE(s.neverHanded(), std::uint64_t { 0 });
}

void TestScheduler::whoHasWaitedTooLongAfterTheEndIsNotRun()
{
    auto options = closedLoad(0, 3);
    options.load.durationS = 2;
    Scheduler s(options);
    s.begin(0);
    const auto a = s.next(0);
    (void)s.ended(*a, Outcome::Ok, Code::None, 2 * kSecond + s.drainLimit());
    QVERIFY(!s.next(2 * kSecond + s.drainLimit()));
    QVERIFY(s.finished(2 * kSecond + s.drainLimit()));
    QCOMPARE(s.planned(), std::uint64_t { 3 });
    QCOMPARE(s.neverHanded(), std::uint64_t { 2 });
}

void TestScheduler::zeroTasksAreFinishedAtOnce()
{
    auto options = openLoad(10, 0.05);
    options.load.arrivals = Arrivals::Constant;
    Scheduler s(options);
    s.begin(0);
    const auto a = s.next(0);
    QVERIFY(a);
    (void)s.ended(*a, Outcome::Ok, Code::None, 5);
    QVERIFY(s.finished(60 * kMilli));
    QCOMPARE(s.planned(), std::uint64_t { 1 });
}

void TestScheduler::warmupComesFirstAndApart()
{
    auto options = closedLoad(2, 1);
    options.warmupTasks = 2;
    Scheduler s(options);
    s.begin(0);
    for (Nanos at = 1; at <= 2; ++at) {
        const auto task = s.next(at);
        QVERIFY(task->warmup);
        QVERIFY(task->index >= Scheduler::kWarmupBase);
        QCOMPARE(s.windowBegin(), Nanos { 0 });
        (void)s.ended(*task, Outcome::Ok, Code::None, at);
    }
    const auto task = s.next(9);
    QVERIFY(!task->warmup);
    QCOMPARE(task->index, std::uint64_t { 0 });
    QCOMPARE(s.windowBegin(), Nanos { 9 });
}

void TestScheduler::openLoadKeepsTheIntendedStarts()
{
    Scheduler s(openLoad(1000, 0.01));
    s.begin(500);
    std::vector<Nanos> intended;
    for (auto task = s.next(kSecond); task; task = s.next(kSecond)) {
        intended.push_back(task->intend);
        (void)s.ended(*task, Outcome::Ok, Code::None, kSecond);
    }
    QCOMPARE(intended.size(), std::size_t { 10 });
    for (std::size_t k = 0; k < intended.size(); ++k)
        QCOMPARE(intended[k], 500 + static_cast<Nanos>(k) * kMilli);
    QVERIFY(s.finished(kSecond));
    QCOMPARE(s.wakeAt(), Scheduler::kNever);
}

void TestScheduler::aFullQueueRejects()
{
    auto options = openLoad(1000, 0.01);
    options.load.maxQueue = 4;
    Scheduler s(options);
    s.begin(0);
    int run = 0, rejected = 0;
    for (auto task = s.next(kSecond); task; task = s.next(kSecond)) {
        (task->kind == Scheduler::Kind::Reject ? rejected : run)++;
        (void)s.ended(*task, Outcome::Error, Code::QueueOverflow, kSecond);
    }
    QCOMPARE(run, 4);
    QCOMPARE(rejected, 6);
    QVERIFY(s.finished(kSecond));
}

void TestScheduler::failedAttemptsComeBackAfterTheirBackoff()
{
    auto options = closedLoad(1, 1);
    options.retry = {.maxAttempts = 4, .onError = true, .backoffMs = 50, .factor = 2};
    Scheduler s(options);
    s.begin(0);
    Nanos at = 0;
    for (const Nanos wait : {50 * kMilli, 100 * kMilli, 200 * kMilli}) {
        const auto task = s.next(at);
        QVERIFY(task);
        const auto ending = s.ended(*task, Outcome::Error, Code::TaskError, at);
        QVERIFY(!ending.last);
        QCOMPARE(ending.retryAt, at + wait);
        QCOMPARE(s.wakeAt(), at + wait);
        QVERIFY(!s.next(at + wait - 1));
        QVERIFY(!s.finished(at));
        at += wait;
    }
    const auto task = s.next(at);
    QCOMPARE(int(task->attempt), 4);
    QVERIFY(s.ended(*task, Outcome::Ok, Code::None, at).last);
    QVERIFY(s.finished(at));
}

void TestScheduler::neverMoreAttemptsThanAllowed()
{
    auto options = closedLoad(1, 1);
    options.retry = {.maxAttempts = 3, .onTimeout = true};
    Scheduler s(options);
    s.begin(0);
    QVERIFY(!s.ended(*s.next(0), Outcome::Timeout, Code::TaskTimeout, 0).last);
    QVERIFY(!s.ended(*s.next(0), Outcome::Timeout, Code::TaskTimeout, 0).last);
    QVERIFY(s.ended(*s.next(0), Outcome::Timeout, Code::TaskTimeout, 0).last);
}

void TestScheduler::someFailuresAreNeverRetried()
{
    auto options = closedLoad(2, 2);
    options.retry = {.maxAttempts = 9, .onError = true, .onTimeout = true, .onCrash = true};
    Scheduler s(options);
    s.begin(0);
    QVERIFY2(s.ended(*s.next(0), Outcome::Wrong, Code::OutputMismatch, 0).last, "a wrong answer is a finding");
    QVERIFY2(s.ended(*s.next(0), Outcome::Error, Code::TaskNotFound, 0).last, "it would not be found again");
}

void TestScheduler::theBudgetBoundsRetries()
{
    auto options = closedLoad(100, 1);
    options.retry = {.maxAttempts = 100, .onError = true, .budget = 0.5};
    Scheduler s(options);
    s.begin(0);
    int attempts = 0;
    for (auto task = s.next(0); task; task = s.next(0)) {
        ++attempts;
        (void)s.ended(*task, Outcome::Error, Code::TaskError, 0);
    }
    QVERIFY(s.finished(0));
    QVERIFY2(attempts > 150 && attempts <= 201, qPrintable(QString::number(attempts)));
}

void TestScheduler::givingBackIsNotCharged()
{
    Scheduler s(closedLoad(1, 1));
    s.begin(0);
    s.giveBack(*s.next(0));
    QCOMPARE(s.wakeAt(), Nanos { 0 });
    const auto again = s.next(0);
    QCOMPARE(int(again->attempt), 1);
    QVERIFY(s.ended(*again, Outcome::Ok, Code::None, 0).last);
    QVERIFY(s.finished(0));
}

void TestScheduler::cancelEndsWhatWaits()
{
    auto options = closedLoad(10, 2);
    options.retry = {.maxAttempts = 5, .onError = true, .backoffMs = 1000};
    Scheduler s(options);
    s.begin(0);
    const auto a = s.next(0), b = s.next(0);
    QVERIFY(!s.ended(*a, Outcome::Error, Code::TaskError, 0).last);
    QVERIFY(!s.ready(1) && s.wakeAt() == 1000 * kMilli);
    s.cancel();
    QVERIFY2(s.ready(1) && s.wakeAt() <= 1, "what waits for its retry is to be fetched at once");
    const auto waiting = s.next(1);
    QVERIFY(waiting && waiting->kind == Scheduler::Kind::Cancel);
    QVERIFY(s.ended(*waiting, Outcome::Cancelled, Code::RunCancelled, 1).last);
    QVERIFY(!s.next(1));
    QVERIFY(!s.finished(1));
    QVERIFY(s.ended(*b, Outcome::Error, Code::TaskError, 2).last); // no retry any more
    QVERIFY(s.finished(2));
    QCOMPARE(s.planned(), std::uint64_t { 10 });
    QCOMPARE(s.neverHanded(), std::uint64_t { 8 });
}

void TestScheduler::aSecondEndOfATaskIsDroppedAndCounted()
{
    Scheduler s(closedLoad(2, 2));
    s.begin(0);
    const auto a = s.next(0), b = s.next(0);
    QVERIFY(s.ended(*a, Outcome::Ok, Code::None, 0).last);
    QVERIFY(!s.ended(*a, Outcome::Error, Code::TaskError, 0).last);
    QCOMPARE(s.violations(), std::uint64_t { 1 });
    QVERIFY(s.ended(*b, Outcome::Ok, Code::None, 0).last);
    QVERIFY(s.finished(0));
}

void TestScheduler::anyOrderOfEventsKeepsTheInvariants()
{
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        std::uint64_t n = 0;
        const auto dice = [&](std::uint64_t sides) { return draw(seed, n++) % sides; };
        Scheduler::Options options = dice(3) == 0 ? openLoad(1000, 0.02) : closedLoad(static_cast<std::int64_t>(dice(30)) + 1, static_cast<int>(dice(5)) + 1);
        options.load.maxQueue = static_cast<int>(dice(10)) + 1;
        options.warmupTasks = static_cast<std::int64_t>(dice(4));
        options.retry = {.maxAttempts = static_cast<int>(dice(4)) + 1, .onError = true, .onCrash = dice(2) == 0, .backoffMs = 1};
        Scheduler s(options);
        s.begin(0);
        std::vector<Scheduler::Start> hand;
        std::multiset<std::uint64_t> done;
        Nanos at = 0;
        for (int step = 0; step < 400 && !s.finished(at); ++step) {
            at += static_cast<Nanos>(dice(3)) * kMilli;
            const auto what = dice(100);
            if (what == 0)
                s.cancel();
            else if (what < 45) {
                if (const auto task = s.next(at)) {
                    QVERIFY(int(task->attempt) <= options.retry.maxAttempts);
                    QVERIFY2(task->kind != Scheduler::Kind::Run || !s.cancelled(), "nothing starts after a cancel");
                    hand.push_back(*task);
                }
            } else if (!hand.empty()) {
                const auto i = dice(hand.size());
                const auto task = hand[i];
                hand.erase(hand.begin() + static_cast<std::ptrdiff_t>(i));
                if (what < 50 && task.kind == Scheduler::Kind::Run) {
                    s.giveBack(task);
                    continue;
                }
                const auto outcome = std::array { Outcome::Ok, Outcome::Error, Outcome::Crashed }[dice(3)];
                if (s.ended(task, outcome, Code::TaskError, at).last && !task.warmup)
                    done.insert(task.index);
            }
        }
        // A fair world: everything in hand ends well, and then it must come to an end in finite time.
        for (int step = 0; step < 1000 && !s.finished(at); ++step) {
            for (const auto& task : hand) {
                if (s.ended(task, Outcome::Ok, Code::None, at).last && !task.warmup)
                    done.insert(task.index);
            }
            hand.clear();
            if (auto task = s.next(at))
                hand.push_back(*task);
            else
                at = std::max(at + kMilli, s.wakeAt() == Scheduler::kNever ? at : s.wakeAt());
        }
        QVERIFY2(s.finished(at), qPrintable(QStringLiteral("seed %1 does not end").arg(seed)));
        QCOMPARE(s.violations(), std::uint64_t { 0 });
        QCOMPARE(std::set(done.begin(), done.end()).size(), done.size()); // each index once
        QCOMPARE(done.size() + s.neverHanded(), s.planned());
    }
}

QTEST_APPLESS_MAIN(TestScheduler)
#include "tst_scheduler.moc"
