// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "net/looptools.h"

#include <deque>
#include <map>
#include <memory>
#include <QtTest>
#include <vector>

using namespace ilv;

class TimersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void firesInOrder_data();
    void firesInOrder();
    void neverFiresEarly_data();
    void neverFiresEarly();
    void doesNotFireWhatWasCancelled();
    void letsATimerDestroyItselfAndOthers();
    void movesATimerThatIsArmedAgain_data();
    void movesATimerThatIsArmedAgain();
    void firesInALaterTurnWhatATimerArms();
    void keepsOrderOverRandomArmingAndCancelling();
    void outlivesItsTimers();
    void staysUsefulAfterAnAlarmForNothing();
};

void TimersTest::firesInOrder_data()
{
    QTest::addColumn<QList<int>>("dues");
    QTest::addColumn<QList<int>>("order");
    QTest::newRow("timers armed in order of time") << QList<int>{ 1, 2, 3, 4 } << QList<int>{ 0, 1, 2, 3 };
    QTest::newRow("timers armed in reverse") << QList<int>{ 4, 3, 2, 1 } << QList<int>{ 3, 2, 1, 0 };
    QTest::newRow("timers armed mixed") << QList<int>{ 3, 1, 4, 0, 2 } << QList<int>{ 3, 1, 4, 0, 2 };
    QTest::newRow("timers of one time keep the order of arming")
        << QList<int>{ 2, 2, 1, 2, 2, 1 } << QList<int>{ 2, 5, 0, 1, 3, 4 };
}

void TimersTest::firesInOrder()
{
    QFETCH(QList<int>, dues);
    QFETCH(QList<int>, order);
    IoLoop loop;
    QList<int> fired;
    std::deque<TestTimer> timers(static_cast<std::size_t>(dues.size()));
    const Nanos start = now();
    for (int i = 0; i < dues.size(); ++i) {
        TestTimer& timer = timers[static_cast<std::size_t>(i)];
        timer.then = [&fired, i] { fired.append(i); };
        loop.arm(timer, start + dues[i] * kMilli);
        QVERIFY(timer.armed());
        QCOMPARE(timer.due(), start + dues[i] * kMilli);
    }
    pollUntil(loop, [&] { return fired.size() == dues.size(); });
    QCOMPARE(fired, order);
    for (const TestTimer& timer : timers)
        QVERIFY(!timer.armed());
}

void TimersTest::neverFiresEarly_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("nested");
    QTest::newRow("one timer") << 1 << false;
    QTest::newRow("a few timers, each at its own time") << 40 << false;
    QTest::newRow("a crowd, whose wake-ups are put together") << 2000 << false;
    QTest::newRow("a crowd behind the loop's descriptor") << 2000 << true;
}

void TimersTest::neverFiresEarly()
{
    QFETCH(int, count);
    QFETCH(bool, nested);
    IoLoop loop;
    int fired = 0;
    int early = 0;
    std::deque<TestTimer> timers(static_cast<std::size_t>(count));
    const Nanos start = now();
    for (std::size_t i = 0; i < timers.size(); ++i) {
        timers[i].then = [&, i] {
            ++fired;
            if (now() < timers[i].due() || loop.batchTime() < timers[i].due())
                ++early;
        };
        loop.arm(timers[i], start + kMilli + static_cast<Nanos>(draw(3, i) % (20 * kMilli)));
    }
    const Nanos limit = now() + 10 * kSecond;
    while (fired < count && now() < limit) {
        if (nested && !readable(loop.fd(), 5000))
            break;
        loop.poll(nested ? 0 : -1);
    }
    QCOMPARE(fired, count);
    QCOMPARE(early, 0);
}

void TimersTest::doesNotFireWhatWasCancelled()
{
    IoLoop loop;
    int fired = 0;
    TestTimer first, second, third, never;
    first.then = [&] {
        ++fired;
        loop.cancel(second); // due in the same turn
    };
    second.then = [&] { fired += 100; };
    third.then = [&] { ++fired; };
    never.then = [&] { fired += 100; };
    for (TestTimer* timer : { &first, &second, &third })
        loop.arm(*timer, now());
    loop.cancel(never); // was never armed
    loop.arm(never, now());
    loop.cancel(never);
    QVERIFY(!never.armed());
    pollUntil(loop, [&] { return fired >= 2; });
    QCOMPARE(loop.poll(0), 0);
    QCOMPARE(fired, 2);
}

void TimersTest::letsATimerDestroyItselfAndOthers()
{
    IoLoop loop;
    std::vector<std::unique_ptr<TestTimer>> timers;
    int fired = 0;
    for (int i = 0; i < 10; ++i) {
        timers.push_back(std::make_unique<TestTimer>());
        timers.back()->then = [&] {
            ++fired;
            timers.clear(); // this one too
        };
        loop.arm(*timers.back(), now());
    }
    pollUntil(loop, [&] { return fired > 0; });
    QCOMPARE(loop.poll(0), 0);
    QCOMPARE(fired, 1);
}

void TimersTest::movesATimerThatIsArmedAgain_data()
{
    QTest::addColumn<int>("firstMs");
    QTest::addColumn<int>("thenMs");
    QTest::newRow("to an earlier time") << 60'000 << 2;
    QTest::newRow("to a later time") << 1 << 5;
    QTest::newRow("to the same time") << 2 << 2;
}

void TimersTest::movesATimerThatIsArmedAgain()
{
    QFETCH(int, firstMs);
    QFETCH(int, thenMs);
    IoLoop loop;
    TestTimer moved, other;
    int fired = 0;
    Nanos at = 0;
    moved.then = [&] {
        ++fired;
        at = now();
    };
    other.then = [] {};
    const Nanos start = now();
    loop.arm(moved, start + firstMs * kMilli);
    loop.arm(other, start + 3 * kMilli);
    loop.arm(moved, start + thenMs * kMilli);
    pollUntil(loop, [&] { return fired > 0 && !other.armed(); });
    QCOMPARE(fired, 1);
    QVERIFY(at >= start + thenMs * kMilli);
    QVERIFY(at < start + 30 * kSecond);
}

void TimersTest::firesInALaterTurnWhatATimerArms()
{
    IoLoop loop;
    TestTimer again, other;
    int turns = 0;
    bool otherFired = false;
    again.then = [&] {
        ++turns;
        loop.arm(again, 0); // long past: would starve the loop if it belonged to this turn
    };
    other.then = [&] { otherFired = true; };
    loop.arm(again, 0);
    loop.arm(other, 0);
    QCOMPARE(loop.poll(-1), 2);
    QCOMPARE(turns, 1);
    QVERIFY(otherFired);
    QVERIFY(readable(loop.fd(), 5000));
    QCOMPARE(loop.poll(-1), 1);
    QCOMPARE(turns, 2);
    loop.cancel(again);
    QCOMPARE(loop.poll(0), 0);
}

void TimersTest::keepsOrderOverRandomArmingAndCancelling()
{
    IoLoop loop;
    constexpr std::size_t kTimers = 300;
    std::deque<TestTimer> timers(kTimers);
    std::map<std::pair<Nanos, std::uint64_t>, std::size_t> model; // (due, order of arming) → timer
    std::vector<std::pair<Nanos, std::uint64_t>> keys(kTimers);
    std::vector<std::size_t> fired, expected;
    for (std::size_t i = 0; i < kTimers; ++i)
        timers[i].then = [&fired, i] { fired.push_back(i); };
    const Nanos start = now();
    for (std::uint64_t step = 0; step < 5000; ++step) {
        const std::size_t i = draw(11, step) % kTimers;
        model.erase(keys[i]);
        if (draw(12, step) % 4 == 0) {
            loop.cancel(timers[i]);
        } else {
            const Nanos due = start + static_cast<Nanos>(draw(13, step) % 16);
            loop.arm(timers[i], due);
            keys[i] = { due, step + 1 };
            model[keys[i]] = i;
        }
    }
    for (const auto& [key, i] : model)
        expected.push_back(i);
    QVERIFY(expected.size() > kTimers / 2);
    pollUntil(loop, [&] { return fired.size() >= expected.size(); });
    QCOMPARE(fired, expected);
}

void TimersTest::outlivesItsTimers()
{
    TestTimer longer;
    longer.then = [] {};
    {
        IoLoop loop;
        {
            TestTimer shorter;
            shorter.then = [] { QFAIL("a dead timer fired"); };
            loop.arm(shorter, now());
        }
        loop.arm(longer, now() + kSecond);
        QCOMPARE(loop.poll(0), 0);
    }
    QVERIFY(!longer.armed()); // and its destructor touches no dead loop

    IoLoop first, second;
    int fired = 0;
    longer.then = [&] { ++fired; };
    first.arm(longer, now());
    second.arm(longer, now());
    QCOMPARE(first.poll(0), 0);
    pollUntil(second, [&] { return fired > 0; });
    QCOMPARE(fired, 1);
}

void TimersTest::staysUsefulAfterAnAlarmForNothing()
{
    IoLoop loop;
    TestTimer cancelled, later;
    bool fired = false;
    cancelled.then = [] { QFAIL("a cancelled timer fired"); };
    later.then = [&] { fired = true; };
    loop.arm(cancelled, now() + kMilli);
    loop.arm(later, now() + 10 * kMilli);
    loop.cancel(cancelled);
    // The descriptor may say so once too often, but it goes quiet again, and comes back in time.
    QVERIFY(readable(loop.fd(), 5000));
    if (loop.poll(0) == 0)
        QVERIFY(!fired);
    const Nanos limit = now() + 5 * kSecond;
    while (!fired && now() < limit) {
        QVERIFY(readable(loop.fd(), 5000));
        loop.poll(0);
    }
    QVERIFY(fired);
    QVERIFY(!readable(loop.fd(), 0));
}

QTEST_APPLESS_MAIN(TimersTest)
#include "tst_timers.moc"
