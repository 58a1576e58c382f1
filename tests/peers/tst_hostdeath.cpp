// SPDX-License-Identifier: GPL-3.0-or-later
// The engine is killed, and nobody is left to tell its workers (loky: test_sigkill_shutdown_leaks_workers).
#include "support/processes.h"
#include "support/trialharness.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <csignal>

using namespace ilv;
using namespace ilv::test;

class TestHostDeath : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void loky_sigkill_shutdown_leaks_workers_data()
    {
        QTest::addColumn<Model>("model");
        QTest::addColumn<bool>("forkServer");
        QTest::addColumn<bool>("hung");
        QTest::newRow("case 48: workers") << Model::Processes << false << false;
        QTest::newRow("case 48: workers of a fork server") << Model::Processes << true << false;
        QTest::newRow("case 48: workers that hang and ignore SIGTERM") << Model::Processes << false << true;
        QTest::newRow("case 48: a process for each task") << Model::ProcessPerTask << false << true;
        QTest::newRow("case 48: hybrid") << Model::Hybrid << false << true;
    }
    void loky_sigkill_shutdown_leaks_workers()
    {
        QFETCH(Model, model);
        QFETCH(bool, forkServer);
        QFETCH(bool, hung);
        auto plan = planFor(model,
            { ComputeStage{ Kernel::Mix, 100, 0 }, FaultStage{ FaultKind::IgnoreTerm, hung ? -1 : 1'000'000, 0, 1 } },
            1'000'000, 2);
        plan.settings.start = forkServer ? StartMethod::ForkServer : StartMethod::Exec;
        QProcess host;
        host.start(QStringLiteral(ILV_BIN_DIR "/interleave-host"), QStringList());
        QVERIFY(host.waitForStarted());
        const auto order = encode(plan);
        host.write(order.data(), static_cast<qint64>(order.size()));
        std::vector<int> below;
        QByteArray said;
        const auto inTheMiddle = [&] { // both workers are deaf in their task, or tasks have ended
            below = descendants(static_cast<int>(host.processId()));
            said += host.readAllStandardOutput();
            const auto deaf = std::count_if(
                below.begin(), below.end(), [](int pid) { return hasSignal(signalMask(pid, "SigIgn"), SIGTERM); });
            return below.size() >= 2 && (hung ? deaf >= 2 : said.contains("\"packed\""));
        };
        QTRY_VERIFY_WITH_TIMEOUT(inTheMiddle(), 20'000);
        host.kill();
        QVERIFY(host.waitForFinished(10'000));
        for (const auto pid : below)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 5000);
    }
};

QTEST_GUILESS_MAIN(TestHostDeath)
#include "tst_hostdeath.moc"
