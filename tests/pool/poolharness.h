// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/processpool.h"
#include "support/processes.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <QCoreApplication>
#include <QSocketNotifier>
#include <QTest>
#include <QTimer>
#include <string>
#include <vector>

namespace ilv {

/// A pool with real workers under a loop nested in Qt's, and a record of all that it says.
class PoolHarness {
public:
    PoolHarness()
        : m_notifier(loop.fd(), QSocketNotifier::Read)
    {
        options.program = ILV_TEST_WORKER;
        options.workers = 2;
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] { loop.poll(0); });
    }

    /// Starts the pool; whether it can be.
    bool begin()
    {
        ProcessPool::Events events;
        events.done = [this](PoolJob& job) { noteDone(job); };
        events.ready = [this] { ready = true; };
        events.failed = [this](Error error) {
            failure = error.code;
            failureText = error.message;
        };
        pool = std::make_unique<ProcessPool>(loop, options, std::move(events));
        const Status status = pool->start();
        if (!status) {
            failure = status.error().code;
            failureText = status.error().message;
        }
        return static_cast<bool>(status);
    }

    /// Starts the pool and waits until it is ready or has failed.
    bool start()
    {
        return begin() && until([this] { return ready || !failure.empty(); }) && ready;
    }

    /// `count` jobs with indices from 0, all handed over at once, and again only by the test.
    void submitAll(std::uint64_t count)
    {
        plan(count);
        m_next = count;
        for (PoolJob& job : jobs)
            pool->submit(job);
    }

    /// `count` jobs with indices from 0, at most `inFlight` of them handed over at a time.
    bool run(std::uint64_t count, std::uint64_t inFlight, int limitMs = 120'000)
    {
        plan(count);
        while (m_next < std::min(count, inFlight))
            pool->submit(jobs[m_next++]);
        return until([this, count] { return m_done >= count; }, limitMs);
    }

    template <typename Condition> bool until(Condition condition, int limitMs = 120'000)
    {
        QTimer again; // for conditions that no event of ours announces
        again.start(10);
        const Nanos end = now() + limitMs * kMilli;
        while (!condition()) {
            if (now() > end)
                return false;
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
        return true;
    }

    bool shutdown()
    {
        bool closed = false;
        pool->shutdown([&closed] { closed = true; });
        return until([&closed] { return closed; }, 5000);
    }

    [[nodiscard]] int count(JobStatus status) const
    {
        int n = 0;
        for (const PoolJob& job : jobs)
            n += job.status == status ? 1 : 0;
        return n;
    }
    /// Every job came back exactly once.
    [[nodiscard]] bool eachOnce() const
    {
        return std::all_of(finished.begin(), finished.end(), [](int n) { return n == 1; });
    }
    [[nodiscard]] std::uint64_t done() const { return m_done; }

    IoLoop loop;
    PoolOptions options;
    std::unique_ptr<ProcessPool> pool;
    std::vector<PoolJob> jobs;
    std::vector<int> finished; ///< by index: how often it came back
    std::vector<std::byte> input;
    std::vector<std::uint64_t> order; ///< indices as they came back
    Nanos timeout = 0;
    bool retryCrashed = false; ///< a crashed job is submitted again as another attempt
    bool ready = false;
    std::string failure, failureText;
    std::function<void(PoolJob&)> onDone;

private:
    void plan(std::uint64_t count)
    {
        jobs.assign(count, {});
        finished.assign(count, 0);
        m_next = 0;
        m_done = 0;
        for (std::uint64_t i = 0; i < count; ++i) {
            jobs[i].index = i;
            jobs[i].input = input;
            jobs[i].timeout = timeout;
        }
    }

    void noteDone(PoolJob& job)
    {
        if (retryCrashed && job.status == JobStatus::Crashed && job.attempt < 1000) {
            ++job.attempt;
            pool->submit(job);
            return;
        }
        ++m_done;
        if (job.index < finished.size())
            ++finished[job.index];
        order.push_back(job.index);
        if (onDone)
            onDone(job);
        if (m_next < jobs.size())
            pool->submit(jobs[m_next++]);
    }

    QSocketNotifier m_notifier;
    std::uint64_t m_next = 0;
    std::uint64_t m_done = 0;
};

/// Base of the tests with real workers: none of them leaves a descriptor or a process behind.
class PoolTest : public QObject {
    Q_OBJECT

protected:
    static void startMethods() ///< the column `start`
    {
        QTest::addColumn<StartMethod>("start");
        QTest::newRow("exec") << StartMethod::Exec;
        QTest::newRow("fork server") << StartMethod::ForkServer;
    }
    static std::string evil(const std::string& name) { return ILV_EVIL_PREFIX + name; }

private Q_SLOTS:
    void init() { m_descriptors = test::openDescriptors(); }
    void cleanup()
    {
        QCOMPARE(test::openDescriptors(), m_descriptors);
        QCOMPARE(test::ownChildren(), std::vector<int>());
    }

private:
    int m_descriptors = 0;
};

} // namespace ilv
