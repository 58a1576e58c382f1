// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/poolrules.h"

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>

namespace ilv {

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

inline PoolRules randomRules(Dice& dice)
{
    PoolRules rules = rulesFor(1 + dice.below(4));
    rules.chunk = dice.below(3) == 0 ? 1 + dice.below(5) : 0;
    rules.freshProcessPerJob = dice.below(4) == 0;
    rules.maxTasksPerWorker = dice.below(4) == 0 ? 1 + dice.below(6) : 0;
    rules.killGrace = dice.below(2) == 0 ? 0 : 200 * kMilli;
    return rules;
}

inline WorkerDeath randomDeath(Dice& dice)
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
inline void randomWorkerEvent(PoolWorld& world, int slot, Dice& dice)
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
    } else if (choice == 3) {
        worker.stoppedSince = worker.stoppedSince == 0 ? world.at : 0; // SIGSTOP, SIGCONT
    } else if (choice == 4) {
        static constexpr std::uint64_t sizes[]{ 10'000'000, 50'000'000, 400'000'000 };
        const std::uint64_t before = world.state.outgrown();
        world.state.memory(slot, sizes[dice.below(3)]);
        worker.outgrown = worker.outgrown || world.state.outgrown() > before;
    } else if (worker.stoppedSince != 0) {
        return;
    } else if (worker.busy() && choice < 14) {
        world.complete(slot);
    } else if (!worker.outbox.empty() && choice < 12) {
        world.tell(slot, dice.below(3) == 0 ? 10 * kMilli : 1000);
    } else if (!worker.busy() && !worker.inbox.empty()) {
        world.begin(slot);
    }
}

/// From now on a worker does what it should: one step of that.
inline void fairWorkerEvent(PoolWorld& world, int slot)
{
    PoolWorld::Worker& worker = world.worker(slot);
    worker.stoppedSince = 0;
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

/// How many sequences a property test tries: ILV_SEQUENCES, else its own number (a tenth under a sanitizer).
inline std::uint64_t sequencesOr(std::uint64_t usual)
{
    const char* asked = std::getenv("ILV_SEQUENCES");
    if (asked != nullptr && std::atoll(asked) > 0)
        return static_cast<std::uint64_t>(std::atoll(asked));
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
    return usual / 10;
#else
    return usual;
#endif
}

/// Seeds 1 … count on all cores. `one(seed)` returns an empty text, or what is wrong; the first failure is returned
/// with its seed, which repeats it.
template <typename One> std::string tryAllSeeds(std::uint64_t count, One one)
{
    std::atomic<std::uint64_t> next{ 1 };
    std::atomic<bool> stop{ false };
    std::string failure;
    std::mutex mutex;
    const auto work = [&] {
        constexpr std::uint64_t kPiece = 500;
        while (!stop) {
            const std::uint64_t from = next.fetch_add(kPiece);
            for (std::uint64_t seed = from; seed < from + kPiece && seed <= count && !stop; ++seed) {
                if (const std::string wrong = one(seed); !wrong.empty()) {
                    const std::scoped_lock lock(mutex);
                    stop = true;
                    failure = "seed " + std::to_string(seed) + ": " + wrong;
                }
            }
            if (from + kPiece > count)
                return;
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(1U, std::thread::hardware_concurrency()); ++i)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads)
        thread.join();
    return failure;
}

} // namespace ilv
