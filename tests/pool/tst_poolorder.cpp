// SPDX-License-Identifier: GPL-3.0-or-later
#include "poolrules.h"

#include <QTest>

using namespace ilv;

class TestPoolOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyOrderOfEventsKeepsThePromises();
};

namespace {

/// splitmix64, for the choice of events.
struct Dice {
    std::uint64_t state;
    std::uint64_t next()
    {
        std::uint64_t z = state += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    int below(int n) { return static_cast<int>(next() % static_cast<std::uint64_t>(n)); }
};

PoolRules randomRules(Dice& dice)
{
    PoolRules rules = rulesFor(1 + dice.below(4));
    rules.chunk = dice.below(3) == 0 ? 1 + dice.below(5) : 0;
    rules.freshProcessPerJob = dice.below(4) == 0;
    rules.maxTasksPerWorker = dice.below(4) == 0 ? 1 + dice.below(6) : 0;
    rules.killGrace = dice.below(2) == 0 ? 0 : 200 * kMilli;
    return rules;
}

WorkerDeath randomDeath(Dice& dice)
{
    switch (dice.below(8)) {
    case 0:
        return { .failedToStart = true, .transient = true };
    case 1:
        return { .exitCode = dice.below(4) };
    default:
        return kSegfault;
    }
}

/// One event that a worker can cause as it stands.
void randomWorkerEvent(PoolWorld& world, int slot, Dice& dice)
{
    PoolWorld::Worker& worker = world.worker(slot);
    if (!worker.lives)
        return;
    const int choice = dice.below(20);
    if (choice == 0 || (worker.killed && choice < 10)) {
        while (dice.below(2) == 0 && worker.isReady && !worker.outbox.empty() && worker.lives) {
            world.tell(slot); // what was in the pipe is read first
            world.settle();
        }
        if (worker.lives)
            world.die(slot, randomDeath(dice));
    } else if (worker.killed) {
        return;
    } else if (!worker.greeted) {
        world.greet(slot);
    } else if (!worker.isReady) {
        world.beReady(slot);
    } else if (choice == 1) {
        world.state.violation(slot, Code::ProtoBadMagic, world.at);
    } else if (choice == 2) {
        world.state.channelClosed(slot, world.at);
    } else if (worker.busy() && choice < 14) {
        world.complete(slot);
    } else if (!worker.outbox.empty() && choice < 12) {
        world.tell(slot, dice.below(3) == 0 ? 10 * kMilli : 1000);
    } else if (!worker.busy() && !worker.inbox.empty()) {
        world.begin(slot);
    }
}

void randomEvent(PoolWorld& world, std::size_t& submitted, Dice& dice)
{
    const int choice = dice.below(200);
    if (choice < 50 && submitted < world.jobs.size()) {
        world.jobs[submitted].timeout = dice.below(3) == 0 ? (1 + dice.below(200)) * kMilli : 0;
        world.submit(submitted++);
    } else if (choice < 80) {
        const Nanos steps[]{ kMicro, kMilli, 60 * kMilli, kSecond, 6 * kSecond };
        world.pass(steps[dice.below(5)]);
    } else if (choice == 80) {
        world.state.cancelQueued();
    } else if (choice == 81) {
        world.state.killAll(world.at);
    } else if (choice == 82) {
        world.state.shutdown(world.at);
    } else {
        randomWorkerEvent(world, dice.below(static_cast<int>(world.workers.size())), dice);
    }
    world.settle();
}

/// From now on every worker does what it should: then everything must come to its end.
bool endWell(PoolWorld& world, std::size_t submitted)
{
    for (int round = 0; round < 3000 && (world.ended() < submitted || !world.closed); ++round) {
        for (int slot = 0; slot < static_cast<int>(world.workers.size()); ++slot) {
            PoolWorld::Worker& worker = world.worker(slot);
            if (worker.lives && (worker.killed || worker.terminated))
                world.die(slot, { .signal = 9 });
            else if (worker.lives && !worker.greeted)
                world.greet(slot);
            else if (worker.lives && !worker.isReady)
                world.beReady(slot);
            else if (worker.lives && worker.busy())
                world.complete(slot);
            else if (worker.lives && !worker.outbox.empty())
                world.tell(slot);
            else if (worker.lives && !worker.inbox.empty())
                world.begin(slot);
            else if (worker.lives && worker.shutDown)
                world.die(slot, { .exitCode = 0 });
            world.settle();
        }
        world.pass(round % 20 == 0 ? kSecond : kMicro);
        if (world.ended() == submitted)
            world.state.shutdown(world.at);
        world.settle();
    }
    return world.ended() == submitted && world.closed;
}

} // namespace

void TestPoolOrder::anyOrderOfEventsKeepsThePromises()
{
#ifdef __SANITIZE_ADDRESS__
    constexpr std::uint64_t kSequences = 10'000; // ten times slower
#else
    constexpr std::uint64_t kSequences = 100'000;
#endif
    std::uint64_t failed = 0, crashed = 0, timedOut = 0, fine = 0;
    for (std::uint64_t seed = 1; seed <= kSequences; ++seed) {
        Dice dice{ seed };
        PoolWorld world(randomRules(dice), 24);
        world.start();
        std::size_t submitted = 0;
        const int events = dice.below(200);
        for (int i = 0; i < events && !world.breach; ++i)
            randomEvent(world, submitted, dice);
        const bool well = endWell(world, submitted);
        QVERIFY2(
            !world.breach, qPrintable(QStringLiteral("seed %1: %2").arg(seed).arg(QString::fromUtf8(world.breach))));
        QVERIFY2(well, qPrintable(QStringLiteral("seed %1 does not end").arg(seed)));
        failed += world.failure != Code::None ? 1 : 0;
        for (std::size_t i = 0; i < submitted; ++i) {
            crashed += world.jobs[i].status == JobStatus::Crashed ? 1 : 0;
            timedOut += world.jobs[i].status == JobStatus::Timeout ? 1 : 0;
            fine += world.jobs[i].status == JobStatus::Ok ? 1 : 0;
        }
    }
    // The dice must have led everywhere, or nothing was tested.
    QVERIFY(failed > 100 && crashed > 1000 && timedOut > 1000 && fine > 10'000);
}

QTEST_APPLESS_MAIN(TestPoolOrder)
#include "tst_poolorder.moc"
