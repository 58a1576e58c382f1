// SPDX-License-Identifier: GPL-3.0-or-later
// Trust (reliability §2.10): what a stranger's file may not do before somebody has said that it may.
#include "cliprogram.h"
#include "runfolder.h"
#include "support/fence.h"
#include "support/processes.h"

#include <QDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace ilv::test;
using namespace runfolder;

namespace {

const QByteArray kForeign = "{\"kind\":\"request\",\"url\":\"http://example.org/\"}";

QString q(const char* text) { return QString::fromUtf8(text); }

QByteArray commandFile(const QByteArray& models, const QByteArray& command, int tasks = 4)
{
    return R"({"interleave":1,"name":"Stranger","workload":{"stages":[)" + command + R"(]},"models":[)" + models
        + R"(],"load":{"mode":"closed","tasks":)" + QByteArray::number(tasks) + R"(,"in_flight":2},"settings":{"workers":2}})";
}

/// Processes of this machine whose command line has this text.
int processesWith(const QByteArray& text)
{
    int n = 0;
    for (const auto& pid : QDir(q("/proc")).entryList({q("[0-9]*")}, QDir::Dirs))
        n += content(q("/proc/") + pid + q("/cmdline")).contains(text) && !isGone(pid.toInt()) ? 1 : 0;
    return n;
}

} // namespace

class CliTrustTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void case62AnUntrustedCommandIsNotRun_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("exit");
        QTest::newRow("run") << QStringList {q("run")} << 6;
        QTest::newRow("run with an output folder") << QStringList {q("run"), q("--out"), q("out")} << 6;
        QTest::newRow("run with a host allowed, which is something else") << QStringList {q("run"), q("--allow-host"), q("example.org")} << 6;
        QTest::newRow("validate") << QStringList {q("validate")} << 0;
    }
    void case62AnUntrustedCommandIsNotRun()
    {
        QFETCH(QStringList, words);
        QFETCH(int, exit);
        const CliProgram program;
        const auto marker = program.path(q("marker"));
        words.insert(1, program.write(q("s.interleave.json"), commandFile(R"("sequential")", R"({"kind":"command","program":"touch","args":[")" + marker.toUtf8() + R"(","a b;$HOME"]})")));
        const auto outcome = program.run(words);
        QCOMPARE(outcome.code, exit);
        QVERIFY(!QFileInfo::exists(marker));
        QVERIFY(!QFileInfo::exists(program.path(q("out"))));
        if (exit == 6) { // the exact words, each by itself
            QVERIFY2(outcome.err.contains("TRUST_REQUIRED"), outcome.err.constData());
            QVERIFY2(outcome.err.contains("\"touch\"") && outcome.err.contains("\"a b;$HOME\""), outcome.err.constData());
        }
    }

    void case64TrustIsOfOneContent()
    {
        const CliProgram program;
        const auto text = commandFile(R"("sequential")", R"({"kind":"command","program":"true"})");
        const auto file = program.write(q("s.interleave.json"), text);
        const auto refused = program.run({q("run"), file});
        QCOMPARE(refused.code, 6);
        const auto at = refused.err.indexOf("--trust ");
        QVERIFY2(at > 0, refused.err.constData());
        const auto hash = QString::fromUtf8(refused.err.mid(at + 8, 64));
        QVERIFY(program.run({q("run"), file, q("--trust"), hash}).code <= 1);
        (void)program.write(q("s.interleave.json"), QByteArray(text).replace("\"tasks\":4", "\"tasks\":5"));
        const auto changed = program.run({q("run"), file, q("--trust"), hash});
        QCOMPARE(changed.code, 6);
        QVERIFY2(changed.err.contains("TRUST_CHANGED"), changed.err.constData());
    }

    void case64TrustLastsUntilTheFileOrTheProgramChanges()
    {
        const CliProgram program;
        const auto tool = program.write(q("tool"), "#!/bin/sh\nexit 0\n");
        QVERIFY(QFile::setPermissions(tool, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto text = commandFile(R"("sequential")", "{\"kind\":\"command\",\"program\":\"" + tool.toUtf8() + "\"}");
        const auto file = program.write(q("s.interleave.json"), text);
        const auto refused = program.run({q("run"), file});
        QCOMPARE(refused.code, 6);
        QVERIFY(refused.err.contains("TRUST_REQUIRED") && !refused.err.contains("TRUST_CHANGED"));
        const auto hash = QString::fromUtf8(refused.err.mid(refused.err.indexOf("--trust ") + 8, 64));
        QVERIFY(program.run({q("run"), file, q("--trust"), hash}).code <= 1);
        QVERIFY(program.run({q("run"), file}).code <= 1); // from now on
        (void)program.write(q("s.interleave.json"), QByteArray(text).replace("\"tasks\":4", "\"tasks\":5"));
        const auto changed = program.run({q("run"), file});
        QCOMPARE(changed.code, 6);
        QVERIFY2(changed.err.contains("TRUST_CHANGED") && changed.err.contains("\"tasks\": 5"), changed.err.constData());
        QVERIFY(program.run({q("run"), file, q("--allow-commands")}).code <= 1); // leave for once
        (void)program.write(q("s.interleave.json"), text);
        QVERIFY(program.run({q("run"), file}).code <= 1);
        (void)program.write(q("tool"), "#!/bin/sh\nexit 1\n");
        const auto replaced = program.run({q("run"), file});
        QCOMPARE(replaced.code, 6);
        QVERIFY2(replaced.err.contains("TRUST_CHANGED") && replaced.err.contains("is another one"), replaced.err.constData());
    }

    void whatHasChangedCannotSteerTheTerminal()
    {
        const CliProgram program;
        const auto text = commandFile(R"("sequential")", R"({"kind":"command","program":"true","args":["a"]})");
        const auto file = program.write(q("s.interleave.json"), text);
        const auto refused = program.run({q("run"), file});
        const auto hash = QString::fromUtf8(refused.err.mid(refused.err.indexOf("--trust ") + 8, 64));
        QVERIFY(program.run({q("run"), file, q("--trust"), hash}).code <= 1);
        (void)program.write(q("s.interleave.json"), QByteArray(text).replace("\"a\"", "\"\u202e\u009b2J\u3164\""));
        const auto changed = program.run({q("run"), file});
        QCOMPARE(changed.code, 6);
        QVERIFY2(changed.err.contains("You trusted another experiment of this name"), changed.err.constData());
        QVERIFY2(changed.err.contains("\\u202e\\u009b2J\\u3164"), changed.err.constData());
        for (const char* raw : {"\u202e", "\u009b", "\u3164"})
            QVERIFY2(!changed.err.contains(raw), raw);
    }

    void case65AStoreThatIsNotBelievedTrustsNothing_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"edited", "without its key", "world-readable"})
            QTest::newRow(what) << q(what);
    }
    void case65AStoreThatIsNotBelievedTrustsNothing()
    {
        QFETCH(QString, what);
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), commandFile(R"("sequential")", R"({"kind":"command","program":"true"})"));
        const auto refused = program.run({q("run"), file});
        const auto hash = QString::fromUtf8(refused.err.mid(refused.err.indexOf("--trust ") + 8, 64));
        QVERIFY(program.run({q("run"), file, q("--trust"), hash}).code <= 1);
        QVERIFY(program.run({q("run"), file}).code <= 1);
        const auto found = program.files().filter(q("trust.json"));
        QCOMPARE(found.size(), 1);
        const auto store = program.path(found.front());
        const auto key = QString(store).replace(q("trust.json"), q("trust.key"));
        if (what == q("edited"))
            (void)program.write(found.front(), content(store).replace("Stranger", "stranger"));
        else if (what == q("without its key"))
            QVERIFY(QFile::remove(key));
        else
            QVERIFY(QFile::setPermissions(store, QFile::permissions(store) | QFile::ReadOther));
        const auto again = program.run({q("run"), file});
        QCOMPARE(again.code, 6);
        QVERIFY2(again.err.contains("TRUST_STORE") && again.err.contains("TRUST_REQUIRED"), again.err.constData());
        QVERIFY(program.run({q("run"), file, q("--trust"), hash}).code <= 1);
        QVERIFY(program.run({q("run"), file}).code <= 1); // begun anew
    }

    void case72AForeignHostIsNotReached()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), commandFile(R"("async")", kForeign));
        const auto outcome = program.run({q("run"), file});
        QCOMPARE(outcome.code, 6);
        QVERIFY2(outcome.err.contains("NET_HOST_NOT_ALLOWED") && outcome.err.contains("example.org"), outcome.err.constData());
    }

    void lookingStartsNoProcessAndOpensNoSocket_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("validate") << QStringList {q("validate"), q("s.interleave.json")} << true;
        QTest::newRow("validate a file that is refused") << QStringList {q("validate"), q("bad.interleave.json")} << true;
        QTest::newRow("case 62: run without trust") << QStringList {q("run"), q("s.interleave.json")} << true;
        QTest::newRow("report again") << QStringList {q("report"), q("out"), q("--export"), q("html,csv,json"), q("--out"), q("again")} << true;
        QTest::newRow("history") << QStringList {q("history"), q("list")} << true;
        QTest::newRow("presets") << QStringList {q("presets"), q("show"), q("mixed")} << true;
        // And the fence holds, or nothing was tested:
        QTest::newRow("a run needs processes") << QStringList {q("run"), q("tiny.interleave.json")} << false;
    }
    void lookingStartsNoProcessAndOpensNoSocket()
    {
        QFETCH(QStringList, words);
        QFETCH(bool, allowed);
        qputenv("ASAN_OPTIONS", "detect_leaks=0"); // it would look for them in a process of its own
        const CliProgram program;
        (void)program.write(q("s.interleave.json"), commandFile(R"("async")", QByteArray(R"({"kind":"command","program":"true"},)") + kForeign));
        (void)program.write(q("bad.interleave.json"), "{");
        (void)program.write(q("tiny.interleave.json"), commandFile(R"("sequential")", R"({"kind":"wait","ms":1})"));
        if (words[0] == q("report") || words[0] == q("history"))
            QVERIFY(program.run({q("run"), q("tiny.interleave.json"), q("--out"), q("out")}).code <= 1);
        QProcess process;
        process.setChildProcessModifier(forbidProcessesAndSockets);
        program.start(process, words);
        QVERIFY(CliProgram::ends(process, 60'000));
        if (allowed)
            QVERIFY2(process.exitStatus() == QProcess::NormalExit, process.readAllStandardError().constData());
        else
            QCOMPARE(process.exitCode(), SIGSYS); // by which it ended
    }

    void openingInTheWindowStartsNoProcessAndOpensNoSocket()
    {
        CliProgram program;
        const auto file = program.write(q("s.interleave.json"), commandFile(R"("async")", QByteArray(R"({"kind":"command","program":"true"},)") + kForeign));
        program.setVariable(q("QT_LOGGING_RULES"), q("interleave.start.debug=true"));
        program.setVariable(q("XDG_CONFIG_HOME"), program.path(q("config")));
        program.setVariable(q("XDG_RUNTIME_DIR"), program.path(QString())); // else Qt asks nscd for the user's name
        QProcess process;
        process.setChildProcessModifier(forbidProcessesAndSockets);
        program.start(process, {q("--platform"), q("offscreen"), file});
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("first frame") || process.state() == QProcess::NotRunning, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(content(program.path(q("config/interleave/interleave.conf"))).contains("s.interleave.json") // it was opened
            || process.state() == QProcess::NotRunning, 60'000);
        process.terminate();
        QVERIFY(CliProgram::ends(process, 60'000));
        QCOMPARE(process.exitCode(), SIGTERM); // and not SIGSYS
    }

    void case66NothingOfACommandOutlivesTheRun_data()
    {
        QTest::addColumn<QByteArray>("model");
        for (const char* model : {"sequential", "threads", "processes", "process-per-task", "hybrid"})
            QTest::newRow(model) << QByteArray(model);
    }
    void case66NothingOfACommandOutlivesTheRun()
    {
        QFETCH(QByteArray, model);
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), commandFile('"' + model + '"',
            R"({"kind":"command","program":"sh","args":["-c","sleep 86413 & setsid sleep 86413 & nohup setsid sleep 86413 >/dev/null 2>&1 & (setsid sh -c 'sleep 86413 & sleep 86413' &) ; exit 0"]})"));
        const auto outcome = program.run({q("run"), file, q("--allow-commands"), q("--out"), q("out")});
        QVERIFY2(outcome.code <= 1, outcome.err.constData());
        QCOMPARE(count(runfolder::model(program.path(q("out"))), "ok"), 4);
        QTRY_COMPARE(processesWith("sleep" + QByteArray(1, '\0') + "86413"), 0);
    }

    void case66NothingOfACommandOutlivesAProgramThatIsKilledWithItsHost()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), commandFile(R"("processes")", R"({"kind":"command","program":"sleep","args":["86414"]})"));
        QProcess process;
        program.start(process, {q("run"), file, q("--allow-commands")});
        QTRY_VERIFY_WITH_TIMEOUT(processesWith("sleep" + QByteArray(1, '\0') + "86414") > 0, 30'000);
        process.kill();
        QVERIFY(CliProgram::ends(process, 10'000));
        QTRY_COMPARE_WITH_TIMEOUT(processesWith("sleep" + QByteArray(1, '\0') + "86414"), 0, 10'000);
    }

    void case71AForkBombIsContained()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), QByteArray(R"({"interleave":1,"name":"Bomb","workload":{"stages":[
            {"kind":"command","program":"sh","args":["-c","(b() { b 86415 | b 86415 & }; b; wait) & exec sleep 86415"]}]},"models":["sequential"],
            "load":{"mode":"closed","tasks":2,"in_flight":1},"settings":{"timeout_ms":700}})"));
        // The limit counts what a user has, and does not hold for the superuser: he becomes somebody else for this, and not
        // the one of another container, whose processes count but cannot be seen.
        const bool superuser = ::geteuid() == 0;
        const uid_t user = superuser ? 64'000 + QRandomGenerator::global()->bounded(1000U) : ::geteuid();
        if (superuser)
            QCOMPARE(::chown(program.path(QString()).toUtf8().constData(), user, user), 0);
        rlim_t own = 0;
        for (const auto& one : processes()) {
            struct stat about {};
            const auto folder = "/proc/" + std::to_string(one.pid);
            if (::stat(folder.c_str(), &about) == 0 && about.st_uid == user)
                own += QDir(QString::fromStdString(folder + "/task")).count();
        }
        QProcess process;
        process.setChildProcessModifier([own, user, superuser] {
            const rlimit limit { own + 90, own + 90 };
            if (::setrlimit(RLIMIT_NPROC, &limit) != 0 || (superuser && (::setgid(user) != 0 || ::setuid(user) != 0)))
                ::_exit(99);
        });
        // From a folder that user can reach, wherever the checkout is.
        const auto bin = program.path(q("bin/"));
        QVERIFY(QDir().mkpath(bin));
        for (const char* name : {"interleave", "interleave-host", "interleave-worker", "interleave-service"})
            QVERIFY(QFile::copy(q(ILV_BIN_DIR "/") + q(name), bin + q(name)));
        program.start(process, {q("run"), file, q("--allow-commands"), q("--out"), q("out")}, bin);
        QVERIFY2(process.waitForStarted(), qPrintable(process.errorString()));
        QVERIFY(CliProgram::ends(process, 60'000));
        QVERIFY2(process.exitCode() <= 1, process.readAllStandardError().constData());
        const auto bombs = model(program.path(q("out")));
        QCOMPARE(count(bombs, "timeout") + count(bombs, "error"), 2);
        QVERIFY2(count(bombs, "timeout") >= 1, content(program.path(q("out/outcomes.jsonl"))).constData()); // it went on until it was stopped
        QCOMPARE(disagreement(program.path(q("out"))), QString());
        QTRY_COMPARE(processesWith("86415"), 0);
    }

    void case104WhatListensListensOnThisMachineOnly()
    {
        const CliProgram program;
        const auto file = program.write(q("s.interleave.json"), QByteArray(R"({"interleave":1,"name":"Net","workload":{"stages":[{"kind":"request","latency_ms":5}]},
            "models":["async"],"load":{"mode":"closed","tasks":100000,"in_flight":2}})"));
        QProcess process;
        program.start(process, {q("run"), file, q("--out"), q("out")});
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(program.path(q("out/outcomes.jsonl"))).size() > 0, 60'000);
        QSet<QByteArray> inodes;
        for (const auto pid : descendants(static_cast<int>(process.processId()))) {
            const QString folder = QStringLiteral("/proc/%1/fd").arg(pid);
            for (const auto& fd : QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
                const auto target = QFile::symLinkTarget(folder + QLatin1Char('/') + fd).toUtf8();
                const auto at = target.indexOf("socket:[");
                if (at >= 0)
                    inodes << target.mid(at + 8, target.indexOf(']', at) - at - 8);
            }
        }
        int listening = 0;
        for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6", "/proc/net/udp", "/proc/net/udp6"}) {
            for (const auto& line : content(q(table)).split('\n')) {
                const auto fields = line.simplified().split(' ');
                if (fields.size() < 10 || !inodes.contains(fields[9]))
                    continue;
                listening += fields[3] == "0A" ? 1 : 0;
                const auto address = fields[1].left(fields[1].indexOf(':'));
                QVERIFY2(address == "0100007F" || address == "00000000000000000000000001000000", line.constData());
            }
        }
        QVERIFY(listening > 0);
        QVERIFY(ilv::test::signalTo(process.processId(), SIGINT));
        QVERIFY(CliProgram::ends(process, 60'000));
    }
};

QTEST_GUILESS_MAIN(CliTrustTest)
#include "tst_clitrust.moc"
