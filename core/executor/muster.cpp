// SPDX-License-Identifier: GPL-3.0-or-later
#include "executor/muster.h"

#include "base/codes.h"

#include <QThreadPool>

#include <latch>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace ilv {

Status threadsToBeHad(int count)
{
    Status status;
    std::latch all(1);
    std::vector<std::jthread> threads;
    try {
        for (int i = 0; i < count; ++i)
            threads.emplace_back([&all] { all.wait(); });
    } catch (const std::system_error& why) {
        status = error(Code::ModelUnavailable,
            "The system gives " + std::to_string(threads.size()) + " of " + std::to_string(count)
                + " threads: " + why.code().message() + ".",
            "Ask for fewer workers, or see ulimit -u.");
    }
    all.count_down();
    return status;
}

void musterThreads(QThreadPool& pool, int count, const std::function<void()>& first)
{
    const auto all = std::make_shared<std::latch>(count + 1);
    for (int i = 0; i < count; ++i) {
        pool.start([first, all] {
            first();
            all->arrive_and_wait();
        });
    }
    all->arrive_and_wait();
}

} // namespace ilv
