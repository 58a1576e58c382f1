// SPDX-License-Identifier: GPL-3.0-or-later
// report.html: one file, nothing fetched, nothing run, every name escaped, every figure well-formed.
#include "base/codes.h"
#include "base/files.h"
#include "report/axis.h"
#include "report/exporters.h"
#include "report/htmlexport.h"
#include "report/markup.h"
#include "report/samplerun.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace ilv;

namespace {

QString pageOf(const RunResult& run)
{
    const auto models = summarise(run);
    return QString::fromStdString(report::writeHtml(run, models, judge(run, models)));
}

QStringList figuresOf(const QString& page)
{
    static const QRegularExpression whole(
        QStringLiteral("<svg.*?</svg>"), QRegularExpression::DotMatchesEverythingOption);
    QStringList figures;
    for (auto it = whole.globalMatch(page); it.hasNext();)
        figures << it.next().captured();
    return figures;
}

/// Every opening tag has its closing one, in order (void elements apart).
QString unbalanced(QString page)
{
    static const QRegularExpression tag(QStringLiteral("<(/?)([a-z0-9]+)([^>]*)>"));
    static const QStringList empties{ QStringLiteral("meta"), QStringLiteral("br"), QStringLiteral("hr") };
    page.remove(
        QRegularExpression(QStringLiteral("<style>.*</style>"), QRegularExpression::DotMatchesEverythingOption));
    QStringList open;
    for (auto it = tag.globalMatch(page); it.hasNext();) {
        const auto match = it.next();
        const auto name = match.captured(2);
        if (empties.contains(name) || match.captured(3).endsWith(u'/'))
            continue;
        if (match.captured(1).isEmpty())
            open << name;
        else if (open.isEmpty() || open.takeLast() != name)
            return QStringLiteral("</%1> at %2").arg(name).arg(match.capturedStart());
    }
    return open.join(u',');
}

const std::string kHostile = "</td><script>alert(1)</script><img src=x onerror=\"alert(2)\">'&amp;";

RunResult hostileRun()
{
    auto run = sample::run();
    run.experiment.name = kHostile;
    run.experiment.models[2].label = kHostile;
    for (auto& trial : run.trials) {
        if (trial.label == "threads") {
            trial.label = kHostile;
            for (auto& lane : trial.lanes)
                lane.name = kHostile;
        }
    }
    run.experiment.checklist.owner = run.experiment.checklist.limitations = kHostile;
    run.experiment.workload.stages.push_back(CommandStage{ kHostile, { kHostile } });
    run.environment.cpuModel = kHostile;
    run.id = kHostile;
    run.status = RunStatus::Aborted;
    run.error = Error{ .code = kHostile, .message = kHostile };
    return run;
}

} // namespace

class TestHtml : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsFetchedOrRun();
    void theVerdictAndEveryModelAreThere();
    void figuresAreWellFormed();
    void everyTagIsClosed();
    void hostileNamesAreOnlyText();
    void anEmptyRunIsAPageToo();
    void aFailedModelSaysWhy();
    void escapingIsComplete_data();
    void escapingIsComplete();
    void endLabelsNeverOverlap();
    void formatsAreChosenByName_data();
    void formatsAreChosenByName();
    void reportsAreWritten();
};

void TestHtml::nothingIsFetchedOrRun()
{
    for (const auto& page : { pageOf(sample::run()), pageOf(hostileRun()) }) {
        QVERIFY(page.contains(QLatin1String("default-src 'none'; style-src 'unsafe-inline'; img-src data:")));
        QVERIFY(!page.contains(QLatin1String("<script"), Qt::CaseInsensitive));
        QVERIFY(!page.contains(QLatin1String("<link"), Qt::CaseInsensitive));
        QVERIFY(!page.contains(QLatin1String("<img"), Qt::CaseInsensitive));
        QVERIFY(!page.contains(QLatin1String("<iframe"), Qt::CaseInsensitive));
        QVERIFY(!page.contains(QLatin1String("@import"), Qt::CaseInsensitive));
        auto bare = page;
        bare.remove(QRegularExpression(QStringLiteral("\"[^\"]*\""))); // what stands in quotes is no attribute
        static const QRegularExpression attribute(QStringLiteral("<[^>]*\\s(src|href|action|style|on[a-z]+)="));
        const auto found = attribute.match(bare);
        QVERIFY2(!found.hasMatch(), qPrintable(found.captured()));
        static const QRegularExpression address(QStringLiteral("url\\((?!#)"));
        QVERIFY(!address.match(page).hasMatch());
        auto rest = page;
        rest.remove(QStringLiteral("http://www.w3.org/2000/svg")); // a name, not an address
        rest.remove(QStringLiteral("http-equiv"));
        QVERIFY(!rest.contains(QLatin1String("http")));
    }
}

void TestHtml::theVerdictAndEveryModelAreThere()
{
    const auto run = sample::run();
    const auto models = summarise(run);
    const auto verdict = judge(run, models);
    const auto page = pageOf(run);
    QVERIFY(!verdict.headline.empty());
    QVERIFY(page.contains(QString::fromStdString(report::escaped(verdict.headline))));
    QVERIFY(page.contains(QString::fromStdString(report::escaped(verdict.sentence))));
    for (const auto& reason : verdict.reasons)
        QVERIFY2(page.contains(QString::fromStdString(report::escaped(reason))), reason.c_str());
    for (const auto model : kModels)
        QVERIFY(
            page.contains(QString::fromUtf8(displayName(model).data(), static_cast<int>(displayName(model).size()))));
    for (const char* words : { "Mixed I/O and CPU", "AMD EPYC", "20261121-114233-5f3a", "Goals", "Results",
             "Throughput", "Latency", "Time split", "Timeline", "Ledger", "Unexplained", "Environment", "Method",
             "Limitations", "Payments", "Only the small payload", "interleave run", "The experiment file", "KVM" })
        QVERIFY2(page.contains(QLatin1String(words)), words);
}

void TestHtml::figuresAreWellFormed()
{
    const auto page = pageOf(hostileRun());
    const auto figures = figuresOf(page);
    QVERIFY(figures.size() > 10);
    for (const auto& figure : figures) {
        QXmlStreamReader xml(figure);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString() + QLatin1String(" in ") + figure.left(200)));
        QVERIFY(!figure.contains(QLatin1String("nan")) && !figure.contains(QLatin1String("inf\"")));
    }
}

void TestHtml::everyTagIsClosed()
{
    QCOMPARE(unbalanced(pageOf(sample::run())), QString());
    QCOMPARE(unbalanced(pageOf(hostileRun())), QString());
}

void TestHtml::hostileNamesAreOnlyText()
{
    const auto page = pageOf(hostileRun());
    QVERIFY(!page.contains(QLatin1String("alert(1)</script>")));
    QVERIFY(page.contains(QLatin1String("&lt;script&gt;alert(1)&lt;/script&gt;")));
    QVERIFY(page.contains(QLatin1String("&#39;&amp;amp;")));
}

void TestHtml::anEmptyRunIsAPageToo()
{
    auto run = sample::run();
    run.trials.clear();
    run.status = RunStatus::Cancelled;
    const auto page = pageOf(run);
    QCOMPARE(unbalanced(page), QString());
    QVERIFY(page.contains(QLatin1String("not run")));
    QVERIFY(page.contains(QLatin1String("The run was cancelled")));
    QVERIFY(!page.contains(QLatin1String("tasks per second over time"))); // no axes with invented ranges
    QVERIFY(!page.contains(QLatin1String(">Time split<")));
}

void TestHtml::aFailedModelSaysWhy()
{
    auto run = sample::run();
    for (auto& trial : run.trials) {
        if (trial.label != "processes")
            continue;
        trial.status = TrialStatus::Failed;
        trial.error = error(Code::PoolCrashLoop, "The workers died <again> and again.");
        trial.counts = {};
        trial.okInWindow = 0;
        trial.okBins.clear();
        trial.response = trial.service = {};
        trial.spent = {};
    }
    const auto page = pageOf(run);
    QVERIFY(page.contains(QLatin1String("POOL_CRASH_LOOP")));
    QVERIFY(page.contains(QLatin1String("The workers died &lt;again&gt; and again.")));
    QCOMPARE(unbalanced(page), QString());
}

void TestHtml::escapingIsComplete_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("markup");
    QTest::newRow("plain words stay") << QByteArray("p95 150 ms") << QByteArray("p95 150 ms");
    QTest::newRow("all five characters") << QByteArray("<>&\"'") << QByteArray("&lt;&gt;&amp;&quot;&#39;");
    QTest::newRow("beyond ASCII stays") << QByteArray("µs é 😀") << QByteArray("µs é 😀");
    QTest::newRow("a control character") << QByteArray("a\x1b[31m") << QByteArray("a\uFFFD[31m");
    QTest::newRow("a nought byte") << QByteArray("a\0b", 3) << QByteArray("a\uFFFDb");
    QTest::newRow("a C1 control") << QByteArray("a\xC2\x85") << QByteArray("a\uFFFD");
    QTest::newRow("a lone continuation byte") << QByteArray("a\x80z") << QByteArray("a\uFFFDz");
    QTest::newRow("a cut sequence at the end") << QByteArray("a\xE2\x82") << QByteArray("a\uFFFD\uFFFD");
    QTest::newRow("an overlong slash") << QByteArray("\xC0\xAF") << QByteArray("\uFFFD\uFFFD");
    QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80") << QByteArray("\uFFFD\uFFFD\uFFFD");
    QTest::newRow("no character at U+FFFF") << QByteArray("\xEF\xBF\xBF") << QByteArray("\uFFFD");
    QTest::newRow("line breaks stay") << QByteArray("a\n\tb") << QByteArray("a\n\tb");
}

void TestHtml::escapingIsComplete()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, markup);
    QCOMPARE(QByteArray::fromStdString(report::escaped(text.toStdString())), markup);
}

void TestHtml::endLabelsNeverOverlap()
{
    const auto apart = report::pushedApart({ 10, 11, 12, 200, 258, 259 }, 18, 16, 262);
    for (std::size_t i = 1; i < apart.size(); ++i)
        QVERIFY(apart[i] - apart[i - 1] >= 18 - 1e-9);
    QVERIFY(apart.front() >= 16 && apart.back() <= 262);
    QCOMPARE(apart[3], 200.0);
}

void TestHtml::formatsAreChosenByName_data()
{
    QTest::addColumn<QByteArray>("list");
    QTest::addColumn<int>("count");
    QTest::addColumn<QByteArray>("refused");
    QTest::newRow("one") << QByteArray("html") << 1 << QByteArray();
    QTest::newRow("all there are") << QByteArray("html,csv,json") << 3 << QByteArray();
    QTest::newRow("with blanks and twice") << QByteArray("csv, html ,csv") << 2 << QByteArray();
    QTest::newRow("one the contract names and this version has not")
        << QByteArray("html,pdf") << 0 << QByteArray("pdf");
    QTest::newRow("an unknown word") << QByteArray("docx") << 0 << QByteArray("docx");
    QTest::newRow("another case") << QByteArray("HTML") << 0 << QByteArray("HTML");
    QTest::newRow("nothing") << QByteArray() << 0 << QByteArray("\"\"");
    QTest::newRow("a trailing comma") << QByteArray("html,") << 0 << QByteArray("\"\"");
}

void TestHtml::formatsAreChosenByName()
{
    QFETCH(QByteArray, list);
    QFETCH(int, count);
    QFETCH(QByteArray, refused);
    const auto chosen = exportersFromList(list.toStdString());
    QCOMPARE(chosen.ok(), refused.isEmpty());
    if (chosen)
        QCOMPARE(static_cast<int>(chosen->size()), count);
    else
        QVERIFY(QByteArray::fromStdString(chosen.error().message).contains(refused)
            && QByteArray::fromStdString(chosen.error().message).contains("html, csv, json"));
}

void TestHtml::reportsAreWritten()
{
    const auto folder = TemporaryFolder::create("report");
    QVERIFY(folder);
    const auto run = sample::run();
    const auto models = summarise(run);
    const auto verdict = judge(run, models);
    const auto paths = writeReports(exporters(), run, models, verdict, folder->path());
    QVERIFY(paths);
    QCOMPARE(paths->size(), exporters().size());
    for (const auto& path : *paths) {
        const auto bytes = readFile(path, 64u << 20);
        QVERIFY(bytes && bytes->size() > 500);
    }
    QVERIFY(!writeReports(exporters(), run, models, verdict, folder->path() + "/none"));
}

QTEST_APPLESS_MAIN(TestHtml)
#include "tst_html.moc"
