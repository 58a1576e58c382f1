// SPDX-License-Identifier: GPL-3.0-or-later
#include "trial/loopdispatcher.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>

#include <thread>
#include <unistd.h>

using namespace ilv;

/// Qt's event loop on an IoLoop: what Qt promises, kept by ours.
class TestLoopDispatcher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void postedCallsRunInOrder();
    void aNotifierHearsItsDescriptor();
    void aNotifierMayEndItselfAndTheOther();
    void timersFireInOrderAndAgain();
    void aTimerOfNoLengthDoesNotStarveTheLoop();
    void anotherThreadWakesTheLoop();
    void aChildsEndIsHeard();
    void theLoopsOwnTimersAreServed();
};

namespace {

/// Runs the application until somebody quits it, at most five seconds.
bool runUntilQuit()
{
    bool late = false;
    QTimer guard;
    guard.setSingleShot(true);
    QObject::connect(&guard, &QTimer::timeout, qApp, [&late] {
        late = true;
        QCoreApplication::quit();
    });
    guard.start(5000);
    QCoreApplication::exec();
    return !late;
}

struct Pipe {
    Pipe() { [[maybe_unused]] const int made = ::pipe(ends); }
    ~Pipe()
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    int ends[2]{ -1, -1 };
};

void later(std::function<void()> what)
{
    QMetaObject::invokeMethod(qApp, std::move(what), Qt::QueuedConnection);
}

} // namespace

void TestLoopDispatcher::postedCallsRunInOrder()
{
    QString seen;
    later([&] {
        seen += QLatin1Char('a');
        later([&] { // posted while the loop is about to sleep: it must not
            seen += QLatin1Char('c');
            QCoreApplication::quit();
        });
    });
    later([&] { seen += QLatin1Char('b'); });
    QVERIFY(runUntilQuit());
    QCOMPARE(seen, QStringLiteral("abc"));
}

void TestLoopDispatcher::aNotifierHearsItsDescriptor()
{
    Pipe pipe;
    int heard = 0;
    QSocketNotifier notifier(pipe.ends[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, this, [&] {
        // Not read at once: it stays ready, and is told of again.
        if (++heard == 3) {
            char c = 0;
            QCOMPARE(::read(pipe.ends[0], &c, 1), ssize_t{ 1 });
            later([] { QCoreApplication::quit(); });
        }
    });
    later([&] { QCOMPARE(::write(pipe.ends[1], "x", 1), ssize_t{ 1 }); });
    QVERIFY(runUntilQuit());
    QCOMPARE(heard, 3);
}

void TestLoopDispatcher::aNotifierMayEndItselfAndTheOther()
{
    // A pipe that is full of nothing can be written, and its closed end reads as ended: both notifiers are due at once.
    Pipe pipe;
    const int copy = ::dup(pipe.ends[1]);
    auto reading = std::make_unique<QSocketNotifier>(copy, QSocketNotifier::Read);
    auto writing = std::make_unique<QSocketNotifier>(copy, QSocketNotifier::Write);
    int heard = 0;
    connect(writing.get(), &QSocketNotifier::activated, this, [&] {
        ++heard;
        reading->setEnabled(false);
        writing->setEnabled(false);
        later([] { QCoreApplication::quit(); });
    });
    QVERIFY(runUntilQuit());
    QCOMPARE(heard, 1);
    writing->setEnabled(true); // and on again
    QVERIFY(runUntilQuit());
    QCOMPARE(heard, 2);
    reading.reset();
    writing.reset();
    ::close(copy);
}

void TestLoopDispatcher::timersFireInOrderAndAgain()
{
    QString seen;
    QTimer twice;
    int beats = 0;
    connect(&twice, &QTimer::timeout, this, [&] {
        seen += QLatin1Char('b');
        if (++beats == 2) {
            twice.stop();
            QCoreApplication::quit();
        }
    });
    twice.start(20);
    QTimer::singleShot(5, this, [&] { seen += QLatin1Char('a'); });
    QVERIFY(twice.remainingTime() >= 0 && twice.remainingTime() <= 20);
    QVERIFY(runUntilQuit());
    QCOMPARE(seen, QStringLiteral("abb"));
    QCOMPARE(twice.remainingTime(), -1);
}

void TestLoopDispatcher::aTimerOfNoLengthDoesNotStarveTheLoop()
{
    Pipe pipe;
    QTimer always;
    int turns = 0;
    connect(&always, &QTimer::timeout, this, [&] {
        if (++turns == 10)
            QCOMPARE(::write(pipe.ends[1], "x", 1), ssize_t{ 1 });
    });
    QSocketNotifier notifier(pipe.ends[0], QSocketNotifier::Read);
    connect(&notifier, &QSocketNotifier::activated, this, [] { QCoreApplication::quit(); });
    always.start(0);
    QVERIFY(runUntilQuit());
    QVERIFY(turns >= 10);
}

void TestLoopDispatcher::anotherThreadWakesTheLoop()
{
    std::jthread other([] { later([] { QCoreApplication::quit(); }); });
    QVERIFY(runUntilQuit());
}

void TestLoopDispatcher::aChildsEndIsHeard()
{
    QProcess child;
    QByteArray said;
    connect(&child, &QProcess::finished, this, [&](int code, QProcess::ExitStatus status) {
        QCOMPARE(status, QProcess::NormalExit);
        QCOMPARE(code, 3);
        said = child.readAllStandardOutput();
        QCoreApplication::quit();
    });
    child.start(QStringLiteral("/bin/sh"), { QStringLiteral("-c"), QStringLiteral("read x; echo got $x; exit 3") });
    child.write("it\n");
    QVERIFY(runUntilQuit());
    QCOMPARE(said, QByteArray("got it\n"));
}

namespace {
IoLoop* theLoop = nullptr;
}

void TestLoopDispatcher::theLoopsOwnTimersAreServed()
{
    struct Quit final : IoLoop::Timer {
        void fire() override { QCoreApplication::quit(); }
    } quit;
    theLoop->arm(quit, now() + 10 * kMilli);
    QVERIFY(runUntilQuit());
    QVERIFY(!quit.armed());
}

int main(int argc, char** argv)
{
    IoLoop loop;
    theLoop = &loop;
    QCoreApplication::setEventDispatcher(new LoopDispatcher(loop));
    QCoreApplication app(argc, argv);
    TestLoopDispatcher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_loopdispatcher.moc"
