// SPDX-License-Identifier: GPL-3.0-or-later
// What the user has trusted stays trusted until it changes, and nobody else can add to it (reliability §2.10).
#include "history/exacttext.h"
#include "history/truststore.h"
#include "support/somebody.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <sys/stat.h>

using namespace ilv;
using namespace ilv::test;

namespace {

Experiment foreign(const QString& program, const std::string& name = "Stranger")
{
    Experiment e;
    e.name = name;
    e.workload.stages = { CommandStage{ .program = program.toStdString(), .args = { "a b" } } };
    e.models = { ModelEntry{} };
    e.models[0].label = "sequential";
    return e;
}

} // namespace

class TestTrustStore : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    [[nodiscard]] QString path(const char* name) const { return m_home->filePath(QString::fromUtf8(name)); }
    [[nodiscard]] TrustStore store() const { return TrustStore(path("data").toStdString()); }
    QString program(const char* name, const QByteArray& text = "#!/bin/sh\n") const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()
            || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner))
            qFatal("no program");
        return file.fileName();
    }

private Q_SLOTS:
    void init() { m_home = std::make_unique<QTemporaryDir>(); }

    void whatWasTrustedIsRemembered()
    {
        const auto e = foreign(program("tool"));
        QCOMPARE(store().ask(e).trust, Trust::Unknown);
        QVERIFY(!store().ask(e).warning); // nobody has trusted anything yet: nothing to warn of
        QVERIFY(store().trust(lookAt(e)));
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Trusted);
        QVERIFY(answer.changes.empty() && !answer.warning);
        QCOMPARE(store().ask(foreign(program("other"), "Other")).trust, Trust::Unknown);
        QVERIFY(store().trust(lookAt(foreign(program("other"), "Other")))); // and the first one stays
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
    }

    void onlyTheUserCanReadIt()
    {
        QVERIFY(store().trust(lookAt(foreign(program("tool")))));
        struct stat info { };
        for (const char* name : { "data/trust.json", "data/trust.key" }) {
            QCOMPARE(::stat(path(name).toUtf8().constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777, mode_t{ 0600 });
        }
        QCOMPARE(::stat(path("data").toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{ 0700 });
        QCOMPARE(QFileInfo(path("data/trust.key")).size(), 32);
        QVERIFY(TrustStore(path("a/new/home").toStdString()).trust(lookAt(foreign(program("tool")))));
        QCOMPARE(::stat(path("a/new/home").toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{ 0700 });
    }

    void aProgramThatCannotBeReadIsNeverKnownToBeTheSame()
    {
        QCOMPARE(::chown(m_home->path().toUtf8().constData(), somebody(), somebody()), 0);
        QCOMPARE(asSomebody([this] { // the number of the first check that does not hold
            const auto e = foreign(program("tool"));
            if (!store().trust(lookAt(e)))
                return 1;
            if (!QFile::setPermissions(path("tool"), QFile::ExeOwner))
                return 2;
            const auto kept = store().trust(lookAt(e));
            if (kept || kept.error().code != "FILE_UNREADABLE")
                return 3;
            const auto answer = store().ask(e);
            if (answer.trust != Trust::Changed)
                return 4;
            return answer.changes[0].find("cannot be read") != std::string::npos ? 0 : 5;
        }),
            0);
    }

    void aListThatCannotBeReadIsLeftAsItIs()
    {
        QCOMPARE(::chown(m_home->path().toUtf8().constData(), somebody(), somebody()), 0);
        QCOMPARE(asSomebody([this] { // the number of the first check that does not hold
            const auto e = foreign(program("tool"));
            if (!store().trust(lookAt(e)))
                return 1;
            for (const char* name : { "data/trust.key", "data/trust.json" }) {
                if (!QFile::setPermissions(path(name), {}))
                    return 2;
                const auto kept = store().trust(lookAt(foreign(program("other"), "Other")));
                if (kept || kept.error().code != "FILE_UNREADABLE")
                    return 3;
                if (!QFile::setPermissions(path(name), QFile::ReadOwner | QFile::WriteOwner))
                    return 4;
                if (store().ask(e).trust != Trust::Trusted)
                    return 5;
            }
            return 0;
        }),
            0);
    }

    void theOldestGoBeforeTheListIsMoreThanItsReaderTakes()
    {
        const auto e = foreign(program("tool"));
        auto subject = lookAt(e);
        subject.text.assign(1'200'000, '"'); // four times as long in the file
        for (const char* hash : { "a", "b" }) {
            subject.hash = subject.name = hash;
            QVERIFY(store().trust(subject));
        }
        QVERIFY(store().trust(lookAt(e)));
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
        QVERIFY(!store().ask(e).warning);
    }

    void aLookThatIsStoppedReadsNothing()
    {
        const auto e = foreign(program("tool"));
        QVERIFY(store().trust(lookAt(e)));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(lookAt(e, stop.get_token()).programs.at(0).unread());
        QVERIFY(store().ask(e, stop.get_token()).trust != Trust::Trusted);
    }

    void nothingHidesInAStrangersText_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("shown");
        const auto row = [](const char* label, const char* text, const char* shown) {
            QTest::newRow(label) << QByteArray(text) << QByteArray(shown);
        };
        row("plain", "+ \"a b\": 1", "+ \"a b\": 1");
        row("letters and digits of any language", "k\u00f6ln\u5927\u0663", "k\u00f6ln\u5927\u0663");
        row("turned reading direction", "a\u202egpj", "a\\u202egpj");
        row("a terminal's control sequence", "a\u009b31m\x1b[2J\x7f", "a\\u009b31m\\u001b[2J\\u007f");
        row("a byte that is no UTF-8", "a\x9b", "a\\ufffd");
        row("fillers", "\u3164\u115f\u1160\uffa0", "\\u3164\\u115f\\u1160\\uffa0");
        row("an empty pattern, a joiner, a selector", "\u2800\u034f\ufe0f", "\\u2800\\u034f\\ufe0f");
        row("a space that is none", "\u00a0\u3000\u200b", "\\u00a0\\u3000\\u200b");
        row("beyond 16 bits", "\U000e0041", "\\U000e0041");
    }
    void nothingHidesInAStrangersText()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(exactText(text.toStdString())), shown);
    }

    void aChangedExperimentIsSaidToBeChanged()
    {
        auto e = foreign(program("tool"));
        QVERIFY(store().trust(lookAt(e)));
        std::get<CommandStage>(e.workload.stages[0]).args = { "a c" };
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        bool before = false, after = false;
        for (const auto& change : answer.changes) {
            before = before || (change.starts_with("- ") && change.find("a b") != std::string::npos);
            after = after || (change.starts_with("+ ") && change.find("a c") != std::string::npos);
        }
        QVERIFY2(before && after, "the answer shows the difference");
        QVERIFY(answer.onlyByName); // it may as well be a stranger's
        QVERIFY(store().trust(lookAt(e)));
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
    }

    void theChangesStandInTheirOrderAndNoneIsLeftOut()
    {
        auto e = foreign(program("tool"));
        e.workload.stages.push_back(CommandStage{ .program = "true", .args = { "old" } });
        QVERIFY(store().trust(lookAt(e)));
        std::get<CommandStage>(e.workload.stages[1]).args = { "new" };
        e.workload.stages.push_back(e.workload.stages[0]); // a line there is already
        e.seed = 99;
        program("tool", "#!/bin/sh\nexit 1\n");
        const auto changes = store().ask(e).changes;
        QVERIFY(changes[0].find("is another one") != std::string::npos); // first, or it might be cut off
        const auto at = [&](char sign, const char* text) {
            const auto found = std::find_if(changes.begin(), changes.end(),
                [&](const auto& line) { return line[0] == sign && line.find(text) != std::string::npos; });
            return found - changes.begin();
        };
        QVERIFY(at('+', "99") < at('-', "old"));
        QVERIFY(at('-', "old") < at('+', "new"));
        QVERIFY(at('+', "new") < at('+', "a b"));
        QVERIFY(at('+', "a b") < std::ssize(changes));
        for (int i = 0; i < 40; ++i)
            e.workload.stages.push_back(WaitStage{ .ms = 1.0 + i });
        const auto many = store().ask(e).changes;
        QCOMPARE(many.size(), std::size_t{ 22 });
        QVERIFY2(many.back().starts_with("and ") && many.back().ends_with(" more lines"), many.back().c_str());
    }

    void whatWasTrustedIsWhatWasLookedAt()
    {
        const auto e = foreign(program("tool"));
        const auto asked = store().ask(e);
        program("tool", "#!/bin/sh\nrm -rf ~\n"); // while the question stands on the screen
        QVERIFY(store().trust(asked.seen));
        QCOMPARE(store().ask(e).trust, Trust::Changed);
    }

    void anEditedCopyDoesNotPutTheFirstOneOut()
    {
        const auto e = foreign(program("tool"));
        auto edited = e;
        edited.load.tasks = 7;
        QVERIFY(store().trust(lookAt(e)));
        QVERIFY(store().trust(lookAt(edited))); // of the same name
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
        QCOMPARE(store().ask(edited).trust, Trust::Trusted);
    }

    void aReplacedProgramIsSaidToBeAnother()
    {
        const auto e = foreign(program("tool"));
        QVERIFY(store().trust(lookAt(e)));
        program("tool", "#!/bin/sh\nrm -rf ~\n");
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        QCOMPARE(answer.changes.size(), std::size_t{ 1 });
        QVERIFY(answer.changes[0].find("is another one") != std::string::npos);
        QVERIFY(!answer.onlyByName);
        program("tool");
        QCOMPARE(store().ask(e).trust, Trust::Trusted); // the very one that was trusted
        QVERIFY(QFile::remove(path("tool")));
        QCOMPARE(store().ask(e).trust, Trust::Changed);
    }

    void anotherProgramOfThatNameOnPathIsAnother()
    {
        QDir(m_home->path()).mkpath(QStringLiteral("first"));
        program("tool");
        const QByteArray usual = qgetenv("PATH");
        qputenv("PATH", m_home->path().toUtf8());
        const auto e = foreign(QStringLiteral("tool"));
        QVERIFY(store().trust(lookAt(e)));
        program("first/tool"); // the same bytes
        qputenv("PATH", path("first").toUtf8() + ':' + m_home->path().toUtf8());
        const auto answer = store().ask(e);
        qputenv("PATH", usual);
        QCOMPARE(answer.trust, Trust::Changed);
        QVERIFY2(answer.changes[0].find("first/tool") != std::string::npos, answer.changes[0].c_str());
    }

    void aStoreThatOthersTouchedIsNotBelieved_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : { "edited", "key missing", "key of another", "world-readable store",
                 "group-writable key", "cut off", "empty", "a link", "a folder in its place" })
            QTest::newRow(what) << QString::fromUtf8(what);
    }
    void aStoreThatOthersTouchedIsNotBelieved()
    {
        QFETCH(QString, what);
        const auto e = foreign(program("tool"));
        QVERIFY(store().trust(lookAt(e)));
        const auto file = path("data/trust.json"), key = path("data/trust.key");
        const auto rewrite = [](const QString& where, const QByteArray& text) {
            QFile out(where);
            return out.open(QIODevice::WriteOnly) && out.write(text) == text.size();
        };
        QFile in(file);
        QVERIFY(in.open(QIODevice::ReadOnly));
        auto text = in.readAll();
        in.close();
        if (what == QStringLiteral("edited"))
            QVERIFY(text.contains("Stranger") && rewrite(file, text.replace("Stranger", "stranger")));
        else if (what == QStringLiteral("key missing"))
            QVERIFY(QFile::remove(key));
        else if (what == QStringLiteral("key of another"))
            QVERIFY(rewrite(key, QByteArray(32, 'k')));
        else if (what == QStringLiteral("world-readable store"))
            QCOMPARE(::chmod(file.toUtf8().constData(), 0644), 0);
        else if (what == QStringLiteral("group-writable key"))
            QCOMPARE(::chmod(key.toUtf8().constData(), 0620), 0);
        else if (what == QStringLiteral("cut off"))
            QVERIFY(rewrite(file, text.left(text.size() / 2)));
        else if (what == QStringLiteral("empty"))
            QVERIFY(rewrite(file, {}));
        else if (what == QStringLiteral("a link"))
            QVERIFY(QFile::rename(file, path("elsewhere")) && QFile::link(path("elsewhere"), file));
        else
            QVERIFY(QFile::remove(file) && QDir().mkpath(file));
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Unknown);
        QVERIFY(answer.warning);
        QCOMPARE(answer.warning->code, std::string("TRUST_STORE"));
        if (what == QStringLiteral("a folder in its place"))
            return; // it stays in the way, and is not ours to remove
        QVERIFY(store().trust(lookAt(e))); // begun anew
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
        QVERIFY(!store().ask(e).warning);
    }

    void aFolderThatCannotBeWrittenIsAnError()
    {
        QFile blocker(path("data"));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const auto kept = store().trust(lookAt(foreign(program("tool"))));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, std::string("OUT_UNWRITABLE"));
    }
};

QTEST_GUILESS_MAIN(TestTrustStore)
#include "tst_truststore.moc"
