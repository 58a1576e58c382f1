// SPDX-License-Identifier: GPL-3.0-or-later
// What the user has trusted stays trusted until it changes, and nobody else can add to it (reliability §2.10).
#include "history/truststore.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace ilv;

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
        QVERIFY(store().trust(e));
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Trusted);
        QVERIFY(answer.changes.empty() && !answer.warning);
        QCOMPARE(store().ask(foreign(program("other"), "Other")).trust, Trust::Unknown);
        QVERIFY(store().trust(foreign(program("other"), "Other"))); // and the first one stays
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
    }

    void onlyTheUserCanReadIt()
    {
        QVERIFY(store().trust(foreign(program("tool"))));
        struct stat info { };
        for (const char* name : { "data/trust.json", "data/trust.key" }) {
            QCOMPARE(::stat(path(name).toUtf8().constData(), &info), 0);
            QCOMPARE(info.st_mode & 0777, mode_t{ 0600 });
        }
        QCOMPARE(::stat(path("data").toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{ 0700 });
        QCOMPARE(QFileInfo(path("data/trust.key")).size(), 32);
        QVERIFY(TrustStore(path("a/new/home").toStdString()).trust(foreign(program("tool"))));
        QCOMPARE(::stat(path("a/new/home").toUtf8().constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777, mode_t{ 0700 });
    }

    void aProgramThatCannotBeReadIsNeverKnownToBeTheSame()
    {
        if (::geteuid() == 0)
            QSKIP("root can read every program");
        const auto e = foreign(program("tool"));
        QVERIFY(store().trust(e));
        QVERIFY(QFile::setPermissions(path("tool"), QFile::ExeOwner));
        const auto kept = store().trust(e);
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, std::string("FILE_UNREADABLE"));
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        QVERIFY(answer.changes[0].find("cannot be read") != std::string::npos);
    }

    void aChangedExperimentIsSaidToBeChanged()
    {
        auto e = foreign(program("tool"));
        QVERIFY(store().trust(e));
        std::get<CommandStage>(e.workload.stages[0]).args = { "a c" };
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        bool before = false, after = false;
        for (const auto& change : answer.changes) {
            before = before || (change.starts_with("- ") && change.find("a b") != std::string::npos);
            after = after || (change.starts_with("+ ") && change.find("a c") != std::string::npos);
        }
        QVERIFY2(before && after, "the answer shows the difference");
        QVERIFY(store().trust(e));
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
    }

    void aReplacedProgramIsSaidToBeAnother()
    {
        const auto e = foreign(program("tool"));
        QVERIFY(store().trust(e));
        program("tool", "#!/bin/sh\nrm -rf ~\n");
        const auto answer = store().ask(e);
        QCOMPARE(answer.trust, Trust::Changed);
        QCOMPARE(answer.changes.size(), std::size_t{ 1 });
        QVERIFY(answer.changes[0].find("is another one") != std::string::npos);
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
        QVERIFY(store().trust(e));
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
        QVERIFY(store().trust(e));
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
        QVERIFY(store().trust(e)); // begun anew
        QCOMPARE(store().ask(e).trust, Trust::Trusted);
        QVERIFY(!store().ask(e).warning);
    }

    void aFolderThatCannotBeWrittenIsAnError()
    {
        QFile blocker(path("data"));
        QVERIFY(blocker.open(QIODevice::WriteOnly));
        const auto kept = store().trust(foreign(program("tool")));
        QVERIFY(!kept);
        QCOMPARE(kept.error().code, std::string("OUT_UNWRITABLE"));
    }
};

QTEST_GUILESS_MAIN(TestTrustStore)
#include "tst_truststore.moc"
