// SPDX-License-Identifier: GPL-3.0-or-later
// report.csv: RFC 4180, no formula for a spreadsheet to run, and the figures read back as what they were.
#include "report/csvexport.h"
#include "report/samplerun.h"

#include <QTest>

#include <charconv>
#include <clocale>

using namespace ilv;
using report::csvField;

namespace {

using Table = std::vector<std::vector<std::string>>;

/// A reader after RFC 4180, written from the standard and not from the writer.
Table readCsv(const std::string& text, bool& wellFormed)
{
    Table table;
    std::vector<std::string> row;
    std::string field;
    wellFormed = true;
    std::size_t i = 0;
    while (i < text.size()) {
        field.clear();
        if (text[i] == '"') {
            for (++i; i < text.size(); ++i) {
                if (text[i] != '"')
                    field += text[i];
                else if (i + 1 < text.size() && text[i + 1] == '"')
                    field += text[++i];
                else
                    break;
            }
            wellFormed = wellFormed && i < text.size();
            ++i;
        } else {
            while (i < text.size() && text[i] != ',' && text[i] != '\r' && text[i] != '\n') {
                wellFormed = wellFormed && text[i] != '"';
                field += text[i++];
            }
        }
        row.push_back(field);
        if (i < text.size() && text[i] == ',') {
            ++i;
            continue;
        }
        wellFormed = wellFormed && text.compare(i, 2, "\r\n") == 0;
        i += 2;
        table.push_back(std::move(row));
        row.clear();
    }
    wellFormed = wellFormed && row.empty();
    return table;
}

std::size_t columnOf(const Table& table, std::string_view name)
{
    for (std::size_t i = 0; i < table[0].size(); ++i) {
        if (table[0][i] == name)
            return i;
    }
    return table[0].size();
}

double numberOf(const std::string& text)
{
    double value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string csvOf(const RunResult& run)
{
    const auto models = summarise(run);
    return report::writeCsv(run, models, judge(run, models));
}

} // namespace

class TestCsv : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void fieldsAreQuotedAndGuarded_data();
    void fieldsAreQuotedAndGuarded();
    void figuresReadBack();
    void aDisturbedModelIsToBeSeen();
    void absentFiguresAreEmpty();
    void hostileLabelsReadBack();
    void theLocaleDoesNotMatter();
};

void TestCsv::fieldsAreQuotedAndGuarded_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("field");
    QTest::newRow("a word stays as it is") << QByteArray("threads") << QByteArray("threads");
    QTest::newRow("nothing stays nothing") << QByteArray() << QByteArray();
    QTest::newRow("a comma is quoted") << QByteArray("a,b") << QByteArray("\"a,b\"");
    QTest::newRow("a quotation mark is doubled") << QByteArray("a\"b") << QByteArray("\"a\"\"b\"");
    QTest::newRow("a line break is quoted") << QByteArray("a\nb") << QByteArray("\"a\nb\"");
    QTest::newRow("a carriage return is quoted") << QByteArray("a\rb") << QByteArray("\"a\rb\"");
    QTest::newRow("an equals sign is guarded") << QByteArray("=1+1") << QByteArray("'=1+1");
    QTest::newRow("a formula with a comma")
        << QByteArray("=HYPERLINK(\"x\",1)") << QByteArray("\"'=HYPERLINK(\"\"x\"\",1)\"");
    QTest::newRow("a plus is guarded") << QByteArray("+cmd|' /C calc'!A0") << QByteArray("'+cmd|' /C calc'!A0");
    QTest::newRow("a minus is guarded") << QByteArray("-2+3") << QByteArray("'-2+3");
    QTest::newRow("an at sign is guarded") << QByteArray("@SUM(A1)") << QByteArray("'@SUM(A1)");
    QTest::newRow("a tab is guarded") << QByteArray("\t=1") << QByteArray("'\t=1");
    QTest::newRow("a carriage return in front") << QByteArray("\r=1") << QByteArray("\"'\r=1\"");
    QTest::newRow("a negative number is plain") << QByteArray("-12.5") << QByteArray("-12.5");
    QTest::newRow("a signed number is plain") << QByteArray("+3e5") << QByteArray("+3e5");
    QTest::newRow("two signs are no number") << QByteArray("+-3") << QByteArray("'+-3");
    QTest::newRow("a lone minus") << QByteArray("-") << QByteArray("'-");
    QTest::newRow("minus infinity is no number") << QByteArray("-inf") << QByteArray("'-inf");
    QTest::newRow("an equals sign later on") << QByteArray("a=1") << QByteArray("a=1");
}

void TestCsv::fieldsAreQuotedAndGuarded()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, field);
    QCOMPARE(QByteArray::fromStdString(csvField(text.toStdString())), field);
}

void TestCsv::figuresReadBack()
{
    const auto run = sample::run();
    const auto models = summarise(run);
    const auto verdict = judge(run, models);
    bool wellFormed = false;
    const auto table = readCsv(report::writeCsv(run, models, verdict), wellFormed);
    QVERIFY(wellFormed);
    QCOMPARE(table.size(), models.size() + 1);
    for (const auto& row : table)
        QCOMPARE(row.size(), table[0].size());
    for (std::size_t i = 0; i < models.size(); ++i) {
        const auto at = [&](std::string_view column) { return table[i + 1].at(columnOf(table, column)); };
        QCOMPARE(at("label"), models[i].label);
        QCOMPARE(at("recommended") == "yes", models[i].label == verdict.label);
        QCOMPARE(numberOf(at("throughput_per_s")), models[i].throughput.median);
        QCOMPARE(numberOf(at("throughput_low")), *models[i].throughput.low);
        QCOMPARE(numberOf(at("p99_ms")), *models[i].latency.p99Ms);
        QCOMPARE(numberOf(at("max_ms")), models[i].latency.maxMs);
        QCOMPARE(numberOf(at("planned")), 12000.0);
        QCOMPARE(numberOf(at("ok")), 12000.0);
        QCOMPARE(numberOf(at("peak_rss_mb")), models[i].resources.peakRssMb);
        QCOMPARE(numberOf(at("times_sequential")), *models[i].speedup);
        QCOMPARE(numberOf(at("times_sequential_low")), models[i].speedupInterval->low);
        QCOMPARE(numberOf(at("p99_high_ms")), percentileInterval(models[i].response, 0.99)->high);
        QVERIFY(numberOf(at("p95_low_ms")) <= numberOf(at("p95_ms")) && numberOf(at("p95_ms")) <= numberOf(at("p95_high_ms")));
        QCOMPARE(at("steadiness"), std::string("too short to tell"));
        QCOMPARE(at("sustained"), std::string()); // a closed load
        QCOMPARE(at("identity_violations"), std::string("0"));
        QCOMPARE(at("error_code"), models[i].error ? models[i].error->code : std::string());
    }
}

void TestCsv::aDisturbedModelIsToBeSeen()
{
    auto run = sample::run();
    run.trials.back().disturbed = { "WORKER_CRASHED", "FAULT_PLANTED" };
    run.trials.back().faults = { { 1, 2, 3, "w0", HandFault::Crash } };
    bool wellFormed = false;
    const auto table = readCsv(csvOf(run), wellFormed);
    QVERIFY(wellFormed);
    for (std::size_t i = 1; i < table.size(); ++i) {
        const bool it = table[i].at(0) == run.trials.back().label;
        QCOMPARE(table[i].at(columnOf(table, "disturbed")), std::string(it ? "WORKER_CRASHED FAULT_PLANTED" : ""));
        QCOMPARE(table[i].at(columnOf(table, "faults_planted")), std::string(it ? "1" : "0"));
    }
}

void TestCsv::absentFiguresAreEmpty()
{
    auto run = sample::run();
    run.trials.clear();
    bool wellFormed = false;
    const auto table = readCsv(csvOf(run), wellFormed);
    QVERIFY(wellFormed);
    for (const char* column : { "throughput_per_s", "throughput_low", "p50_ms", "max_ms", "overhead", "peak_rss_mb",
             "times_sequential_low", "p99_low_ms", "badge", "steadiness", "disturbed" })
        QVERIFY2(table[1].at(columnOf(table, column)).empty(), column);
    QCOMPARE(table[1].at(columnOf(table, "status")), std::string("not_run"));
}

void TestCsv::hostileLabelsReadBack()
{
    auto run = sample::run();
    const std::string labels[]{ "=cmd|' /C calc'!A0", "a,\"b\"\r\nc", "@x", "\xC3\xA9t\xC3\xA9", "-1+1", "'quoted'" };
    for (std::size_t i = 0; i < run.experiment.models.size(); ++i) {
        for (auto& trial : run.trials) {
            if (trial.label == run.experiment.models[i].label)
                trial.label = labels[i];
        }
        run.experiment.models[i].label = labels[i];
    }
    bool wellFormed = false;
    const auto table = readCsv(csvOf(run), wellFormed);
    QVERIFY(wellFormed);
    QCOMPARE(table.size(), std::size_t{ 7 });
    for (std::size_t i = 0; i < 6; ++i) {
        const bool guarded = i == 0 || i == 2 || i == 4;
        QCOMPARE(table[i + 1][0], (guarded ? "'" : "") + labels[i]);
        QCOMPARE(table[i + 1].size(), table[0].size());
    }
}

void TestCsv::theLocaleDoesNotMatter()
{
    const auto before = csvOf(sample::run());
    if (!std::setlocale(LC_ALL, "de_DE.UTF-8"))
        std::setlocale(LC_ALL, "");
    const auto after = csvOf(sample::run());
    std::setlocale(LC_ALL, "C");
    QVERIFY(before == after);
}

QTEST_APPLESS_MAIN(TestCsv)
#include "tst_csv.moc"
