// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/serviceprocess.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QtTest>

using namespace ilv;

class ServiceProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("ILV_FAKE_SERVICE"); }

    void itSaysItsPortAndEndsWithItsInput()
    {
        ServiceProcess service;
        QSignalSpy ready(&service, &ServiceProcess::ready), stopped(&service, &ServiceProcess::stopped);
        service.start(ILV_FAKE_HOST);
        QVERIFY(ready.wait(10'000));
        QCOMPARE(service.port(), std::uint16_t {4711});
        service.stop();
        QVERIFY(stopped.wait(10'000));
    }

    void thePathPrefixCannotBeGuessed()
    {
        ServiceProcess a, b;
        a.start(ILV_FAKE_HOST);
        b.start(ILV_FAKE_HOST);
        QVERIFY(a.prefix() != b.prefix());
        QVERIFY(QRegularExpression(QStringLiteral("^/[0-9a-f]{32}$")).match(QString::fromStdString(a.prefix())).hasMatch());
    }

    void badServicesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("how");
        QTest::addColumn<QByteArray>("program");
        QTest::addColumn<QString>("code");
        QTest::newRow("something else than a port") << QByteArray("nonsense") << QByteArray(ILV_FAKE_HOST) << QStringLiteral("HOST_PROTOCOL");
        QTest::newRow("ends by itself") << QByteArray("dies") << QByteArray(ILV_FAKE_HOST) << QStringLiteral("NET_REFUSED");
        QTest::newRow("not there") << QByteArray("") << QByteArray("/nonexistent") << QStringLiteral("WORKER_INIT_FAILED");
    }
    void badServicesAreRefused()
    {
        QFETCH(QByteArray, how);
        QFETCH(QByteArray, program);
        QFETCH(QString, code);
        qputenv("ILV_FAKE_SERVICE", how);
        ServiceProcess service;
        QSignalSpy failed(&service, &ServiceProcess::failed);
        service.start(program.toStdString());
        QVERIFY(failed.count() > 0 || failed.wait(10'000));
        QCOMPARE(failed.count(), 1);
        QCOMPARE(QString::fromStdString(failed.first().first().value<Error>().code), code);
    }

    void aDeafServiceIsKilled()
    {
        qputenv("ILV_FAKE_SERVICE", "deaf");
        ServiceProcess service;
        QSignalSpy ready(&service, &ServiceProcess::ready), stopped(&service, &ServiceProcess::stopped);
        service.start(ILV_FAKE_HOST);
        QVERIFY(ready.wait(10'000));
        service.stop();
        QVERIFY(stopped.wait(10'000));
    }
};

QTEST_GUILESS_MAIN(ServiceProcessTest)
#include "tst_serviceprocess.moc"
