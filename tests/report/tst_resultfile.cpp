// SPDX-License-Identifier: GPL-3.0-or-later
// result.json: what the contract names is there, nothing is NaN, and what was written reads back as what it was.
#include "base/json.h"
#include "report/resultfile.h"
#include "report/samplerun.h"
#include "trial/events.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <nlohmann/json.hpp>

#include <limits>

using namespace ilv;

namespace {

std::string written(const RunResult& run)
{
    const auto models = summarise(run);
    return writeResult(run, models, judge(run, models));
}

QJsonObject parsed(const RunResult& run)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(written(run)), &error);
    return error.error == QJsonParseError::NoError ? document.object() : QJsonObject();
}

QString text(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}

/// The first trial as JSON, spans included: a value to compare by.
std::string asText(const TrialResult& trial)
{
    return toJson(trial, true).dump();
}

using Change = std::function<void(json::Out&)>;

} // namespace

Q_DECLARE_METATYPE(Change)

class TestResultFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatTheContractNamesIsThere();
    void countsAndLedgerAddUp();
    void whatWasWrittenReadsBack();
    void whatReadsBackWritesTheSameBytes();
    void tooFewTasksGiveNullAndAReason();
    void nothingIsEverNaN();
    void hostileNamesSurvive();
    void anEmptyRunCanBeKept();
    void badFilesAreRefused_data();
    void badFilesAreRefused();
    void cutOffFilesAreRefused();
};

void TestResultFile::whatTheContractNamesIsThere()
{
    const auto root = parsed(sample::run());
    for (const char* key : { "schema", "status", "verdict", "error", "experiment", "environment", "models" })
        QVERIFY2(root.contains(QLatin1String(key)), key);
    QCOMPARE(root[QLatin1String("schema")].toInt(), 1);
    QCOMPARE(root[QLatin1String("status")].toString(), QStringLiteral("completed"));
    QVERIFY(root[QLatin1String("error")].isNull());
    QCOMPARE(root[QLatin1String("experiment")][QLatin1String("name")].toString(), QStringLiteral("Mixed I/O and CPU"));
    const auto verdict = root[QLatin1String("verdict")].toObject();
    for (const char* key : { "outcome", "model", "sentence", "reasons" })
        QVERIFY2(verdict.contains(QLatin1String(key)), key);
    QCOMPARE(verdict[QLatin1String("outcome")].toString(), QStringLiteral("pass"));
    QVERIFY(verdict[QLatin1String("reasons")].isArray());

    const auto models = root[QLatin1String("models")].toArray();
    QCOMPARE(models.size(), 6);
    const auto model = models[3].toObject();
    QCOMPARE(model[QLatin1String("label")].toString(), QStringLiteral("processes"));
    QCOMPARE(model[QLatin1String("runtime")].toString(), QStringLiteral("native"));
    const QMap<QString, QStringList> parts{ { QStringLiteral("counts"),
                                                { QStringLiteral("planned"), QStringLiteral("ok"),
                                                    QStringLiteral("wrong"), QStringLiteral("error"),
                                                    QStringLiteral("timeout"), QStringLiteral("crashed"),
                                                    QStringLiteral("cancelled"), QStringLiteral("not_run") } },
        { QStringLiteral("throughput_per_s"),
            { QStringLiteral("median"), QStringLiteral("low"), QStringLiteral("high") } },
        { QStringLiteral("latency_ms"),
            { QStringLiteral("p50"), QStringLiteral("p95"), QStringLiteral("p99"), QStringLiteral("max"),
                QStringLiteral("n") } },
        { QStringLiteral("service_ms"), { QStringLiteral("p50"), QStringLiteral("n") } },
        { QStringLiteral("ledger_s"), { QStringLiteral("compute"), QStringLiteral("unexplained") } },
        { QStringLiteral("cpu_s"), { QStringLiteral("user"), QStringLiteral("system") } },
        { QStringLiteral("pool"),
            { QStringLiteral("workers"), QStringLiteral("spawned"), QStringLiteral("crashes"),
                QStringLiteral("restarts"), QStringLiteral("recovery_ms") } },
        { QStringLiteral("loop_lag_ms"), { QStringLiteral("p99") } } };
    for (auto part = parts.begin(); part != parts.end(); ++part) {
        const auto object = model[part.key()].toObject();
        for (const auto& key : part.value())
            QVERIFY2(object.contains(key), qPrintable(part.key() + u'.' + key));
    }
    for (const char* key : { "attempts", "peak_rss_mb", "status", "model" })
        QVERIFY2(model.contains(QLatin1String(key)), key);
    QCOMPARE(model[QLatin1String("trials")].toArray().size(), 6);
    QCOMPARE(model[QLatin1String("goals")].toArray().size(), 5);
}

void TestResultFile::countsAndLedgerAddUp()
{
    const auto models = parsed(sample::run())[QLatin1String("models")].toArray();
    for (const auto& each : models) {
        const auto model = each.toObject();
        const auto counts = model[QLatin1String("counts")].toObject();
        double sum = 0;
        for (auto it = counts.begin(); it != counts.end(); ++it)
            sum += it.key() == QLatin1String("planned") ? 0 : it->toDouble();
        QCOMPARE(sum, counts[QLatin1String("planned")].toDouble());
        double seconds = 0;
        const auto ledger = model[QLatin1String("ledger_s")].toObject();
        QCOMPARE(static_cast<std::size_t>(ledger.size()), kCategoryCount);
        for (const auto& part : ledger)
            seconds += part.toDouble();
        const double window = model[QLatin1String("ledger_window_s")].toDouble();
        QVERIFY(window > 0);
        QVERIFY2(std::abs(seconds - window) < 1e-6 * window, qPrintable(model[QLatin1String("label")].toString()));
    }
}

void TestResultFile::whatWasWrittenReadsBack()
{
    auto run = sample::run();
    run.status = RunStatus::Aborted;
    run.error = Error{ .code = "HOST_CRASHED", .message = "It died.", .hint = "Look at its log." };
    run.windowCpuS = 1.25;
    const auto read = readResult(written(run));
    QVERIFY2(read, read ? "" : qPrintable(text(read.error().message)));
    QCOMPARE(read->id, run.id);
    QCOMPARE(read->status, run.status);
    QVERIFY(read->error == run.error);
    QVERIFY(read->experiment == run.experiment);
    QCOMPARE(read->unitsPerMs, run.unitsPerMs);
    QCOMPARE(read->wallS, run.wallS);
    QCOMPARE(read->windowCpuS, run.windowCpuS);
    QCOMPARE(read->environment.cpuModel, run.environment.cpuModel);
    QCOMPARE(read->environment.cores, run.environment.cores);
    QCOMPARE(read->environment.effectiveCores, run.environment.effectiveCores);
    QCOMPARE(read->environment.loadAverage, run.environment.loadAverage);
    QCOMPARE(read->trials.size(), run.trials.size());
    for (std::size_t i = 0; i < run.trials.size(); ++i) {
        auto expected = run.trials[i];
        if (expected.round > 0)
            expected.spans.clear(); // kept of one trial a model
        QCOMPARE(text(asText(read->trials[i])), text(asText(expected)));
    }
}

void TestResultFile::whatReadsBackWritesTheSameBytes()
{
    const auto once = written(sample::run());
    const auto read = readResult(once);
    QVERIFY(read);
    QVERIFY(written(*read) == once);
}

void TestResultFile::tooFewTasksGiveNullAndAReason()
{
    auto run = sample::run();
    run.trials.resize(6); // one round
    for (auto& trial : run.trials) {
        trial.response = {};
        Histogram few;
        for (int i = 1; i <= 19; ++i)
            few.add(i * kMilli);
        trial.response = few.snapshot();
        trial.resources.peakRssMb = -1;
    }
    const auto model = parsed(run)[QLatin1String("models")][0].toObject();
    const auto latency = model[QLatin1String("latency_ms")].toObject();
    QVERIFY(latency[QLatin1String("p50")].isDouble());
    QVERIFY(latency[QLatin1String("p95")].isNull());
    QVERIFY(latency[QLatin1String("p99")].isNull());
    QVERIFY(latency[QLatin1String("reason")].toString().contains(QLatin1String("p95 needs 20 values, there are 19")));
    const auto rate = model[QLatin1String("throughput_per_s")].toObject();
    QVERIFY(rate[QLatin1String("median")].isDouble());
    QVERIFY(rate[QLatin1String("low")].isNull());
    QVERIFY(!rate[QLatin1String("reason")].toString().isEmpty());
    QVERIFY(model[QLatin1String("peak_rss_mb")].isNull());
    QVERIFY(model[QLatin1String("reason")].toString().contains(QLatin1String("peak_rss_mb")));
}

void TestResultFile::nothingIsEverNaN()
{
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
    auto run = sample::run();
    run.wallS = nan;
    run.unitsPerMs["mix"] = infinity;
    run.environment.memoryMb = nan;
    run.environment.loadAverage = -infinity;
    for (auto& trial : run.trials) {
        trial.resources.userS = nan;
        trial.resources.peakRssMb = infinity;
        trial.slipP99Ms = nan;
        trial.response.sum = infinity;
    }
    auto models = summarise(run);
    for (auto& model : models) {
        model.throughput.median = nan;
        model.overhead = infinity;
        model.latency.p99Ms = nan;
    }
    const auto out = writeResult(run, models, judge(run, models));
    const auto node = json::parse(out);
    QVERIFY2(node, "it is not JSON");
    QVERIFY(out.find("NaN") == std::string::npos && out.find("nan") == std::string::npos);
    QVERIFY(out.find("Infinity") == std::string::npos && out.find(" inf") == std::string::npos);
    const auto& trial = node->array("models")[0].array("trials")[0];
    QCOMPARE(trial.find("resources")->find("user_s")->kind, json::Node::Kind::Null);
    QVERIFY(trial.find("resources")->str("reason").find("user_s") != std::string_view::npos);
    QCOMPARE(node->array("models")[0].find("throughput_per_s")->find("median")->kind, json::Node::Kind::Null);
}

void TestResultFile::hostileNamesSurvive()
{
    auto run = sample::run();
    const std::string hostile = "\"}],\"x\":[{</script>\\ \u202E \U0001F600";
    run.experiment.name = hostile;
    run.experiment.models[0].label = hostile;
    for (auto& trial : run.trials) {
        if (trial.label == "sequential")
            trial.label = hostile;
    }
    run.error = Error{ .code = "HOST_CRASHED", .message = "raw \xFF\xFE bytes" };
    const auto out = written(run);
    const auto read = readResult(out);
    QVERIFY2(read, read ? "" : qPrintable(text(read.error().message)));
    QCOMPARE(read->experiment.name, hostile);
    QCOMPARE(read->trials[0].label, hostile);
    QVERIFY(read->error->message.find("bytes") != std::string::npos);
    QVERIFY(QString::fromUtf8(QByteArray::fromStdString(out)).toUtf8().toStdString() == out); // UTF-8 throughout
}

void TestResultFile::anEmptyRunCanBeKept()
{
    auto run = sample::run();
    run.trials.clear();
    run.status = RunStatus::Cancelled;
    const auto read = readResult(written(run));
    QVERIFY2(read, read ? "" : qPrintable(text(read.error().message)));
    QCOMPARE(read->status, RunStatus::Cancelled);
    QVERIFY(read->trials.empty());
}

void TestResultFile::badFilesAreRefused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* title, const char* code, const char* path, Change change) {
        QTest::newRow(title) << std::move(change) << QString::fromLatin1(code) << QString::fromLatin1(path);
    };
    row("without a schema", "FILE_MISSING_KEY", "schema", [](json::Out& r) { r.erase("schema"); });
    row("from a newer version", "FILE_VERSION_NEWER", "schema", [](json::Out& r) { r["schema"] = 2; });
    row("schema nought", "FILE_VERSION", "schema", [](json::Out& r) { r["schema"] = 0; });
    row("schema as text", "FILE_TYPE", "schema", [](json::Out& r) { r["schema"] = "1"; });
    row("an unknown status", "FILE_ENUM", "status", [](json::Out& r) { r["status"] = "fine"; });
    row("without an experiment", "FILE_MISSING_KEY", "experiment", [](json::Out& r) { r.erase("experiment"); });
    row("an experiment that is none", "FILE_RANGE", "experiment.repeats",
        [](json::Out& r) { r["experiment"]["repeats"] = 0; });
    row("models as an object", "FILE_TYPE", "models", [](json::Out& r) { r["models"] = json::Out::object(); });
    row("a model the experiment has not", "FILE_REFERENCE", "models[0].label",
        [](json::Out& r) { r["models"][0]["label"] = "x"; });
    row("a model twice", "FILE_CONFLICT", "models[1].label",
        [](json::Out& r) { r["models"][1]["label"] = "sequential"; });
    row("a trial of another model", "FILE_CONFLICT", "models[0].trials[2]",
        [](json::Out& r) { r["models"][0]["trials"][2]["label"] = "async"; });
    row("a trial that is a number", "FILE_TYPE", "models[0].trials[0]",
        [](json::Out& r) { r["models"][0]["trials"][0] = 1; });
    row("outcomes that do not add up", "FILE_CONFLICT", "models[0].trials[0]",
        [](json::Out& r) { r["models"][0]["trials"][0]["counts"]["ok"] = 1999; });
    row("a histogram that lost a value", "FILE_CONFLICT", "models[0].trials[0]",
        [](json::Out& r) { r["models"][0]["trials"][0]["response"]["n"] = 1999; });
    row("a bucket beyond the last", "FILE_RANGE", "models[0].trials[0]", [](json::Out& r) {
        r["models"][0]["trials"][0]["response"]["buckets"] = { 4'000'000'000, 2000 };
    });
    row("buckets in disorder", "FILE_RANGE", "models[0].trials[0]", [](json::Out& r) {
        r["models"][0]["trials"][0]["response"]["buckets"] = { 9, 1000, 8, 1000 };
    });
    row("a negative count", "FILE_RANGE", "models[0].trials[0]",
        [](json::Out& r) { r["models"][0]["trials"][0]["attempts"] = -1; });
    row("a window that ends before it begins", "FILE_RANGE", "models[0].trials[0]", [](json::Out& r) {
        r["models"][0]["trials"][0]["window"] = { 20, 10 };
    });
    row("a time that would overflow", "FILE_RANGE", "models[0].trials[0]",
        [](json::Out& r) { r["models"][0]["trials"][0]["spent"]["compute"] = 9'000'000'000'000'000'000; });
    row("a planted fault before all time", "FILE_RANGE", "models[0].trials[0]", [](json::Out& r) {
        r["models"][0]["trials"][0]["faults"]
            = json::Out::array({ { { "lane", "w0" }, { "fault", "crash" }, { "asked", INT64_MIN }, { "struck", 1 } } });
    });
}

void TestResultFile::badFilesAreRefused()
{
    QFETCH(Change, change);
    QFETCH(QString, code);
    QFETCH(QString, path);
    auto run = sample::run();
    run.trials.resize(18); // three rounds
    for (auto& trial : run.trials)
        trial.spans.clear();
    auto root = json::Out::parse(written(run));
    change(root);
    const auto read = readResult(root.dump(1), "result.json");
    QVERIFY(!read);
    QCOMPARE(text(read.error().code), code);
    QCOMPARE(text(read.error().path), path);
    QCOMPARE(text(read.error().file), QStringLiteral("result.json"));
    QVERIFY(read.error().line > 0);
    QVERIFY(!read.error().message.empty());
}

void TestResultFile::cutOffFilesAreRefused()
{
    auto run = sample::run();
    run.trials.resize(2);
    const auto whole = written(run);
    QVERIFY(readResult(whole));
    const std::size_t step = std::max<std::size_t>(997, whole.size() / 60); // reading it each time is what takes long
    for (std::size_t length = 0; length + 2 < whole.size(); length += step) {
        const auto read = readResult(std::string_view(whole).substr(0, length));
        QVERIFY2(!read, qPrintable(QStringLiteral("%1 bytes are taken for a whole file").arg(length)));
        QVERIFY(text(read.error().code).startsWith(QLatin1String("FILE_")));
    }
}

QTEST_APPLESS_MAIN(TestResultFile)
#include "tst_resultfile.moc"
