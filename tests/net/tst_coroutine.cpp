// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/allocations.h"
#include "net/coroutine.h"

#include <array>
#include <QtTest>
#include <string>
#include <thread>
#include <vector>

using namespace ilv;

namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kRecycles = false; // every frame is a heap block of its own there
#else
constexpr bool kRecycles = true;
#endif

Co<int> number(int value)
{
    co_return value;
}

Co<int> sum(int depth)
{
    if (depth == 0)
        co_return 0;
    const int below = co_await sum(depth - 1);
    co_return below + co_await number(depth);
}

Co<std::string> sleepy(IoLoop& loop, Nanos due)
{
    co_await sleepUntil(loop, due);
    co_return std::string(100, 'x');
}

void pollUntil(IoLoop& loop, const Strand& strand)
{
    const Nanos limit = now() + 10 * kSecond;
    while (!strand.finished() && now() < limit)
        loop.poll(kSecond);
}

/// Says when it dies.
struct Mark {
    explicit Mark(int& count)
        : m_count(count)
    {
    }
    ~Mark() { ++m_count; }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;

private:
    int& m_count;
};

} // namespace

class CoroutineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recyclesFramesOfOneSize_data();
    void recyclesFramesOfOneSize();
    void lendsFramesAcrossThreads();
    void awaitsValues();
    void keepsItsStackHoweverManyAnswersAreThere();
    void startsOnlyWhenAwaited();
    void allocatesNothingWhenWarm();
    void sleepsNotLessThanAsked();
    void dropsWhatIsInFlightWhenDestroyed();
    void movesAStrand();
    void opensAGate();
};

void CoroutineTest::recyclesFramesOfOneSize_data()
{
    QTest::addColumn<int>("size");
    QTest::newRow("the smallest frame") << 1;
    QTest::newRow("a frame at the end of its class") << 64;
    QTest::newRow("a frame at the begin of the next") << 65;
    QTest::newRow("the largest frame that is kept") << 4096;
}

void CoroutineTest::recyclesFramesOfOneSize()
{
    if (!kRecycles)
        QSKIP("under AddressSanitizer frames are not recycled");
    QFETCH(int, size);
    const auto bytes = static_cast<std::size_t>(size);
    void* first = frames::allocate(bytes);
    void* second = frames::allocate(bytes);
    QVERIFY(first != second);
    std::fill_n(static_cast<char*>(first), bytes, 'a');
    std::fill_n(static_cast<char*>(second), bytes, 'b');
    frames::release(first, bytes);
    frames::release(second, bytes);
    const std::uint64_t before = allocations();
    QCOMPARE(frames::allocate(bytes), second);
    QCOMPARE(frames::allocate(bytes), first);
    QCOMPARE(allocations(), before);
    frames::release(first, bytes);
    frames::release(second, bytes);

    void* large = frames::allocate(100'000); // neither kept nor lost
    std::fill_n(static_cast<char*>(large), 100'000, 'c');
    frames::release(large, 100'000);
}

void CoroutineTest::lendsFramesAcrossThreads()
{
    std::vector<void*> made(100);
    std::thread([&made] {
        for (void*& frame : made)
            frame = frames::allocate(200);
        void* own = frames::allocate(300);
        frames::release(own, 300); // given back when the thread ends (the leak checker knows)
    }).join();
    for (void* frame : made)
        frames::release(frame, 200);
    const std::uint64_t before = allocations();
    for (void*& frame : made)
        frame = frames::allocate(200);
    if (kRecycles)
        QCOMPARE(allocations(), before);
    for (void* frame : made)
        frames::release(frame, 200);
}

void CoroutineTest::awaitsValues()
{
    int result = 0;
    const auto run = [&]() -> Strand { result = co_await sum(10); };
    const Strand strand = run();
    QVERIFY(strand.finished());
    QCOMPARE(result, 55);
}

void CoroutineTest::keepsItsStackHoweverManyAnswersAreThere()
{
    int ones = 0;
    const auto run = [&]() -> Strand {
        for (int i = 0; i < 300'000; ++i) // as many frames of a stack would be 20 MB and more
            ones += co_await number(1);
    };
    const Strand strand = run();
    QVERIFY(strand.finished());
    QCOMPARE(ones, 300'000);
}

void CoroutineTest::startsOnlyWhenAwaited()
{
    QByteArray order;
    const auto inner = [&]() -> Co<int> {
        order += "inner ";
        co_return 1;
    };
    const auto run = [&]() -> Strand {
        Co<int> pending = inner();
        order += "outer ";
        order += QByteArray::number(co_await pending);
    };
    const Strand strand = run();
    QCOMPARE(order, QByteArray("outer inner 1"));
}

void CoroutineTest::allocatesNothingWhenWarm()
{
    if (!kRecycles)
        QSKIP("under AddressSanitizer frames are not recycled");
    IoLoop loop;
    std::uint64_t during = 1;
    const auto run = [&]() -> Strand {
        std::uint64_t before = 0;
        for (int round = 0; round < 200; ++round) {
            if (round == 100)
                before = allocations();
            (void)co_await sum(20);
            co_await sleepUntil(loop, now());
        }
        during = allocations() - before;
    };
    const Strand strand = run();
    pollUntil(loop, strand);
    QCOMPARE(during, std::uint64_t{ 0 });
}

void CoroutineTest::sleepsNotLessThanAsked()
{
    IoLoop loop;
    std::vector<Nanos> early;
    Nanos lateness = -1;
    std::size_t size = 0;
    const auto run = [&]() -> Strand {
        for (const Nanos length : { Nanos{ 0 }, 100 * kMicro, kMilli, 3 * kMilli }) {
            const Nanos due = now() + length;
            lateness = co_await sleepUntil(loop, due);
            if (now() < due || lateness < 0)
                early.push_back(length);
        }
        size = (co_await sleepy(loop, now() + kMilli)).size();
    };
    const Strand strand = run();
    QVERIFY(!strand.finished());
    pollUntil(loop, strand);
    QVERIFY(strand.finished());
    QVERIFY(early.empty());
    QCOMPARE(size, std::size_t{ 100 });
}

void CoroutineTest::dropsWhatIsInFlightWhenDestroyed()
{
    IoLoop loop;
    int died = 0;
    bool went = false;
    const auto inner = [&]() -> Co<int> {
        const Mark mark(died);
        co_await sleepUntil(loop, now());
        went = true;
        co_return 1;
    };
    const auto run = [&]() -> Strand {
        const Mark mark(died);
        co_await inner();
        went = true;
    };
    {
        const Strand strand = run();
        QCOMPARE(died, 0);
    }
    QCOMPARE(died, 2);
    QCOMPARE(loop.poll(10 * kMilli), 0); // its timer went with it
    QVERIFY(!went);
}

void CoroutineTest::movesAStrand()
{
    QVERIFY(Strand().finished());
    IoLoop loop;
    int died = 0;
    const auto run = [&](Nanos due) -> Strand {
        const Mark mark(died);
        co_await sleepUntil(loop, due);
    };
    Strand first = run(now() + 3600 * kSecond);
    Strand second = std::move(first);
    QVERIFY(first.finished());
    QVERIFY(!second.finished());
    second = run(now());
    pollUntil(loop, second);
    QVERIFY(second.finished());
    QCOMPARE(died, 2); // the one by its end, the other when it was replaced
}

void CoroutineTest::opensAGate()
{
    Gate gate;
    int passed = 0;
    gate.notify();
    gate.notify(); // one notify is kept, not two
    const auto run = [&]() -> Strand {
        for (;;) {
            co_await gate;
            ++passed;
        }
    };
    const Strand strand = run();
    QCOMPARE(passed, 1);
    QVERIFY(gate.waiting());
    gate.notify();
    QCOMPARE(passed, 2);
    QVERIFY(gate.waiting());
}

QTEST_APPLESS_MAIN(CoroutineTest)
#include "tst_coroutine.moc"
