// SPDX-License-Identifier: GPL-3.0-or-later
#include "look/plurals.h"
#include "model/changes.h"
#include "model/faultpalette.h"
#include "model/runchange.h"
#include "model/runnames.h"
#include "results/resultsmodel.h"
#include "results/verdicttext.h"
#include "sampleruns.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;

namespace {

/// The sample run with one figure changed: threads' tasks per second and its interval.
FinishedRun withThreads(double rate, double spread)
{
    FinishedRun run = *sample::finished();
    for (ModelSummary& model : run.models)
        if (model.label == "threads")
            model.throughput = { .median = rate, .low = rate * (1 - spread), .high = rate * (1 + spread), .n = 6 };
    return run;
}

} // namespace

/// Old against new, in words.
class RunChangeTest : public QObject {
    Q_OBJECT

    EnglishPlurals m_plurals;

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }

    void whatWasSetOtherwiseIsSaidInTheFormsWords_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("words");
        QTest::newRow("CPU work") << "cpu" << QString::fromUtf8("CPU work 0.5 → 0.1 ms");
        QTest::newRow("in flight") << "flight" << QString::fromUtf8("In flight 64 → 32 tasks");
        QTest::newRow("workers to auto") << "workers" << QString::fromUtf8("Workers 8 → auto = 1");
        QTest::newRow("repeats") << "repeats" << QString::fromUtf8("Repeats 6 → 10");
        QTest::newRow("a goal set") << "goal" << QString::fromUtf8("with goal p95 ≤ 150 ms");
        QTest::newRow("a model less") << "model"
                                      << "without Sequential";
        QTest::newRow("a fault more") << "fault"
                                      << "with Crash every 100";
        QTest::newRow("what no field shows") << "seed"
                                             << "another setting";
        QTest::newRow("another name is no other experiment") << "name"
                                                             << "";
        QTest::newRow("nothing") << ""
                                 << "";
    }
    void whatWasSetOtherwiseIsSaidInTheFormsWords()
    {
        QFETCH(QString, what);
        QFETCH(QString, words);
        Experiment after = sample::experiment();
        if (what == QStringLiteral("cpu"))
            std::get<ComputeStage>(after.workload.stages[1]).cpuMs = 0.1;
        else if (what == QStringLiteral("flight"))
            after.load.inFlight = 32;
        else if (what == QStringLiteral("workers"))
            after.settings.workers = 0;
        else if (what == QStringLiteral("repeats"))
            after.repeats = 10;
        else if (what == QStringLiteral("goal"))
            after.goals.p95Ms = 150;
        else if (what == QStringLiteral("model"))
            after.models.erase(after.models.begin());
        else if (what == QStringLiteral("fault"))
            plantFault(after, PaletteFault::Crash);
        else if (what == QStringLiteral("seed"))
            after.seed = 99;
        else if (what == QStringLiteral("name"))
            after.name = "Other";
        QCOMPARE(changesBetween(sample::experiment(), after).join(QStringLiteral("; ")), words);
    }

    void theEffectFollowsFromTheIntervals_data()
    {
        QTest::addColumn<double>("before");
        QTest::addColumn<double>("after");
        QTest::addColumn<double>("spread");
        QTest::addColumn<int>("effect");
        QTest::addColumn<QString>("text");
        using E = ModelChange::Effect;
        QTest::newRow("intervals apart: faster") << 1000.0 << 1200.0 << 0.01 << int(E::Higher) << "+20% from 1,000";
        QTest::newRow("intervals apart: slower")
            << 1000.0 << 800.0 << 0.01 << int(E::Lower) << QString::fromUtf8("−20% from 1,000");
        QTest::newRow("many times as fast")
            << 1000.0 << 4900.0 << 0.01 << int(E::Higher) << QString::fromUtf8("4.9× from 1,000");
        QTest::newRow("intervals overlap")
            << 1000.0 << 1010.0 << 0.02 << int(E::Unclear) << QString::fromUtf8("≈ 1,000");
    }
    void theEffectFollowsFromTheIntervals()
    {
        QFETCH(double, before);
        QFETCH(double, after);
        QFETCH(double, spread);
        QFETCH(int, effect);
        QFETCH(QString, text);
        const FinishedRun now = withThreads(after, spread);
        const auto change = changeOf(withThreads(before, spread), now.run->experiment, now.models);
        QVERIFY(change.has_value());
        const ModelChange* threads = change->of("threads");
        QVERIFY(threads != nullptr);
        QCOMPARE(int(threads->effect), effect);
        QCOMPARE(threads->text(), text);
    }

    void keptRunsTellThemselvesApart_data()
    {
        QTest::addColumn<QStringList>("kept");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("name");
        const QString mixed = QString::fromStdString(sample::experiment().name);
        QTest::newRow("the first") << QStringList() << "" << mixed;
        QTest::newRow("the same again") << QStringList{ mixed } << "same" << mixed + QStringLiteral(" (2)");
        QTest::newRow("one number changed") << QStringList{ mixed + QStringLiteral(" (2)"), mixed } << "flight"
                                            << mixed + QString::fromUtf8(" (3): In flight 32 → 64 tasks");
        QTest::newRow("one in the middle was deleted") << QStringList{ mixed + QStringLiteral(" (7): anything"), mixed }
                                                       << "same" << mixed + QStringLiteral(" (8)");
        QTest::newRow("many changes") << QStringList() << "many"
                                      << mixed
                + QString::fromUtf8(": CPU work 0.1 → 0.5 ms, In flight 32 → 64 tasks, + 1");
        QTest::newRow("after another experiment") << QStringList{ QStringLiteral("Other (4)") } << "other" << mixed;
        QTest::newRow("a year in another's name is no number of a run")
            << QStringList{ mixed + QStringLiteral(" (2024)"), mixed } << "same" << mixed + QStringLiteral(" (2)");
        QTest::newRow("the largest number there is") << QStringList{ mixed + QStringLiteral(" (2147483647)"), mixed }
                                                     << "same" << mixed + QStringLiteral(" (2)");
        QTest::newRow("a thousand runs") << QStringList{ mixed + QStringLiteral(" (999)"),
            mixed + QStringLiteral(" (1000)") }
                                         << "same" << mixed + QStringLiteral(" (1001)");
        QTest::newRow("a name that only begins so") << QStringList{ mixed + QStringLiteral(" twice") } << "" << mixed;
    }
    void keptRunsTellThemselvesApart()
    {
        QFETCH(QStringList, kept);
        QFETCH(QString, before);
        const Experiment now = sample::experiment();
        Experiment then = now;
        if (before == QStringLiteral("flight") || before == QStringLiteral("many"))
            then.load.inFlight = 32;
        if (before == QStringLiteral("many")) {
            std::get<ComputeStage>(then.workload.stages[1]).cpuMs = 0.1;
            then.repeats = 3;
        }
        if (before == QStringLiteral("other"))
            then.name = "Other";
        std::vector<HistoryEntry> entries;
        for (const QString& each : kept) {
            HistoryEntry entry;
            entry.name = each.toStdString();
            entries.push_back(entry);
        }
        const std::string name = runName(entries, now, before.isEmpty() ? nullptr : &then);
        QTEST(QString::fromStdString(name), "name");
        HistoryEntry own;
        own.name = name;
        entries.push_back(own);
        QVERIFY(runName(entries, now, &now) != name);
    }

    void withoutIntervalsNothingIsClaimed()
    {
        const FinishedRunPtr before = sample::finished(), few = sample::tooFew();
        const auto change = changeOf(*before, few->run->experiment, few->models);
        QVERIFY(change.has_value());
        for (const ModelChange& model : change->models)
            QCOMPARE(int(model.effect), int(ModelChange::Effect::NoInterval));
    }

    void aFailedModelIsNotComparedAndHalfARunNeither()
    {
        const FinishedRunPtr failed = sample::withFailure();
        const auto change = changeOf(*sample::finished(), failed->run->experiment, failed->models);
        QVERIFY(change.has_value());
        QVERIFY(!change->of("process-per-task"));
        QVERIFY(change->of("threads"));
    }

    void theTableSaysItOnlyWhereBothWereMeasured()
    {
        const FinishedRun now = withThreads(7490, 0.01);
        const auto change = changeOf(*sample::finished(), now.run->experiment, now.models);
        ResultTable table = resultTable(now);
        ResultsModel model;
        model.setTable(table);
        QVERIFY(!model.hasBefore());
        QVERIFY(!model.asTsv().contains(QStringLiteral("Before")));
        addBefore(table, *change);
        model.setTable(table);
        QVERIFY(model.hasBefore());
        for (int row = 0; row < model.rowCount(); ++row)
            if (model.row(row).label == "threads")
                QCOMPARE(model.text(row, ResultColumn::Before), QString::fromUtf8("−50% from 14,980"));
        QVERIFY(change->sentence().contains(QString::fromUtf8("Threads −50%")));
        QVERIFY(change->sentence().startsWith(
            QStringLiteral("Against the complete run shown before, of the same settings: ")));
    }

    void theVerdictAsTextHoldsHeadlineEvidenceAndEveryModel()
    {
        const FinishedRunPtr run = sample::finished();
        const QString text = verdictText(*run);
        QVERIFY(text.startsWith(QString::fromStdString(run->verdict.headline) + QLatin1Char('\n')));
        QVERIFY(text.contains(QString::fromStdString(run->verdict.sentence)));
        QVERIFY(text.contains(QString::fromUtf8("- Thread pool: 14,980\u202f/s ±1.1%, p50 4.27 ms, p99 8.30 ms")));
        for (const char* name : { "Sequential", "Async event loop", "Process pool", "Process per task" })
            QVERIFY2(text.contains(QString::fromUtf8(name)), name);
        QVERIFY(text.contains(QString::fromStdString(run->run->id)));
        QVERIFY(verdictText(*sample::withFailure()).contains(QStringLiteral("failed")));
    }
};

QTEST_GUILESS_MAIN(RunChangeTest)
#include "tst_runchange.moc"
