// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite's own method for a whole run (reliability §5): of all calls by which it writes files and the history the n-th
// fails, for n = 1, 2, … until none does any more. No success may be false. tst_nthcall does the same for single files.
#include "cliprogram.h"
#include "runfolder.h"

#include <QtTest>

#include <cerrno>

using namespace runfolder;

namespace {

QString q(const char* text) { return QString::fromUtf8(text); }

const QByteArray kRun = R"({"interleave":1,"name":"Nth","workload":{"stages":[{"kind":"wait","ms":0.1}]},"models":["sequential"],
    "load":{"mode":"closed","tasks":20,"in_flight":1}})";

} // namespace

class CliNthCallTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void case86EachCallOfAWholeRunFails_data()
    {
        QTest::addColumn<int>("number");
        QTest::newRow("no space") << ENOSPC;
        QTest::newRow("I/O error") << EIO;
        QTest::newRow("over the quota") << EDQUOT;
    }
    void case86EachCallOfAWholeRunFails()
    {
        QFETCH(int, number);
        constexpr int kAtOnce = 12; // a full disk is waited for
        struct Try {
            CliProgram program;
            QProcess process;
        };
        QStringList met;
        int n = 0, good = 0, refused = 0;
        for (bool more = true; more;) {
            std::vector<std::unique_ptr<Try>> tries;
            for (int i = 0; i < kAtOnce; ++i) {
                auto& one = *tries.emplace_back(std::make_unique<Try>());
                const auto file = one.program.write(q("s.interleave.json"), kRun);
                const QString home = QFileInfo(file).path();
                one.program.setVariable(q("LD_PRELOAD"), q(ILV_NTH_CALL));
                one.program.setVariable(q("NTH_CALL"), QString::number(++n));
                one.program.setVariable(q("NTH_ERROR"), QString::number(number));
                one.program.setVariable(q("NTH_BELOW"), home);
                one.program.setVariable(q("NTH_NOTE"), home + q("/note"));
                one.program.start(one.process, {q("run"), file, q("--out"), home + q("/out"), q("--export"), q("html,csv")});
            }
            for (const auto& one : tries) {
                QVERIFY(CliProgram::ends(one->process, 120'000));
                const auto words = one->process.readAllStandardError();
                const auto call = content(one->program.path(q("note")));
                const QByteArray why = call + ": " + words;
                more = more && !call.isEmpty();
                met << QString::fromUtf8(call);
                QVERIFY2(one->process.exitStatus() == QProcess::NormalExit, why.constData());
                const auto out = one->program.path(q("out"));
                const auto text = content(out + q("/result.json"));
                QVERIFY2(text.isEmpty() || QJsonDocument::fromJson(text).isObject(), why.constData()); // none, or a whole one
                if (one->process.exitCode() > 1) {
                    ++refused;
                    QVERIFY2(!call.isEmpty(), why.constData());
                    QVERIFY2(one->process.exitCode() == 4 || one->process.exitCode() == 5, why.constData());
                    QVERIFY2(words.contains("error OUT_") || words.contains("error DB_"), why.constData());
                    continue;
                }
                ++good;
                QCOMPARE(result(out)[q("status")].toString(), q("completed"));
                QVERIFY2(disagreement(out).isEmpty(), why.constData());
                QVERIFY2(content(out + q("/report.html")).trimmed().endsWith("</html>"), why.constData());
                QVERIFY2(content(out + q("/report.csv")).endsWith('\n'), why.constData());
                if (words.contains("warning DB_"))
                    continue;
                one->program.unsetVariable(q("LD_PRELOAD")); // nothing was said: it is in the history
                const auto kept = QJsonDocument::fromJson(one->program.run({q("history"), q("--json")}).out).array();
                QVERIFY2(kept.size() == 1 && kept[0].toObject()[q("status")].toString() == q("completed"), why.constData());
            }
        }
        met.removeAll(QString());
        qInfo("%d calls failed; %d runs were whole all the same, %d said that they were not", int(met.size()), good, refused);
        for (const char* call : {"write", "fsync", "rename", "open64", "pwrite64"})
            QVERIFY2(met.contains(q(call)), qPrintable(q(call) + q(" never failed, only ") + met.join(QLatin1Char(' '))));
        QVERIFY(good > n / 2 && refused >= 10); // most of the calls are the history's, which costs no run
    }
};

QTEST_GUILESS_MAIN(CliNthCallTest)
#include "tst_clinthcall.moc"
