// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/looptools.h"

#include <deque>
#include <QtTest>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

using namespace ilv;

class IoLoopTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void forgetsARemovedWatcherWithinTheBatch();
    void doesNotConfuseANumberUsedAgain();
    void tellsAModifiedInterest();
    void servesDescriptorsBeforeTimers_data();
    void servesDescriptorsBeforeTimers();
    void isReadableForWhoNestsIt();
    void countsTheTimeBetweenTurns();
    void callsTurnHooksOnlyAfterWork();
    void ignoresAPollFromInsideACallback();
    void runsUntilStopped();
};

void IoLoopTest::forgetsARemovedWatcherWithinTheBatch()
{
    IoLoop loop;
    const int fds[] = { openReadable(), openReadable(), openReadable() };
    TestWatcher watchers[3];
    int heard = 0;
    for (TestWatcher& watcher : watchers) {
        watcher.then = [&](std::uint32_t) {
            ++heard;
            for (int i = 0; i < 3; ++i)
                loop.remove(fds[i], watchers[i]);
        };
    }
    for (int i = 0; i < 3; ++i)
        loop.add(fds[i], EPOLLIN, watchers[i]);
    QCOMPARE(loop.poll(-1), 1);
    QCOMPARE(loop.poll(0), 0);
    QCOMPARE(heard, 1);
    loop.remove(fds[0], watchers[0]); // again: does nothing
    for (const int fd : fds)
        ::close(fd);
}

void IoLoopTest::doesNotConfuseANumberUsedAgain()
{
    IoLoop loop;
    int fds[] = { openReadable(), openReadable() };
    TestWatcher watchers[2], late;
    int heard = 0;
    std::uint32_t lateEvents = 0;
    late.then = [&](std::uint32_t events) { lateEvents = events; };
    for (int i = 0; i < 2; ++i) {
        watchers[i].then = [&, i](std::uint32_t) {
            ++heard;
            const int other = 1 - i;
            loop.remove(fds[other], watchers[other]);
            ::close(fds[other]);
            const int reused = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
            QCOMPARE(reused, fds[other]); // the kernel gives the lowest free number
            loop.add(reused, EPOLLIN, late);
            loop.remove(fds[i], watchers[i]);
        };
        loop.add(fds[i], EPOLLIN, watchers[i]);
    }
    loop.poll(-1);
    QCOMPARE(loop.poll(0), 0);
    QCOMPARE(heard, 1);
    QCOMPARE(lateEvents, 0U);
    ::close(fds[0]);
    ::close(fds[1]);
}

void IoLoopTest::tellsAModifiedInterest()
{
    IoLoop loop;
    const int fd = openReadable();
    TestWatcher watcher;
    std::uint32_t heard = 0;
    watcher.then = [&](std::uint32_t events) { heard = events; };
    loop.add(fd, 0, watcher);
    QCOMPARE(loop.poll(0), 0);
    loop.modify(fd, EPOLLOUT, watcher);
    QCOMPARE(loop.poll(0), 1);
    QCOMPARE(heard, static_cast<std::uint32_t>(EPOLLOUT));
    loop.modify(fd, EPOLLIN | EPOLLOUT, watcher);
    QCOMPARE(loop.poll(0), 1);
    QCOMPARE(heard, static_cast<std::uint32_t>(EPOLLIN | EPOLLOUT));
    loop.remove(fd, watcher);
    QCOMPARE(loop.poll(0), 0);
    ::close(fd);
}

void IoLoopTest::servesDescriptorsBeforeTimers_data()
{
    QTest::addColumn<int>("descriptors");
    QTest::newRow("one descriptor") << 1;
    QTest::newRow("more than the kernel tells at once") << 600;
}

void IoLoopTest::servesDescriptorsBeforeTimers()
{
    QFETCH(int, descriptors);
    IoLoop loop;
    std::deque<TestWatcher> watchers(static_cast<std::size_t>(descriptors));
    std::vector<int> fds;
    int served = 0;
    int servedBefore = -1;
    for (TestWatcher& watcher : watchers) {
        fds.push_back(openReadable());
        QVERIFY(fds.back() >= 0);
        watcher.then = [&](std::uint32_t) { ++served; };
        loop.add(fds.back(), EPOLLIN | EPOLLET, watcher);
    }
    TestTimer timer;
    timer.then = [&] { servedBefore = served; };
    loop.arm(timer, now() - kSecond);
    QCOMPARE(loop.poll(-1), descriptors + 1);
    QCOMPARE(servedBefore, descriptors);
    for (std::size_t i = 0; i < fds.size(); ++i) {
        loop.remove(fds[i], watchers[i]);
        ::close(fds[i]);
    }
}

void IoLoopTest::isReadableForWhoNestsIt()
{
    IoLoop loop;
    QVERIFY(!readable(loop.fd(), 0));
    TestTimer timer;
    int fired = 0;
    timer.then = [&] { ++fired; };
    const Nanos due = now() + 5 * kMilli;
    loop.arm(timer, due);
    QVERIFY(readable(loop.fd(), 5000));
    QVERIFY(now() >= due);
    QCOMPARE(loop.poll(0), 1);
    QCOMPARE(fired, 1);
    QVERIFY(!readable(loop.fd(), 0));

    const int fd = openReadable();
    TestWatcher watcher;
    watcher.then = [&](std::uint32_t) {
        eventfd_t value = 0;
        ::eventfd_read(fd, &value);
    };
    loop.add(fd, EPOLLIN, watcher);
    QVERIFY(readable(loop.fd(), 5000));
    QCOMPARE(loop.poll(0), 1);
    QVERIFY(!readable(loop.fd(), 0));
    loop.remove(fd, watcher);
    ::close(fd);
}

void IoLoopTest::countsTheTimeBetweenTurns()
{
    IoLoop loop;
    const Nanos before = now();
    loop.poll(0);
    QCOMPARE(loop.waited(), Nanos{ 0 }); // before its first turn it did not wait
    QCOMPARE(loop.poll(3 * kMilli), 0);
    QVERIFY(loop.waited() >= 3 * kMilli);
    QVERIFY(loop.waited() <= now() - before);
    QVERIFY(loop.batchTime() >= before + 3 * kMilli);

    TestTimer busy;
    busy.then = [] {
        const Nanos until = now() + 5 * kMilli;
        while (now() < until) { }
    };
    loop.arm(busy, now());
    loop.poll(-1);
    loop.poll(0);
    QVERIFY(loop.waited() + 5 * kMilli <= now() - before); // work is not waiting
}

void IoLoopTest::callsTurnHooksOnlyAfterWork()
{
    IoLoop loop;
    QByteArray calls;
    loop.addTurnHook([&] { calls += "a"; });
    const std::size_t token = loop.addTurnHook([&] { calls += "b"; });
    loop.poll(0);
    QCOMPARE(calls, QByteArray());
    TestTimer one, two;
    one.then = [&] { calls += "1"; };
    two.then = [&] { calls += "2"; };
    loop.arm(one, now() - 1);
    loop.arm(two, now() - 1);
    loop.poll(-1);
    QCOMPARE(calls, QByteArray("12ab"));
    loop.removeTurnHook(token);
    loop.arm(one, now() - 1);
    loop.poll(-1);
    QCOMPARE(calls, QByteArray("12ab1a"));
}

void IoLoopTest::ignoresAPollFromInsideACallback()
{
    IoLoop loop;
    TestTimer first, second;
    int inner = -1;
    bool secondFired = false;
    first.then = [&] { inner = loop.poll(-1); };
    second.then = [&] { secondFired = true; };
    loop.arm(first, 0);
    loop.arm(second, 0);
    QCOMPARE(loop.poll(-1), 2);
    QCOMPARE(inner, 0);
    QVERIFY(secondFired);
}

void IoLoopTest::runsUntilStopped()
{
    IoLoop loop;
    TestTimer timer;
    int fired = 0;
    timer.then = [&] {
        if (++fired == 5)
            loop.stop();
        else
            loop.arm(timer, now());
    };
    loop.arm(timer, now());
    loop.run();
    QCOMPARE(fired, 5);
}

QTEST_APPLESS_MAIN(IoLoopTest)
#include "tst_ioloop.moc"
