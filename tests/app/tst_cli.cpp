// SPDX-License-Identifier: GPL-3.0-or-later
// The command line's words, refusals and exit codes (design, Contract). Nothing here measures anything.
#include "cliprogram.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QtTest>

namespace {

const QByteArray kGood = R"({"interleave":1,"name":"Tiny","workload":{"stages":[{"kind":"compute","kernel":"mix","units":100}]},
 "models":["sequential","threads"],"load":{"mode":"closed","tasks":20,"in_flight":2}})";

QString q(const char* text) { return QString::fromUtf8(text); }

} // namespace

class CliTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helpAndVersionAreEverywhere_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("the program") << QStringList {};
        for (const char* command : {"run", "validate", "presets", "report", "history", "doctor"})
            QTest::newRow(command) << QStringList {q(command)};
    }
    void helpAndVersionAreEverywhere()
    {
        QFETCH(QStringList, words);
        const CliProgram program;
        const auto help = program.run(words + QStringList {q("--help")});
        QCOMPARE(help.code, 0);
        QVERIFY(help.out.contains("Usage"));
        QVERIFY(help.err.isEmpty());
        QCOMPARE(program.run(words + QStringList {q("-h")}).code, 0);
        const auto version = program.run(words + QStringList {q("--version")});
        QCOMPARE(version.code, 0);
        QVERIFY(version.out.startsWith("interleave "));
        QVERIFY(program.files().isEmpty());
    }

    void aBadCommandLineIsTwo_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char* name, std::initializer_list<const char*> words, const char* said) {
            QStringList list;
            for (const char* word : words)
                list << q(word);
            QTest::newRow(name) << list << QByteArray(said);
        };
        row("a command that does not exist", {"rnu"}, "did you mean");
        row("an option that does not exist", {"--frobnicate"}, "frobnicate");
        row("an option the command does not have", {"validate", "--quick", "x"}, "quick");
        row("no file", {"run"}, "FILE is missing");
        row("a file too many", {"validate", "a", "b"}, "one argument too many");
        row("rounds that are no number", {"run", "preset:mixed", "--repeats", "many"}, "--repeats");
        row("no rounds", {"run", "preset:mixed", "--repeats", "0"}, "1 to 100");
        row("a model that is not in the file", {"run", "preset:mixed", "--only", "nonesuch"}, "nonesuch");
        row("a report that does not exist", {"run", "preset:mixed", "--out", "o", "--export", "docx"}, "docx");
        row("a report without a place", {"run", "preset:mixed", "--export", "html"}, "--out");
        row("a preset that does not exist", {"presets", "show", "nonesuch"}, "nonesuch");
        row("a verb that does not exist", {"presets", "burn"}, "burn");
        row("show without an id", {"history", "show"}, "needs an id");
        row("a report without --export", {"report", "x", "--out", "o"}, "--export");
        row("compare, which is to come", {"compare", "a", "b"}, "does not have");
        row("lesson, which is to come", {"lesson", "list"}, "does not have");
    }
    void aBadCommandLineIsTwo()
    {
        QFETCH(QStringList, words);
        QFETCH(QByteArray, said);
        const CliProgram program;
        const auto outcome = program.run(words);
        QCOMPARE(outcome.code, 2);
        QVERIFY2(outcome.err.contains(said), outcome.err.constData());
        QVERIFY(outcome.out.isEmpty());
        QVERIFY(program.files().isEmpty());
    }

    void aGoodFileIsValid()
    {
        const CliProgram program;
        const auto file = program.write(q("good.interleave.json"), kGood);
        const auto outcome = program.run({q("validate"), file});
        QCOMPARE(outcome.code, 0);
        QVERIFY(outcome.out.contains("valid"));
        QVERIFY(outcome.out.contains("Tiny"));
        QVERIFY(outcome.err.isEmpty());
        QCOMPARE(program.files(), QStringList {q("good.interleave.json")});
    }

    void aBadFileIsRefusedAndNothingIsWritten_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        const auto changed = [](const char* from, const char* to) { return QByteArray(kGood).replace(from, to); };
        QTest::newRow("an unknown key") << changed("\"name\"", "\"nmae\"") << q("FILE_UNKNOWN_KEY");
        QTest::newRow("a text for a number") << changed("\"tasks\":20", "\"tasks\":\"20\"") << q("FILE_TYPE");
        QTest::newRow("a million million tasks") << changed("\"tasks\":20", "\"tasks\":1000000000000") << q("FILE_RANGE");
        QTest::newRow("a model that does not exist") << changed("\"threads\"", "\"thraeds\"") << q("FILE_ENUM");
        QTest::newRow("no JSON at all") << QByteArray("hello") << q("FILE_SYNTAX");
        QTest::newRow("a key twice") << changed("\"name\":\"Tiny\"", "\"name\":\"A\",\"name\":\"B\"") << q("FILE_DUPLICATE_KEY");
        QTest::newRow("a golden output that does not exist") << changed("\"workload\":{", "\"workload\":{\"golden\":\"nonesuch\",") << q("FILE_GOLDEN_MISSING");
        QTest::newRow("a newer version") << changed("\"interleave\":1", "\"interleave\":99") << q("FILE_VERSION_NEWER");
    }
    void aBadFileIsRefusedAndNothingIsWritten()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        const CliProgram program;
        const auto file = program.write(q("bad.interleave.json"), text);
        const QStringList commands[] {{q("validate"), file, q("--json-errors")},
            {q("run"), file, q("--out"), program.path(q("out")), q("--json-errors")}};
        for (const auto& words : commands) {
            const auto outcome = program.run(words);
            QCOMPARE(outcome.code, 3);
            QVERIFY(outcome.out.isEmpty());
            bool named = false;
            for (const auto& line : outcome.err.trimmed().split('\n')) {
                const auto error = QJsonDocument::fromJson(line).object();
                QStringList keys = error.keys();
                QCOMPARE(keys, (QStringList {q("code"), q("column"), q("file"), q("hint"), q("line"), q("message"), q("path")}));
                named = named || error[q("code")].toString() == code;
            }
            QVERIFY2(named, outcome.err.constData());
            QCOMPARE(program.files(), QStringList {q("bad.interleave.json")});
        }
        const auto plain = program.run({q("validate"), file});
        QVERIFY2(plain.err.startsWith("error FILE_"), plain.err.constData());
    }

    void whatIsNoFileIsRefused_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("a file that is not there") << q("nowhere.interleave.json");
        QTest::newRow("a folder") << q("/");
        QTest::newRow("a device") << q("/dev/zero");
        QTest::newRow("a preset that does not exist") << q("preset:nonesuch");
    }
    void whatIsNoFileIsRefused()
    {
        QFETCH(QString, file);
        const CliProgram program;
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QCOMPARE(outcome.code, 3);
        QVERIFY(outcome.err.contains("FILE_UNREADABLE"));
        QVERIFY(program.files().isEmpty());
    }

    void presetsAreListedShownAndValid()
    {
        const CliProgram program;
        const auto list = program.run({q("presets")});
        QCOMPARE(list.code, 0);
        QCOMPARE(program.run({q("presets"), q("list")}).out, list.out);
        const auto lines = QString::fromUtf8(list.out).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QVERIFY(!lines.isEmpty());
        bool mixed = false;
        for (const auto& line : lines) {
            const auto name = line.section(QLatin1Char(' '), 0, 0);
            mixed = mixed || name == QLatin1String("mixed");
            QCOMPARE(program.run({q("validate"), QStringLiteral("preset:") + name}).code, 0);
            const auto text = program.run({q("presets"), q("show"), name});
            QCOMPARE(text.code, 0);
            const auto file = program.write(name + QStringLiteral(".interleave.json"), text.out);
            QCOMPARE(program.run({q("validate"), file}).code, 0);
        }
        QVERIFY(mixed);
    }

    void anOutputThatCannotBeUsedIsFour_data()
    {
        QTest::addColumn<QString>("out");
        QTest::addColumn<QByteArray>("code");
        QTest::newRow("a folder that is not empty") << q(".") << QByteArray("OUT_EXISTS");
        QTest::newRow("below a file") << q("good.interleave.json/out") << QByteArray("OUT_UNWRITABLE");
        QTest::newRow("a file") << q("good.interleave.json") << QByteArray("OUT_UNWRITABLE");
        QTest::newRow("where nobody may write") << q("/proc/out") << QByteArray("OUT_UNWRITABLE");
    }
    void anOutputThatCannotBeUsedIsFour()
    {
        QFETCH(QString, out);
        QFETCH(QByteArray, code);
        const CliProgram program;
        const auto file = program.write(q("good.interleave.json"), kGood);
        const auto outcome = program.run({q("run"), file, q("--out"), out});
        QCOMPARE(outcome.code, 4);
        QVERIFY2(outcome.err.contains(code), outcome.err.constData());
        QCOMPARE(program.files(), QStringList {q("good.interleave.json")});
    }

    void aMissingWorkerIsFourBeforeAnythingIsWritten()
    {
        CliProgram program;
        program.setVariable(q("INTERLEAVE_WORKER"), q("/nonexistent"));
        const auto file = program.write(q("good.interleave.json"), kGood);
        const auto outcome = program.run({q("run"), file, q("--out"), q("out")});
        QCOMPARE(outcome.code, 4);
        QVERIFY(outcome.err.contains("WORKER_NOT_FOUND"));
        QVERIFY(outcome.err.contains("/nonexistent"));
        QCOMPARE(program.files(), QStringList {q("good.interleave.json")});
    }

    void aDatabaseThatCannotBeOpenedIsFour()
    {
        const CliProgram program;
        const auto file = program.write(q("good.interleave.json"), kGood);
        const auto outcome = program.run({q("run"), file, q("--db"), q("/proc/nowhere/history.db")});
        QCOMPARE(outcome.code, 4);
        QVERIFY2(outcome.err.contains("DB_"), outcome.err.constData());
    }

    void whatReachesOutsideNeedsTrust()
    {
        const CliProgram program;
        QByteArray text = kGood;
        text.replace("{\"kind\":\"compute\",\"kernel\":\"mix\",\"units\":100}",
            "{\"kind\":\"command\",\"program\":\"/bin/true\",\"args\":[\"one two\"]},{\"kind\":\"request\",\"url\":\"http://example.invalid/\"}");
        const auto file = program.write(q("out.interleave.json"), text);
        const auto outcome = program.run({q("run"), file, q("--json-errors")});
        QCOMPARE(outcome.code, 6);
        QVERIFY(outcome.err.contains("TRUST_REQUIRED"));
        QVERIFY(outcome.err.contains("one two"));
        QVERIFY(outcome.err.contains("example.invalid"));
        const auto hash = QRegularExpression(q("--trust ([0-9a-f]{64})")).match(QString::fromUtf8(outcome.err));
        QVERIFY(hash.hasMatch());
        QCOMPARE(program.files(), QStringList {q("out.interleave.json")});
        const auto half = program.run({q("run"), file, q("--allow-commands")});
        QCOMPARE(half.code, 6); // the host still needs leave
        QVERIFY(!half.err.contains("TRUST_REQUIRED"));
        QCOMPARE(program.run({q("validate"), file}).code, 0); // looking needs none
        const auto other = program.run({q("run"), file, q("--trust"), QString(64, QLatin1Char('0'))});
        QCOMPARE(other.code, 6);
        QVERIFY(other.err.contains("TRUST_CHANGED"));
        const auto out = program.run({q("run"), file, q("--trust"), hash.captured(1).toUpper(), q("--out"), q("/proc/x")});
        QCOMPARE(out.code, 4); // trusted: it gets as far as the output
    }

    void withoutADisplayTheWindowSaysSo()
    {
        const CliProgram program;
        const auto outcome = program.run({});
        QCOMPARE(outcome.code, 4);
        QVERIFY(outcome.err.contains("window"));
    }

    void theDoctorSaysWhatThereIs()
    {
        const CliProgram program;
        const auto plain = program.run({q("doctor")});
        QVERIFY2(plain.code == 0, plain.out.constData());
        QVERIFY(plain.out.contains("available"));
        const auto json = program.run({q("doctor"), q("--json")});
        QCOMPARE(json.code, 0);
        const auto object = QJsonDocument::fromJson(json.out).object();
        QVERIFY(object[q("environment")].toObject()[q("cores")].toInt() >= 1);
        QVERIFY(object[q("checks")].toArray().size() >= 8);
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
