// SPDX-License-Identifier: GPL-3.0-or-later
// Saving is no way around the question, and one's own edits are not asked about (reliability §2.10).
#include "engine/windowtrust.h"
#include "support/somebody.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ilv;
using namespace ilv::test;
using namespace ilv::ui;

class WindowTrustTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    [[nodiscard]] std::string folder() const { return m_home->filePath(QStringLiteral("data")).toStdString(); }
    [[nodiscard]] std::string program(const QByteArray& text = "#!/bin/sh\n") const
    {
        QFile file(m_home->filePath(QStringLiteral("tool")));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()
            || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
            qFatal("no program");
        return file.fileName().toStdString();
    }
    [[nodiscard]] Experiment foreign() const
    {
        Experiment e;
        e.name = "Stranger";
        e.workload.stages = { WaitStage{}, CommandStage{ .program = program(), .args = { "a" } },
            RequestStage{ .url = "http://a.example/x" } };
        e.models = { ModelEntry{} };
        e.load.tasks = 4;
        return e;
    }
    /// As the window does it: opened, looked at, agreed to.
    static void trustByHand(WindowTrust& trust, const Experiment& e)
    {
        trust.opened(e);
        const auto answer = trust.ask(e);
        QVERIFY(answer.trust != Trust::Trusted);
        QVERIFY(trust.trust(e, answer.seen));
    }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void savingAStrangersFileGivesItNoLeave()
    {
        WindowTrust trust(folder());
        Experiment e = foreign();
        trust.opened(e);
        QVERIFY(trust.saved(e));
        e.name = "Mine now";
        e.load.tasks = 5;
        QVERIFY(trust.saved(e));
        QCOMPARE(trust.ask(e).trust, Trust::Unknown);
        trust.opened(e); // as it comes back from that file
        QCOMPARE(trust.ask(e).trust, Trust::Unknown);
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Unknown);
    }

    void anEditOfATrustedOneRunsAndIsTrustedWhenSaved()
    {
        WindowTrust trust(folder());
        Experiment e = foreign();
        trustByHand(trust, e);
        e.load.tasks = 500;
        e.workload.stages.erase(e.workload.stages.begin());
        QCOMPARE(trust.ask(e).trust, Trust::Trusted);
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Changed); // an edit is not kept before it is saved
        QVERIFY(trust.saved(e));
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Trusted);
        QCOMPARE(TrustStore(folder()).ask(foreign()).trust, Trust::Trusted); // and the first file is as it was

        WindowTrust next(folder()); // opened and edited in another session, and not run before it is saved
        next.opened(e);
        e.load.tasks = 600;
        QVERIFY(next.saved(e));
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Trusted);
    }

    void anEditThatReachesFurtherIsAsked_data()
    {
        QTest::addColumn<Stage>("added");
        QTest::newRow("another argument") << Stage(CommandStage{ .program = program(), .args = { "b" } });
        QTest::newRow("another program") << Stage(CommandStage{ .program = "/bin/true", .args = { "a" } });
        QTest::newRow("another address") << Stage(RequestStage{ .url = "http://a.example/y" });
    }
    void anEditThatReachesFurtherIsAsked()
    {
        QFETCH(Stage, added);
        WindowTrust trust(folder());
        Experiment e = foreign();
        trustByHand(trust, e);
        e.workload.stages.push_back(added);
        QCOMPARE(trust.ask(e).trust, Trust::Changed);
        QVERIFY(trust.saved(e));
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Changed);
    }

    void whatWasChangedOutsideIsAskedWithTheDifference()
    {
        WindowTrust trust(folder());
        Experiment e = foreign();
        trustByHand(trust, e);
        e.load.tasks = 9; // an edit that would be none to ask about, had it been made in the form
        trust.opened(e);
        const auto answer = trust.ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        QVERIFY(!answer.changes.empty());
        QVERIFY(trust.saved(e));
        QCOMPARE(TrustStore(folder()).ask(e).trust, Trust::Changed);
    }

    void aProgramReplacedInTheSessionIsAsked()
    {
        WindowTrust trust(folder());
        Experiment e = foreign();
        trustByHand(trust, e);
        (void)program("#!/bin/sh\nrm -rf ~\n");
        QCOMPARE(trust.ask(e).trust, Trust::Changed);
        e.load.tasks = 5;
        QCOMPARE(trust.ask(e).trust, Trust::Changed);
    }

    void aProgramThatCannotBeReadIsAskedAboutOnceASession()
    {
        QCOMPARE(::chown(m_home->path().toUtf8().constData(), somebody(), somebody()), 0);
        QCOMPARE(asSomebody([this] { // the number of the first check that does not hold
            WindowTrust trust(folder());
            const Experiment e = foreign();
            if (!QFile::setPermissions(m_home->filePath(QStringLiteral("tool")), QFile::ExeOwner))
                return 1;
            const auto answer = trust.ask(e);
            if (answer.trust == Trust::Trusted || trust.trust(e, answer.seen))
                return 2;
            if (trust.ask(e).trust != Trust::Trusted)
                return 3;
            return WindowTrust(folder()).ask(e).trust != Trust::Trusted ? 0 : 4;
        }),
            0);
    }

    void whatCannotBeKeptHoldsInThisSession()
    {
        QFile inTheWay(QString::fromStdString(folder()));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        WindowTrust trust(folder());
        const Experiment e = foreign();
        const auto answer = trust.ask(e);
        QVERIFY(!trust.trust(e, answer.seen));
        trust.opened(e);
        QCOMPARE(trust.ask(e).trust, Trust::Trusted);
        (void)program("#!/bin/sh\nrm -rf ~\n");
        QVERIFY(trust.ask(e).trust != Trust::Trusted);
        WindowTrust next(folder());
        QVERIFY(next.ask(e).trust != Trust::Trusted);
    }
};

QTEST_GUILESS_MAIN(WindowTrustTest)
#include "tst_windowtrust.moc"
