// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "experiment/experimentfile.h"
#include "experiment/presets.h"

#include <QtTest>

using namespace ilv;

namespace {

/// Every key of the contract, none at its default.
constexpr std::string_view kEverything = R"({
  "interleave": 1, "name": "Everything — ä", "seed": 18446744073709551615,
  "workload": { "stages": [
      {"kind": "wait", "ms": 0.5, "spread": "lognormal"},
      {"kind": "request", "latency_ms": 10, "spread": "exponential", "bytes": 2048},
      {"kind": "request", "url": "https://example.org:8443/a?b=c"},
      {"kind": "read", "path": "/etc/hostname", "bytes": 100}, {"kind": "read", "bytes": 65536},
      {"kind": "write", "bytes": 0},
      {"kind": "compute", "kernel": "sha256", "units": 200000}, {"kind": "compute", "cpu_ms": 1.5},
      {"kind": "command", "program": "true", "args": ["", "two words"]},
      {"kind": "fault", "fault": "crash", "at": 3}, {"kind": "fault", "fault": "flaky", "every": 7, "fails": 2},
      {"kind": "fault", "fault": "ignore-term"} ],
    "input_bytes": 256, "output_bytes": 512, "golden": "mix-v1" },
  "models": [ "sequential", {"model": "async", "in_flight": 9}, {"model": "threads", "lock": true, "chunk": 5},
    {"model": "threads", "workers": 4}, {"model": "processes", "transport": "shared-memory", "start": "forkserver"},
    {"model": "process-per-task", "label": "fresh"}, {"model": "hybrid", "workers": 2, "offload": "threads"},
    {"model": "processes", "runtime": "python", "start": "spawn", "label": "py spawn"},
    {"model": "processes", "runtime": "python", "start": "forkserver", "chunk": "auto"} ],
  "load": { "mode": "closed", "duration_s": 2.5, "in_flight": 64 },
  "settings": { "workers": 2, "chunk": 3, "transport": "socket", "start": "forkserver", "offload": "threads",
    "lock": true, "timeout_ms": 2000, "kill_grace_ms": 50.5, "max_tasks_per_worker": 1000 },
  "retry": { "max_attempts": 3, "on": ["crash", "error", "timeout"], "backoff_ms": 10, "factor": 2, "max_ms": 100,
    "jitter": "full", "budget": 0.2, "deadline_ms": 900.5 },
  "goals": { "p95_ms": 150, "p99_ms": 300.25, "error_rate": 0.01, "throughput_per_s": 500, "correct": true },
  "repeats": 6, "warmup_tasks": 50, "deadline_s": 120.5, "record": "all",
  "sweep": { "parameter": "workload.stages[6].units", "values": [1000, 10000, 1e5] },
  "checklist": { "owner": "a", "threshold": "b\nc", "rollback": "d", "flag": "e", "limitations": "f" } })";

QString shown(const Errors& errors)
{
    QString text;
    for (const Error& e : errors)
        text += QString::fromStdString(e.code + " " + e.path + " " + e.message + "\n");
    return text;
}

Experiment read(std::string_view text)
{
    const ExperimentReading reading = readExperiment(text);
    if (!reading.experiment)
        qWarning("%s", qPrintable(shown(reading.errors)));
    return reading.experiment.value_or(Experiment{});
}

/// A small experiment with one part replaced.
std::string with(
    const std::string& workload, const std::string& models, const std::string& load, const std::string& more = {})
{
    return "{\"interleave\": 1, \"workload\": " + workload + ", \"models\": " + models + ", \"load\": " + load + more
        + "}";
}
const std::string kWait = R"({"stages": [{"kind": "wait", "ms": 1}]})";
const std::string kTen = R"({"tasks": 10})";

} // namespace

class TestExperimentFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryKey();
    void fillsInDefaults();
    void savesWhatItRead_data();
    void savesWhatItRead();
    void writesTheCanonicalText();
    void keepsExtraKeys();
    void readsFaultsInBothSpellings();
    void givesLabels_data();
    void givesLabels();
    void saysWhatTheLoadIs_data();
    void saysWhatTheLoadIs();
    void validatesAValue_data();
    void validatesAValue();
    void setsOneParameter();
    void refusesABadParameter_data();
    void refusesABadParameter();
    void sweepsOverDefaults_data();
    void sweepsOverDefaults();
    void readsFromDisk();
};

void TestExperimentFile::readsEveryKey()
{
    const Experiment e = read(kEverything);
    QCOMPARE(e.name, std::string("Everything — ä"));
    QCOMPARE(e.seed, UINT64_MAX);
    const std::vector<Stage> stages{ WaitStage{ 0.5, Spread::Lognormal },
        RequestStage{ 10, Spread::Exponential, 2048, "" },
        RequestStage{ 0, Spread::Constant, 0, "https://example.org:8443/a?b=c" }, ReadStage{ "/etc/hostname", 100 },
        ReadStage{ "", 65536 }, WriteStage{ 0 }, ComputeStage{ Kernel::Sha256, 200'000, 0 },
        ComputeStage{ Kernel::Mix, 0, 1.5 }, CommandStage{ "true", { "", "two words" } },
        FaultStage{ FaultKind::Crash, 3, 0, 1 }, FaultStage{ FaultKind::Flaky, -1, 7, 2 },
        FaultStage{ FaultKind::IgnoreTerm, -1, 0, 1 } };
    QVERIFY(e.workload.stages == stages);
    QCOMPARE(e.workload.inputBytes, 256);
    QCOMPARE(e.workload.outputBytes, 512);
    QCOMPARE(e.retry.deadlineMs, 900.5);
    QCOMPARE(e.deadlineS, 120.5);
    QCOMPARE(e.workload.golden, std::string("mix-v1"));

    QCOMPARE(e.models.size(), std::size_t{ 9 });
    QVERIFY(e.models[1] == (ModelEntry{ .model = Model::Async, .label = "async", .inFlight = 9 }));
    QVERIFY(e.models[2] == (ModelEntry{ .model = Model::Threads, .label = "threads", .chunk = 5, .lock = true }));
    QVERIFY(e.models[3] == (ModelEntry{ .model = Model::Threads, .label = "threads 2", .workers = 4 }));
    QVERIFY(e.models[4].transport == Transport::SharedMemory && e.models[4].start == StartMethod::ForkServer);
    QCOMPARE(e.models[5].label, std::string("fresh"));
    QVERIFY(e.models[6].offload == Offload::Threads);
    QVERIFY(e.models[7].runtime == Runtime::Python && e.models[7].start == StartMethod::PythonSpawn);
    QVERIFY(e.models[8].start == StartMethod::PythonForkServer && e.models[8].chunk == 0);

    QVERIFY(e.load == (Load{ .durationS = 2.5, .inFlight = 64 }));
    QVERIFY(e.settings
        == (Settings{ 2, 3, Transport::Socket, StartMethod::ForkServer, Offload::Threads, true, 2000, 50.5, 1000 }));
    QVERIFY(e.retry == (Retry{ 3, true, true, true, 10, 2, 100, true, 0.2, 900.5 }));
    QVERIFY(e.goals == (Goals{ 150, 300.25, 0.01, 500, true }));
    QCOMPARE(e.repeats, 6);
    QCOMPARE(e.warmupTasks, 50);
    QVERIFY(e.record == Record::All);
    QVERIFY(e.sweep == (Sweep{ "workload.stages[6].units", { 1000, 10'000, 100'000 } }));
    QVERIFY(e.checklist == (Checklist{ "a", "b\nc", "d", "e", "f" }));

    const Experiment open = read(with(kWait, R"(["async"])",
        R"({"mode": "open", "rate_per_s": 500, "arrivals": "burst", "burst": 20, "duration_s": 3, "max_queue": 10})"));
    QVERIFY(open.load == (Load{ LoadMode::Open, 0, 3, 1, 500, Arrivals::Burst, 20, 10 }));
}

void TestExperimentFile::fillsInDefaults()
{
    const Experiment e = read(with(kWait, R"(["async"])", kTen));
    Experiment expected;
    expected.workload.stages = { WaitStage{ 1, Spread::Constant } };
    expected.models = { ModelEntry{ .model = Model::Async, .label = "async" } };
    expected.load.tasks = 10;
    QVERIFY(e == expected);
}

void TestExperimentFile::savesWhatItRead_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("every key") << QByteArray(kEverything.data(), static_cast<qsizetype>(kEverything.size()));
    QTest::newRow("hardly any key") << QByteArray::fromStdString(with(kWait, R"(["async"])", kTen));
    QTest::newRow("an open load") << QByteArray::fromStdString(
        with(kWait, R"(["async"])", R"({"mode": "open", "rate_per_s": 0.1, "arrivals": "poisson", "tasks": 3})"));
    QTest::newRow("fractions that have no end") << QByteArray::fromStdString(
        with(R"({"stages": [{"kind": "wait", "ms": 0.1}, {"kind": "wait", "ms": 0.30000000000000004},
        {"kind": "wait", "ms": 1e-7}, {"kind": "wait", "ms": 86400000}]})",
            R"(["async"])", kTen));
    QTest::newRow("labels given and not given") << QByteArray::fromStdString(with(kWait,
        R"(["threads", {"model": "threads", "label": "threads 2"}, "threads", {"model": "async", "label": "threads 5"},
        "threads", {"model": "async", "label": "sequential"}, "sequential"])",
        kTen));
    QTest::newRow("extra keys everywhere") << QByteArray::fromStdString(
        with(R"({"stages": [{"kind": "wait", "ms": 1, "x-why": [1.50, "a"]}], "x-w": null})",
            R"(["async", {"model": "threads", "x-m.[0]": {"b": 1, "a": 18446744073709551615}}])", kTen,
            R"(, "x-z": 1e5, "x-a": "é", "settings": {"x-s": true})"));
    QTest::newRow("texts with quotes and breaks") << QByteArray::fromStdString(
        with(kWait, R"(["async"])", kTen, R"(, "name": "a \"b\" \\ c/", "checklist": {"owner": "\t1\n2 \u00e9 😀"})"));
    for (const Preset& preset : presets())
        QTest::newRow(preset.name.data()) << QByteArray(preset.text.data(), static_cast<qsizetype>(preset.text.size()));
}

void TestExperimentFile::savesWhatItRead()
{
    QFETCH(const QByteArray, text);
    const ExperimentReading first = readExperiment(text.toStdString());
    QVERIFY2(first.experiment, qPrintable(shown(first.errors)));
    const std::string saved = writeExperiment(*first.experiment);
    const ExperimentReading second = readExperiment(saved);
    QVERIFY2(second.experiment, qPrintable(shown(second.errors)));
    QVERIFY(*second.experiment == *first.experiment);
    QCOMPARE(QByteArray::fromStdString(writeExperiment(*second.experiment)), QByteArray::fromStdString(saved));
}

void TestExperimentFile::writesTheCanonicalText()
{
    const Experiment e
        = read(with(kWait, R"([{"model": "async", "label": "async"}, {"model": "threads", "workers": 2}])",
            R"({"mode": "closed", "in_flight": 1, "tasks": 10.0})",
            R"(, "retry": {"max_attempts": 1}, "x-n": [1, {"a": 2}])"));
    QCOMPARE(QString::fromStdString(writeExperiment(e)), QStringLiteral(R"({
  "interleave": 1,
  "name": "Untitled",
  "workload": {"stages": [{"kind": "wait", "ms": 1}]},
  "models": ["async", {"model": "threads", "workers": 2}],
  "load": {"mode": "closed", "tasks": 10},
  "x-n": [1, {"a": 2}]
}
)"));
}

void TestExperimentFile::keepsExtraKeys()
{
    const Experiment e
        = read(with(R"({"stages": [{"kind": "wait", "ms": 1}, {"kind": "wait", "ms": 2, "x-why": "slow"}]})",
            R"(["async"])", kTen, R"(, "x-note": {"b": 1, "a": 18446744073709551615}, "settings": {"x-s": 1})"));
    const std::map<std::string, std::string> expected{ { "workload.stages[1].x-why", "\"slow\"" },
        { "x-note", R"({"b":1,"a":18446744073709551615})" }, { "settings.x-s", "1" } };
    QVERIFY(e.extra == expected);

    Experiment changed = e;
    changed.workload.stages.pop_back(); // the note goes with what it was about
    const std::string text = writeExperiment(changed);
    QVERIFY(text.find("slow") == std::string::npos);
    QVERIFY(text.find("18446744073709551615") != std::string::npos);
    QVERIFY(validate(changed).empty());
}

void TestExperimentFile::readsFaultsInBothSpellings()
{
    const Experiment longer
        = read(with(R"({"stages": [{"kind": "fault", "fault": "exit", "every": 3}]})", R"(["async"])", kTen));
    const Experiment shorter = read(with(R"({"stages": [{"kind": "exit", "every": 3}]})", R"(["async"])", kTen));
    QVERIFY(longer == shorter);
    QVERIFY(longer.workload.stages[0] == Stage(FaultStage{ FaultKind::Exit, -1, 3, 1 }));
}

void TestExperimentFile::givesLabels_data()
{
    QTest::addColumn<QString>("models");
    QTest::addColumn<QString>("labels");
    QTest::newRow("each once") << QStringLiteral(R"("async", "threads")") << QStringLiteral("async|threads");
    QTest::newRow("three times") << QStringLiteral(R"("threads", "threads", "threads")")
                                 << QStringLiteral("threads|threads 2|threads 3");
    QTest::newRow("an own label later on is left alone")
        << QStringLiteral(R"("threads", "threads", {"model": "async", "label": "threads 2"})")
        << QStringLiteral("threads|threads 3|threads 2");
    QTest::newRow("another runtime") << QStringLiteral(R"("threads", {"model": "threads", "runtime": "python"})")
                                     << QStringLiteral("threads|threads 2");
}

void TestExperimentFile::givesLabels()
{
    QFETCH(const QString, models);
    QFETCH(const QString, labels);
    const Experiment e = read(with(kWait, "[" + models.toStdString() + "]", kTen));
    QStringList given;
    for (const ModelEntry& entry : e.models)
        given << QString::fromStdString(entry.label);
    QCOMPARE(given.join(QLatin1Char('|')), labels);
}

void TestExperimentFile::saysWhatTheLoadIs_data()
{
    QTest::addColumn<QString>("load");
    QTest::addColumn<QString>("message");
    QTest::newRow("a rate in a closed one")
        << QStringLiteral(R"({"mode": "closed", "tasks": 1, "in_flight": 1, "rate_per_s": 5})")
        << QStringLiteral("\"rate_per_s\" belongs to an open load, and this one is closed.");
    QTest::newRow("clients in an open one")
        << QStringLiteral(R"({"mode": "open", "duration_s": 1, "rate_per_s": 5, "in_flight": 1})")
        << QStringLiteral("\"in_flight\" belongs to a closed load, and this one is open.");
}

void TestExperimentFile::saysWhatTheLoadIs()
{
    QFETCH(const QString, load);
    QFETCH(const QString, message);
    const auto reading = readExperiment(with(kWait, R"(["async"])", load.toStdString()), "test");
    QCOMPARE(reading.errors.size(), 1u);
    QCOMPARE(reading.errors.front().code, std::string("FILE_CONFLICT"));
    QCOMPARE(QString::fromStdString(reading.errors.front().message), message);
}

void TestExperimentFile::validatesAValue_data()
{
    QTest::addColumn<int>("change");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("path");
    const auto row = [](const char* name, int change, const char* code, const char* path) {
        QTest::newRow(name) << change << QString::fromLatin1(code) << QString::fromLatin1(path);
    };
    row("nothing wrong", 0, "", "");
    row("no stage", 1, "FILE_RANGE", "workload.stages");
    row("no model", 2, "FILE_RANGE", "models");
    row("neither tasks nor time", 3, "FILE_MISSING_KEY", "load.tasks");
    row("tasks and time", 4, "FILE_CONFLICT", "load.duration_s");
    row("too many workers", 5, "FILE_RANGE", "settings.workers");
    row("the same label twice", 6, "FILE_CONFLICT", "models[1].label");
    row("a wait that is no number", 7, "FILE_TYPE", "workload.stages[0].ms");
    row("in flight below one", 8, "FILE_RANGE", "load.in_flight");
    row("an open load without a rate", 9, "FILE_RANGE", "load.rate_per_s");
    row("a sweep over nothing", 10, "FILE_REFERENCE", "sweep.parameter");
    row("a fault at a task and every so many", 11, "FILE_CONFLICT", "workload.stages[0].every");
    row("compute by units and time", 12, "FILE_CONFLICT", "workload.stages[0].cpu_ms");
    row("no name", 13, "FILE_RANGE", "name");
}

void TestExperimentFile::validatesAValue()
{
    QFETCH(const int, change);
    QFETCH(const QString, code);
    QFETCH(const QString, path);
    Experiment e = read(with(kWait, R"(["async", "threads"])", kTen));
    const std::function<void()> changes[]{ [] {}, [&] { e.workload.stages.clear(); }, [&] { e.models.clear(); },
        [&] { e.load.tasks = 0; }, [&] { e.load.durationS = 1; }, [&] { e.settings.workers = 257; },
        [&] { e.models[0].label = e.models[1].label = "same"; },
        [&] {
            e.workload.stages[0] = WaitStage{ std::nan(""), Spread::Constant };
        },
        [&] { e.load.inFlight = 0; }, [&] { e.load = { .mode = LoadMode::Open, .durationS = 1 }; },
        [&] {
            e.sweep = { "load.nothing", { 1 } };
        },
        [&] {
            e.workload.stages[0] = FaultStage{ FaultKind::Throw, 1, 2, 1 };
        },
        [&] {
            e.workload.stages[0] = ComputeStage{ Kernel::Mix, 1, 1 };
        },
        [&] { e.name.clear(); } };
    changes[change]();
    const Errors errors = validate(e);
    if (code.isEmpty()) {
        QVERIFY2(errors.empty(), qPrintable(shown(errors)));
        return;
    }
    QVERIFY2(errors.size() == 1, qPrintable(shown(errors)));
    QCOMPARE(QString::fromStdString(errors[0].code), code);
    QCOMPARE(QString::fromStdString(errors[0].path), path);
    QCOMPARE(errors[0].line, 0);
}

void TestExperimentFile::setsOneParameter()
{
    const Experiment e = read(kEverything);
    const auto point = withParameter(e, "workload.stages[6].units", 10'000);
    QVERIFY(point);
    Experiment expected = e;
    expected.sweep.reset();
    expected.workload.stages[6] = ComputeStage{ Kernel::Sha256, 10'000, 0 };
    QVERIFY(*point == expected);

    const auto workers = withParameter(read(with(kWait, R"(["async", "threads"])", kTen)), "models[1].workers", 8);
    QVERIFY(workers); // an entry that was only a name
    QVERIFY(workers->models[1].workers == 8);
    QCOMPARE(workers->models[1].label, std::string("threads"));
}

void TestExperimentFile::refusesABadParameter_data()
{
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("code");
    const auto row = [](const char* name, const char* parameter, double value, const char* code) {
        QTest::newRow(name) << QString::fromLatin1(parameter) << value << QString::fromLatin1(code);
    };
    row("a stage that is not there", "workload.stages[9].ms", 1, "FILE_REFERENCE");
    row("no path", "workload.", 1, "FILE_REFERENCE");
    row("nothing", "", 1, "FILE_REFERENCE");
    row("the version", "interleave", 1, "FILE_REFERENCE");
    row("below a number", "workload.stages[0].ms.x", 1, "FILE_REFERENCE");
    row("a value out of range", "load.tasks", 0, "FILE_RANGE");
    row("a fraction where none can be", "load.tasks", 1.5, "FILE_TYPE");
    row("a number that is none", "load.tasks", std::nan(""), "FILE_TYPE");
}

void TestExperimentFile::refusesABadParameter()
{
    QFETCH(const QString, parameter);
    QFETCH(const double, value);
    QFETCH(const QString, code);
    const auto point = withParameter(read(with(kWait, R"(["async"])", kTen)), parameter.toStdString(), value);
    QVERIFY(!point);
    QCOMPARE(QString::fromStdString(point.error().code), code);
}

void TestExperimentFile::sweepsOverDefaults_data()
{
    QTest::addColumn<QString>("parameter");
    for (const char* parameter : { "load.in_flight", "load.tasks", "settings.workers", "settings.chunk", "seed",
             "workload.stages[0].ms", "workload.input_bytes", "models[1].workers", "models[0].in_flight",
             "warmup_tasks", "retry.max_attempts", "settings.timeout_ms" })
        QTest::newRow(parameter) << QString::fromLatin1(parameter);
}

/// A sweep may name a number that the file leaves at its default.
void TestExperimentFile::sweepsOverDefaults()
{
    QFETCH(const QString, parameter);
    const std::string sweep
        = ", \"sweep\": {\"parameter\": \"" + parameter.toStdString() + "\", \"values\": [1, 2, 40]}";
    const ExperimentReading reading = readExperiment(with(kWait, R"(["async", "threads"])", kTen, sweep));
    QVERIFY2(reading.experiment, qPrintable(shown(reading.errors)));
    const auto point = withParameter(*reading.experiment, parameter.toStdString(), 40);
    QVERIFY(point);
    Experiment same = *reading.experiment;
    same.sweep.reset();
    QVERIFY(!(*point == same)); // something did change
}

void TestExperimentFile::readsFromDisk()
{
    auto folder = TemporaryFolder::create("ilv-tst-exp-");
    QVERIFY(folder);
    const std::string path = folder->path() + "/a.interleave.json";
    QVERIFY(atomicWrite(path, kEverything));
    const ExperimentReading reading = readExperimentFile(path);
    QVERIFY2(reading.experiment, qPrintable(shown(reading.errors)));
    QVERIFY(*reading.experiment == read(kEverything));
}

QTEST_APPLESS_MAIN(TestExperimentFile)
#include "tst_experimentfile.moc"
