// SPDX-License-Identifier: GPL-3.0-or-later
// Deadlines, budget and long times of the scheduler, by their case numbers (reliability §3.1).
#include "executor/scheduler.h"

#include <QTest>

using namespace ilv;

namespace {

Scheduler::Options oneClient(std::int64_t tasks, Retry retry)
{
    Scheduler::Options options;
    options.load.tasks = tasks;
    options.inFlight = 1;
    options.retry = retry;
    return options;
}

} // namespace

class TestSchedulerCases : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void case33ADeadlineEndsATaskAndNotAfterItsBackoff()
    {
        Scheduler s(oneClient(1, {.maxAttempts = 9, .onError = true, .backoffMs = 30, .deadlineMs = 50}));
        s.begin(0);
        const auto first = s.next(0);
        QVERIFY(!s.ended(*first, Outcome::Error, Code::TaskError, 10 * kMilli).last); // due at 40 ms: in time
        const auto second = s.next(40 * kMilli);
        QVERIFY(second && second->kind == Scheduler::Kind::Run);
        QVERIFY(s.ended(*second, Outcome::Error, Code::TaskError, 41 * kMilli).last); // due at 71 ms: not
        QVERIFY(s.finished(41 * kMilli));
    }

    void aRetryThatIsHandedOutTooLateExpires()
    {
        Scheduler s(oneClient(1, {.maxAttempts = 9, .onError = true, .backoffMs = 30, .deadlineMs = 50}));
        s.begin(0);
        QVERIFY(!s.ended(*s.next(0), Outcome::Error, Code::TaskError, 10 * kMilli).last);
        const auto late = s.next(60 * kMilli); // nobody was free before
        QVERIFY(late && late->kind == Scheduler::Kind::Expire);
        QCOMPARE(int(late->attempt), 1);
        QVERIFY(s.ended(*late, Outcome::Timeout, Code::TaskDeadline, 60 * kMilli).last);
        QVERIFY(s.finished(60 * kMilli));
        QCOMPARE(s.violations(), std::uint64_t { 0 });
    }

    void anArrivalThatWaitedTooLongExpires()
    {
        Scheduler::Options options;
        options.load = {.mode = LoadMode::Open, .durationS = 0.01, .ratePerS = 1000};
        options.retry.deadlineMs = 5;
        Scheduler s(options);
        s.begin(0);
        int run = 0, expired = 0;
        for (auto start = s.next(12 * kMilli); start; start = s.next(12 * kMilli)) {
            const bool over = start->intend + 5 * kMilli <= 12 * kMilli;
            QCOMPARE(start->kind, over ? Scheduler::Kind::Expire : Scheduler::Kind::Run);
            (over ? expired : run)++;
            QVERIFY(s.ended(*start, over ? Outcome::Timeout : Outcome::Ok, Code::None, 12 * kMilli).last);
        }
        QVERIFY(run > 0 && expired > 0);
        QCOMPARE(static_cast<std::uint64_t>(run + expired), s.planned());
    }

    void case38TheBudgetSaysWhenItIsUsedUp()
    {
        Scheduler s(oneClient(20, {.maxAttempts = 100, .onError = true, .budget = 0.5}));
        s.begin(0);
        QVERIFY(!s.budgetExhausted());
        for (auto task = s.next(0); task; task = s.next(0))
            (void)s.ended(*task, Outcome::Error, Code::TaskError, 0);
        QVERIFY(s.budgetExhausted());
        Scheduler none(oneClient(20, {.maxAttempts = 2, .onError = true}));
        none.begin(0);
        for (auto task = none.next(0); task; task = none.next(0))
            (void)none.ended(*task, Outcome::Error, Code::TaskError, 0);
        QVERIFY(!none.budgetExhausted()); // the attempts were used up, and that is something else
    }

    void case35LongTimesDoNotOverflow()
    {
        constexpr Nanos kDay = 86'400 * kSecond;
        Scheduler s(oneClient(1, {.maxAttempts = 3, .onTimeout = true, .backoffMs = 86'400'000, .factor = 100, .maxMs = 86'400'000, .deadlineMs = 86'400'000}));
        const Nanos begin = 400 * kDay; // a machine that has been up for more than a year
        s.begin(begin);
        const auto task = s.next(begin);
        QVERIFY(task && task->kind == Scheduler::Kind::Run);
        QCOMPARE(s.deadlineOf(task->intend), begin + kDay);
        QVERIFY(s.ended(*task, Outcome::Timeout, Code::TaskTimeout, begin + 1).last); // a day more would be too late

        Scheduler free(oneClient(1, {.maxAttempts = 100, .onTimeout = true, .backoffMs = 86'400'000, .factor = 100, .maxMs = 86'400'000}));
        free.begin(begin);
        Nanos at = begin;
        for (int i = 1; i < 100; ++i) {
            const auto again = free.next(at);
            QVERIFY(again);
            const auto ending = free.ended(*again, Outcome::Timeout, Code::TaskTimeout, at);
            QCOMPARE(ending.retryAt, at + kDay);
            at = ending.retryAt;
        }
    }
};

QTEST_APPLESS_MAIN(TestSchedulerCases)
#include "tst_schedulercases.moc"
