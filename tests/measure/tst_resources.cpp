// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/resources.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <ctime>

using namespace ilv;

namespace {

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void burn(double seconds)
{
    while (cpuSeconds() < seconds) { }
}

/// A child that does `work` and then says so on a pipe and waits to be ended: no sleeping, no guessing.
class Child {
public:
    template <typename Work> explicit Child(Work work)
    {
        if (pipe(m_ready) != 0)
            qFatal("no pipe");
        m_pid = fork();
        if (m_pid == 0) {
            work();
            (void)!write(m_ready[1], "r", 1);
            pause();
            _exit(0);
        }
        close(m_ready[1]);
    }
    ~Child()
    {
        end();
        close(m_ready[0]);
    }
    [[nodiscard]] bool awaitReady() const
    {
        char byte = 0;
        return read(m_ready[0], &byte, 1) == 1;
    }
    void end()
    {
        if (m_pid <= 0)
            return;
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
        m_pid = 0;
    }
    [[nodiscard]] pid_t pid() const { return m_pid; }

private:
    int m_ready[2]{};
    pid_t m_pid = 0;
};

double total(const ResourceUse& use)
{
    return use.userS + use.systemS;
}

} // namespace

Q_DECLARE_METATYPE(ilv::ResourceSampler::Discovery)

class TestResources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aChildsCpuIsSeenAliveAndNotTwiceWhenReaped_data()
    {
        QTest::addColumn<ResourceSampler::Discovery>("discovery");
        QTest::newRow("children found by files") << ResourceSampler::Discovery::ChildrenFiles;
        QTest::newRow("children found by their parent") << ResourceSampler::Discovery::ParentLinks;
    }
    void aChildsCpuIsSeenAliveAndNotTwiceWhenReaped()
    {
        QFETCH(ResourceSampler::Discovery, discovery);
        ResourceSampler sampler(getpid(), discovery);
        sampler.sample();
        const double before = total(sampler.use());
        Child child([] { burn(0.2); });
        QVERIFY(child.awaitReady());
        sampler.sample();
        const double alive = total(sampler.use());
        QVERIFY2(alive - before >= 0.17, qPrintable(QString::number(alive - before))); // steps of 10 ms, two of them
        child.end();
        sampler.sample();
        const double reaped = total(sampler.use());
        QVERIFY(reaped >= alive);
        QVERIFY2(reaped - before < 0.38, qPrintable(QString::number(reaped - before)));
    }
    void aGrandchildCounts()
    {
        ResourceSampler sampler(getpid());
        sampler.sample();
        const double before = total(sampler.use());
        Child child([] {
            const pid_t grandchild = fork();
            if (grandchild == 0) {
                burn(0.1);
                _exit(0);
            }
            waitpid(grandchild, nullptr, 0);
        });
        QVERIFY(child.awaitReady());
        sampler.sample();
        QVERIFY(total(sampler.use()) - before >= 0.08);
    }
    void memoryOfTheTreeIsSummed()
    {
        ResourceSampler sampler(getpid());
        sampler.sample();
        const double before = sampler.use().peakRssMb;
        QVERIFY(before > 1);
        Child child([] {
            constexpr std::size_t bytes = 32u << 20;
            auto* memory = static_cast<volatile char*>(std::malloc(bytes));
            for (std::size_t i = 0; i < bytes; i += 4096)
                memory[i] = 1;
        });
        QVERIFY(child.awaitReady());
        sampler.sample();
        const double peak = sampler.use().peakRssMb;
        QVERIFY2(peak >= before + 32, qPrintable(QString::number(peak)));
        child.end();
        sampler.sample();
        QCOMPARE(sampler.use().peakRssMb, peak); // a peak stays
    }
    void childrenAreToldApartFromTheRoot()
    {
        ResourceSampler sampler(getpid());
        sampler.sample(true);
        const double rootBefore = total(sampler.root()), belowBefore = total(sampler.below());
        Child child([] { burn(0.2); });
        QVERIFY(child.awaitReady());
        sampler.sample(true);
        QVERIFY(total(sampler.below()) - belowBefore >= 0.17);
        QVERIFY(total(sampler.root()) - rootBefore < 0.1);
        QVERIFY(sampler.below().peakRssMb > 0);
        QVERIFY(sampler.below().peakPssMb > 0);
        QVERIFY(sampler.root().peakPssMb <= sampler.root().peakRssMb); // shared pages count in part only
        QVERIFY(sampler.root().majorFaults >= 0);
        child.end();
        sampler.sample();
        const double reaped = total(sampler.below());
        QVERIFY(reaped - belowBefore >= 0.17 && reaped - belowBefore < 0.38); // once, and under the same heading
    }
    void differencesKeepWhatIsUnknown()
    {
        ResourceUse earlier, later;
        earlier.userS = 1;
        earlier.voluntarySwitches = 10;
        later.userS = 3;
        later.voluntarySwitches = 25;
        later.involuntarySwitches = 5; // not known before
        later.peakRssMb = 12;
        const ResourceUse use = difference(later, earlier);
        QCOMPARE(use.userS, 2.0);
        QCOMPARE(use.voluntarySwitches, std::int64_t{ 15 });
        QCOMPARE(use.involuntarySwitches, std::int64_t{ -1 });
        QCOMPARE(use.peakRssMb, 12.0);
        QCOMPARE(use.runDelayS, -1.0);
    }
    void anotherProcessCanBeTheRoot()
    {
        Child child([] { burn(0.1); });
        QVERIFY(child.awaitReady());
        ResourceSampler sampler(child.pid());
        sampler.sample();
        QVERIFY(total(sampler.use()) >= 0.08);
        QVERIFY(sampler.use().voluntarySwitches >= 0);
    }
    void aProcessThatIsGoneMeasuresNothing()
    {
        Child child([] {});
        QVERIFY(child.awaitReady());
        const pid_t pid = child.pid();
        child.end();
        ResourceSampler sampler(pid);
        sampler.sample();
        QCOMPARE(total(sampler.use()), 0.0);
        QCOMPARE(sampler.use().peakRssMb, -1.0);
        QCOMPARE(sampler.use().runDelayS, -1.0);
    }
};

QTEST_APPLESS_MAIN(TestResources)
#include "tst_resources.moc"
