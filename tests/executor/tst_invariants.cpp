// SPDX-License-Identifier: GPL-3.0-or-later
// Scheduler and pool together, in any order of events: the twelve invariants of reliability §5.
// ILV_SEQUENCES=1000000 tries that many.
#include "executor/runworld.h"

#include <QTest>

using namespace ilv;

class TestInvariants : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyOrderOfEventsKeepsTheTwelveInvariants();
};

namespace {

Scheduler::Options randomLoad(Dice& dice, std::uint64_t seed)
{
    Scheduler::Options options;
    if (dice.below(3) == 0) {
        static constexpr std::array kinds { Arrivals::Constant, Arrivals::Poisson, Arrivals::Burst };
        options.load = {.mode = LoadMode::Open, .durationS = 0.02, .ratePerS = 1000, .arrivals = kinds[static_cast<std::size_t>(dice.below(3))]};
        options.load.burst = 4;
        options.load.maxQueue = 1 + dice.below(10);
    } else {
        options.load.tasks = 1 + dice.below(30);
        options.inFlight = 1 + dice.below(12);
    }
    options.warmupTasks = dice.below(4);
    options.seed = seed;
    options.retry.maxAttempts = 1 + dice.below(4);
    options.retry.onError = dice.below(2) == 0;
    options.retry.onCrash = dice.below(2) == 0;
    options.retry.onTimeout = dice.below(2) == 0;
    options.retry.backoffMs = dice.below(3) * 5;
    options.retry.factor = 1 + dice.below(2);
    options.retry.fullJitter = dice.below(2) == 0;
    options.retry.budget = dice.below(4) == 0 ? 0.3 : 0;
    options.retry.deadlineMs = dice.below(4) == 0 ? 50 : 0;
    return options;
}

void randomEvent(RunWorld& world, Dice& dice)
{
    const int choice = dice.below(300);
    if (choice < 50) {
        const Nanos steps[] { kMicro, kMilli, 15 * kMilli, 100 * kMilli, 6 * kSecond };
        world.pass(steps[dice.below(5)]);
    } else if (choice == 50) {
        world.cancel(1);
    } else if (choice == 51) {
        world.cancel(2);
    } else {
        randomWorkerEvent(world.pool, dice.below(static_cast<int>(world.pool.workers.size())), dice);
        world.settle();
    }
}

/// From now on everybody does what he should: then it must end, and soon.
bool endWell(RunWorld& world)
{
    auto& pool = world.pool;
    const auto round = [&](int number) {
        for (int slot = 0; slot < static_cast<int>(pool.workers.size()); ++slot) {
            fairWorkerEvent(pool, slot);
            world.settle();
        }
        world.pass(number % 20 == 0 ? kSecond : kMicro);
    };
    int number = 0;
    while (!world.scheduler.finished(pool.at) && number < 5000 && !pool.breach)
        round(++number);
    pool.state.shutdown(pool.at);
    while (!pool.closed && number < 10'000 && !pool.breach)
        round(++number);
    return world.scheduler.finished(pool.at) && pool.closed;
}

} // namespace

void TestInvariants::anyOrderOfEventsKeepsTheTwelveInvariants()
{
    std::array<std::atomic<std::uint64_t>, kOutcomeCount> outcomes {};
    std::atomic<std::uint64_t> retries { 0 }, failures { 0 }, expired { 0 }, overBudget { 0 };
    const auto count = sequencesOr(50'000);
    const auto wrong = tryAllSeeds(count, [&](std::uint64_t seed) -> std::string {
        Dice dice { seed };
        const auto options = randomLoad(dice, seed);
        RunWorld world(options, randomRules(dice), dice);
        const int events = dice.below(200);
        for (int i = 0; i < events && !world.pool.breach; ++i)
            randomEvent(world, dice);
        const bool well = endWell(world);
        if (world.pool.breach)
            return world.pool.breach;
        if (!well)
            return "I10: it does not end";
        if (const char* what = world.wrongAtTheEnd())
            return what;
        for (std::size_t i = 0; i < kOutcomeCount; ++i)
            outcomes[i] += world.outcomes[i];
        retries += world.retries;
        expired += world.expired;
        failures += world.pool.failure != Code::None ? 1 : 0;
        overBudget += world.scheduler.budgetExhausted() ? 1 : 0;
        return {};
    });
    QVERIFY2(wrong.empty(), wrong.c_str());
    // The dice must have led everywhere, or nothing was tested.
    for (const auto outcome : {Outcome::Ok, Outcome::Wrong, Outcome::Error, Outcome::Timeout, Outcome::Crashed, Outcome::Cancelled, Outcome::NotRun})
        QVERIFY2(outcomes[static_cast<std::size_t>(outcome)] > count / 100, std::string(name(outcome)).c_str());
    QVERIFY(retries > count / 10 && failures > count / 1000 && expired > count / 100 && overBudget > count / 100);
}

QTEST_APPLESS_MAIN(TestInvariants)
#include "tst_invariants.moc"
