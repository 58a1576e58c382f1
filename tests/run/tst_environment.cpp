// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/childsession.h"
#include "run/environment.h"
#include "run/programs.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace ilv;

class EnvironmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theMachineIsDescribed()
    {
        const auto e = captureEnvironment();
        QVERIFY(e.cores >= 1);
        QVERIFY(e.memoryMb > 64);
        QVERIFY(e.kernel.starts_with("Linux "));
        QVERIFY(e.qtVersion.starts_with("6."));
        QVERIFY(!e.version.empty());
        QVERIFY(!e.compiler.empty());
        QVERIFY(QRegularExpression(QStringLiteral("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$")).match(QString::fromStdString(e.startedAtUtc)).hasMatch());
        QVERIFY(!e.loadAverage || *e.loadAverage >= 0);
        QVERIFY(!e.stealPercent || (*e.stealPercent >= 0 && *e.stealPercent <= 100));
    }

    void aBusyMachineIsToldOf()
    {
        Environment e;
        e.cores = 2;
        QVERIFY(!loadWarning(e)); // not known
        e.loadAverage = 1.5;
        QVERIFY(!loadWarning(e));
        e.loadAverage = 1.6;
        QCOMPARE(loadWarning(e)->code, std::string("RUN_LOAD_HIGH"));
    }

    void programsAreFoundBesideTheRunningOne()
    {
        QTemporaryDir folder;
        const auto path = folder.path().toStdString();
        qunsetenv("INTERLEAVE_WORKER");
        const auto none = locatePrograms(path);
        QVERIFY(!none);
        QCOMPARE(none.error().code, std::string("WORKER_NOT_FOUND"));
        QVERIFY(none.error().message.find(path + "/interleave-host") != std::string::npos);
        for (const char* name : {"interleave-host", "interleave-worker", "interleave-service"}) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        }
        const auto all = locatePrograms(path);
        QVERIFY(all);
        QCOMPARE(all->worker, path + "/interleave-worker");
        qputenv("INTERLEAVE_WORKER", "/nonexistent");
        const auto named = locatePrograms(path);
        QVERIFY(!named);
        QVERIFY(named.error().message.find("/nonexistent") != std::string::npos);
        qputenv("INTERLEAVE_WORKER", "/bin/true");
        QCOMPARE(locatePrograms(path)->worker, std::string("/bin/true"));
        qunsetenv("INTERLEAVE_WORKER");
    }

    void anEndIsToldInPlainWords_data()
    {
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("signal");
        QTest::addColumn<QString>("part");
        QTest::newRow("a segmentation fault") << 0 << SIGSEGV << QStringLiteral("signal 11 (SIGSEGV: it used memory");
        QTest::newRow("killed") << 0 << SIGKILL << QStringLiteral("signal 9 (SIGKILL");
        QTest::newRow("a signal without a name here") << 0 << 40 << QStringLiteral("signal 40");
        QTest::newRow("an exit code") << 3 << 0 << QStringLiteral("exit code 3");
    }
    void anEndIsToldInPlainWords()
    {
        QFETCH(int, exitCode);
        QFETCH(int, signal);
        QFETCH(QString, part);
        ProcessEnd end;
        end.exitCode = exitCode;
        end.signal = signal;
        QVERIFY(QString::fromStdString(inWords(end)).contains(part));
    }
};

QTEST_APPLESS_MAIN(EnvironmentTest)
#include "tst_environment.moc"
