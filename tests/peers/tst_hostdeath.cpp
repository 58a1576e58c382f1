// SPDX-License-Identifier: GPL-3.0-or-later
// The engine is killed, and nobody is left to tell its workers (loky: test_sigkill_shutdown_leaks_workers).
#include "support/trialharness.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace ilv;
using namespace ilv::test;

namespace {

QByteArray content(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QList<qint64> childrenOf(qint64 pid)
{
    QList<qint64> all;
    for (const auto& child : content(QStringLiteral("/proc/%1/task/%1/children").arg(pid)).simplified().split(' ')) {
        if (const qint64 number = child.toLongLong(); number > 0)
            all << number;
    }
    return all;
}

bool isGone(qint64 pid)
{
    const auto stat = content(QStringLiteral("/proc/%1/stat").arg(pid));
    return stat.isEmpty() || stat.mid(stat.lastIndexOf(')') + 2, 1) == "Z";
}

} // namespace

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
        auto plan = planFor(model, {ComputeStage { Kernel::Mix, 100, 0 }, FaultStage { FaultKind::IgnoreTerm, hung ? -1 : 1'000'000, 0, 1 }}, 1'000'000, 2);
        plan.settings.start = forkServer ? StartMethod::ForkServer : StartMethod::Exec;
        QProcess host;
        host.start(QStringLiteral(ILV_BIN_DIR "/interleave-host"), QStringList());
        QVERIFY(host.waitForStarted());
        const auto order = encode(plan);
        host.write(order.data(), static_cast<qint64>(order.size()));
        QList<qint64> below;
        const auto look = [&] {
            below = childrenOf(host.processId());
            for (qsizetype i = 0; i < below.size(); ++i)
                below += childrenOf(below[i]);
            return below.size();
        };
        QTRY_VERIFY_WITH_TIMEOUT(look() >= 2, 20'000);
        QTest::qWait(100); // into the middle of its work
        look();
        host.kill();
        QVERIFY(host.waitForFinished(10'000));
        for (const auto pid : below)
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), 5000);
    }
};

QTEST_GUILESS_MAIN(TestHostDeath)
#include "tst_hostdeath.moc"
