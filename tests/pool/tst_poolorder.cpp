// SPDX-License-Identifier: GPL-3.0-or-later
// Any order of events, in a world that stands still between them. ILV_SEQUENCES=1000000 tries that many.
#include "poolevents.h"

#include <QTest>

using namespace ilv;

class TestPoolOrder : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyOrderOfEventsKeepsThePromises();
};

namespace {

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
            fairWorkerEvent(world, slot);
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
    std::atomic<std::uint64_t> failed{ 0 }, crashed{ 0 }, timedOut{ 0 }, fine{ 0 }, unresponsive{ 0 }, outgrown{ 0 };
    const std::uint64_t count = sequencesOr(100'000);
    const std::string wrong = tryAllSeeds(count, [&](std::uint64_t seed) -> std::string {
        Dice dice{ seed };
        PoolWorld world(randomRules(dice), 24);
        world.start();
        std::size_t submitted = 0;
        const int events = dice.below(200);
        for (int i = 0; i < events && !world.breach; ++i)
            randomEvent(world, submitted, dice);
        const bool well = endWell(world, submitted);
        if (world.breach)
            return world.breach;
        if (!well)
            return "I10: it does not end";
        failed += world.failure != Code::None ? 1 : 0;
        outgrown += world.state.outgrown();
        for (std::size_t i = 0; i < submitted; ++i) {
            crashed += world.jobs[i].status == JobStatus::Crashed ? 1 : 0;
            timedOut += world.jobs[i].status == JobStatus::Timeout ? 1 : 0;
            fine += world.jobs[i].status == JobStatus::Ok ? 1 : 0;
            unresponsive += world.jobs[i].code == Code::WorkerUnresponsive ? 1 : 0;
        }
        return {};
    });
    QVERIFY2(wrong.empty(), wrong.c_str());
    // The dice must have led everywhere, or nothing was tested.
    const std::uint64_t some = count / 10'000;
    QVERIFY(failed > some && crashed > 10 * some && timedOut > 10 * some && fine > 100 * some);
    QVERIFY(unresponsive > some && outgrown > some);
}

QTEST_APPLESS_MAIN(TestPoolOrder)
#include "tst_poolorder.moc"
