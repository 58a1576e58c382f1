// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/experiment.h"

#include <QtTest>

using namespace ilv;

class TestExperiment : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void laysTheEntryOverTheSettings();
    void resolvesWorkers_data();
    void resolvesWorkers();
    void speaksTheRuntimesWords_data();
    void speaksTheRuntimesWords();
    void inFlightOfTheEntryWins();
    void countsPlannedTasks_data();
    void countsPlannedTasks();
};

void TestExperiment::laysTheEntryOverTheSettings()
{
    Experiment e;
    e.settings = { .workers = 3, .chunk = 7, .transport = Transport::Socket, .timeoutMs = 50, .maxTasksPerWorker = 9 };
    const Settings same = effectiveSettings(e, { .model = Model::Processes }, 8);
    QVERIFY(same == e.settings);
    const ModelEntry entry{ .model = Model::Hybrid,
        .workers = 5,
        .chunk = 0,
        .transport = Transport::Pipe,
        .start = StartMethod::ForkServer,
        .offload = Offload::Threads,
        .lock = true };
    const Settings own = effectiveSettings(e, entry, 8);
    QVERIFY(own == (Settings{ 5, 0, Transport::Pipe, StartMethod::ForkServer, Offload::Threads, true, 50, 200, 9 }));
    QCOMPARE(effectiveSettings(e, { .model = Model::ProcessPerTask }, 8).chunk, 1);
}

void TestExperiment::resolvesWorkers_data()
{
    QTest::addColumn<Model>("model");
    QTest::addColumn<int>("common");
    QTest::addColumn<int>("cores");
    QTest::addColumn<int>("workers");
    QTest::newRow("one for each core") << Model::Threads << 0 << 6 << 6;
    QTest::newRow("as many as asked for") << Model::Threads << 3 << 6 << 3;
    QTest::newRow("at least one where the cores are unknown") << Model::Processes << 0 << 0 << 1;
    QTest::newRow("sequential has one") << Model::Sequential << 3 << 6 << 1;
    QTest::newRow("async has one") << Model::Async << 0 << 6 << 1;
}

void TestExperiment::resolvesWorkers()
{
    QFETCH(const Model, model);
    QFETCH(const int, common);
    QFETCH(const int, cores);
    QFETCH(const int, workers);
    Experiment e;
    e.settings.workers = common;
    QCOMPARE(effectiveSettings(e, { .model = model }, cores).workers, workers);
}

void TestExperiment::speaksTheRuntimesWords_data()
{
    QTest::addColumn<StartMethod>("common");
    QTest::addColumn<StartMethod>("python");
    QTest::newRow("exec is spawn") << StartMethod::Exec << StartMethod::PythonSpawn;
    QTest::newRow("forkserver is Python's") << StartMethod::ForkServer << StartMethod::PythonForkServer;
    QTest::newRow("fork stays") << StartMethod::PythonFork << StartMethod::PythonFork;
}

void TestExperiment::speaksTheRuntimesWords()
{
    QFETCH(const StartMethod, common);
    QFETCH(const StartMethod, python);
    Experiment e;
    e.settings.start = common;
    QCOMPARE(effectiveSettings(e, { .model = Model::Processes, .runtime = Runtime::Python }, 2).start, python);
    QCOMPARE(effectiveSettings(e, { .model = Model::Processes }, 2).start, common);
}

void TestExperiment::inFlightOfTheEntryWins()
{
    Experiment e;
    e.load.inFlight = 64;
    QCOMPARE(effectiveInFlight(e, {}), 64);
    QCOMPARE(effectiveInFlight(e, { .inFlight = 3 }), 3);
    e.load.inFlight = 0;
    QCOMPARE(effectiveInFlight(e, {}), 1);
}

void TestExperiment::countsPlannedTasks_data()
{
    QTest::addColumn<qint64>("tasks");
    QTest::addColumn<int>("models");
    QTest::addColumn<int>("repeats");
    QTest::addColumn<QString>("sweep");
    QTest::addColumn<qint64>("planned");
    QTest::newRow("models times repeats") << qint64{ 100 } << 6 << 5 << QString() << qint64{ 3000 };
    QTest::newRow("a load that ends by time") << qint64{ 0 } << 6 << 5 << QString() << qint64{ -1 };
    QTest::newRow("three points of a sweep")
        << qint64{ 100 } << 2 << 1 << QStringLiteral("load.in_flight") << qint64{ 600 };
    QTest::newRow("a sweep over the tasks") << qint64{ 100 } << 2 << 1 << QStringLiteral("load.tasks") << qint64{ 120 };
    QTest::newRow("the most there can be")
        << qint64{ 10'000'000 } << 64 << 100 << QString() << qint64{ 64'000'000'000 };
}

void TestExperiment::countsPlannedTasks()
{
    QFETCH(const qint64, tasks);
    QFETCH(const int, models);
    QFETCH(const int, repeats);
    QFETCH(const QString, sweep);
    QFETCH(const qint64, planned);
    Experiment e;
    e.load.tasks = tasks;
    e.load.durationS = tasks == 0 ? 1 : 0;
    e.models.resize(static_cast<std::size_t>(models));
    e.repeats = repeats;
    if (!sweep.isEmpty())
        e.sweep = { sweep.toStdString(), { 10, 20, 30 } };
    QCOMPARE(plannedTasks(e), planned);
}

QTEST_APPLESS_MAIN(TestExperiment)
#include "tst_experiment.moc"
