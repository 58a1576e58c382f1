// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/historywords.h"
#include "look/plurals.h"
#include "model/advice.h"
#include "model/runtexts.h"
#include "report/figuretext.h"
#include "results/resultsmodel.h"
#include "sampleruns.h"
#include "window/boardlayout.h"

#include <QTest>

using namespace ilv;
using namespace ilv::ui;
using ilv::ui::sample::texts;

namespace {

/// Narrow no-break spaces would make the expected texts unreadable.
QString plain(QString text)
{
    return text.replace(QChar(0x202F), QLatin1Char(' '));
}

} // namespace

/// Words, rows and places of the window: everything that is decided without a widget.
class RunTextsTest : public QObject {
    Q_OBJECT

    EnglishPlurals m_plurals;

private Q_SLOTS:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }

    void clockShowsMinutesAndSeconds_data()
    {
        QTest::addColumn<double>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("nothing yet") << 0.0 << "0:00";
        QTest::newRow("a minute and two") << 62.0 << "1:02";
        QTest::newRow("over an hour") << 3723.0 << "1:02:03";
        QTest::newRow("never negative") << -1.0 << "0:00";
    }
    void clockShowsMinutesAndSeconds()
    {
        QFETCH(double, seconds);
        QTEST(clockText(seconds), "text");
    }

    void statusSaysHowTheRunStands()
    {
        const StatusWords ready = readyWords(ExperimentForm(sample::experiment(), 8));
        QCOMPARE(ready.title, QStringLiteral("Ready"));
        QCOMPARE(ready.detail, QStringLiteral("about 6 min for 6 models"));
        const StatusWords live = liveWords(*sample::live());
        QCOMPARE(live.title, QStringLiteral("Running process pool, 4 of 6"));
        QCOMPARE(live.detail, QStringLiteral("0:36 of about 1:00"));
        const StatusWords done = finishedWords(*sample::finished());
        QCOMPARE(done.title, QStringLiteral("Finished in 1:02"));
        QCOMPARE(done.detail, QStringLiteral("6 repeats, 95% intervals"));
        const StatusWords one = finishedWords(*sample::tooFew());
        QCOMPARE(one.detail, QStringLiteral("1 repeat"));
        const StatusWords failed = finishedWords(*sample::withFailure());
        QCOMPARE(failed.title, QStringLiteral("Finished with 1 failed model"));
        QCOMPARE(failed.detail, QStringLiteral("5 of 6 results kept"));
        const StatusWords stopped = finishedWords(*sample::stopped());
        QCOMPARE(stopped.title, QStringLiteral("Stopped at 1:02"));
        QCOMPARE(stopped.detail, QStringLiteral("4 of 6 results kept, 1 in part"));
        QCOMPARE(stopped.state, RunState::Stopped);
    }

    void bandSaysWhoLeadsAndGivesNoVerdictWhileMeasuring()
    {
        const BandWords live = liveBand(*sample::live());
        QCOMPARE(live.headline, QStringLiteral("Threads lead so far"));
        QVERIFY(live.sentence.startsWith(QStringLiteral("3 of 6 models measured.")));
        QCOMPARE(live.model, std::optional(Model::Threads));
        const BandWords first = liveBand(*sample::justStarted());
        QCOMPARE(first.headline, QStringLiteral("Measuring"));
        QVERIFY(!first.model);
    }

    void bandTakesTheVerdictAtTheEnd()
    {
        const BandWords done = finishedBand(*sample::finished());
        QCOMPARE(done.headline, QStringLiteral("Use the thread pool here"));
        QCOMPARE(done.reasons.size(), 8); // the verdict's two, and each model that was judged
        QVERIFY2(done.reasons.at(6).startsWith(QStringLiteral("Process per task: ")), qPrintable(done.reasons.at(6)));
        QVERIFY2(done.sentence.contains(QStringLiteral("the next simpler model, its price is 2.9 times the memory")),
            qPrintable(done.sentence));
        const BandWords failed = finishedBand(*sample::withFailure());
        QCOMPARE(failed.headline, QStringLiteral("No verdict yet"));
        QVERIFY(!failed.model);
    }

    void theNoiseIsToldWithTheResults()
    {
        auto run = std::make_shared<FinishedRun>(*sample::finished());
        QCOMPARE(noiseNote(*run), QString());
        ModelSummary& threads = run->models.at(2);
        threads.badgeKnown = true;
        QCOMPARE(noiseNote(*run), QString()); // A: nothing seen
        threads.badge = stats::Badge::C;
        TrialQuality quality;
        quality.readings = { { stats::Signal::ForeignCpu, 0.42 } };
        threads.quality = { quality };
        QCOMPARE(
            noiseNote(*run), QStringLiteral("Noise badge C, Thread pool: 42% of the CPU time went to other programs."));
    }

    void theFindingOfARunNamesItsModel()
    {
        HistoryEntry entry;
        entry.status = "completed";
        entry.sentence = "8.7 times the tasks of sequential.";
        entry.model = "hybrid";
        QCOMPARE(runFinding(entry), QStringLiteral("Hybrid: 8.7 times the tasks of sequential."));
        entry.model = "my own";
        QCOMPARE(runFinding(entry), QStringLiteral("my own: 8.7 times the tasks of sequential."));
        entry.model.clear();
        QCOMPARE(runFinding(entry), QStringLiteral("8.7 times the tasks of sequential."));
    }

    void allFailedModelsAreNamedAtOnce()
    {
        auto run = std::make_shared<FinishedRun>(*sample::withFailure());
        const auto one = noticesFor(*run);
        QVERIFY(!one.front().text.contains(QStringLiteral("Failed too")));
        run->models.at(5).status = ModelStatus::Failed;
        QVERIFY(noticesFor(*run).front().text.contains(QStringLiteral(" Failed too: Hybrid")));
    }

    void whileARunGoesOnAllFailedModelsAreNamedWithTheFixForTheNext()
    {
        auto picture = std::make_shared<LivePicture>(*sample::live()->picture);
        const Error crash{ .code = "HOST_CRASHED", .message = "the host was ended by signal 11" };
        for (const std::size_t failed : { 0u, 2u }) {
            picture->models.at(failed).state = LiveModel::State::Failed;
            picture->models.at(failed).error = crash;
        }
        LiveRun live = *sample::live();
        live.picture = picture;
        live.experiment.workload.stages.push_back(FaultStage{ .kind = FaultKind::Crash, .at = 5 });
        const auto notices = noticesFor(live);
        QCOMPARE(notices.size(), 2u);
        QVERIFY(notices.front().text.startsWith(QStringLiteral("Sequential failed. ")));
        QVERIFY(notices.front().text.endsWith(QStringLiteral(" Failed too: Thread pool.")));
        for (const Notice& notice : notices) {
            QVERIFY(!notice.fix); // nothing is started in the middle of a run
            QCOMPARE(notice.editLabel, QStringLiteral("Remove the fault for the next run"));
            QCOMPARE(notice.edit->workload.stages.size(), live.experiment.workload.stages.size() - 1);
        }
    }

    void whatDisturbedATrialIsSaidInWords_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<bool>("faultAsked");
        QTest::addColumn<QString>("end");
        QTest::addColumn<bool>("again");
        QTest::newRow("other programs")
            << "RUN_LOAD_HIGH" << false
            << ": other programs used the CPU. Close what else is running and measure again." << true;
        QTest::newRow("a fault dropped on a lane")
            << "FAULT_PLANTED" << false << ": a fault was planted by hand. Measure again for clean figures." << true;
        QTest::newRow("a fault of the experiment") << "WORKER_CRASHED" << true << ": a worker crashed." << false;
    }
    void whatDisturbedATrialIsSaidInWords()
    {
        QFETCH(QString, code);
        QFETCH(bool, faultAsked);
        QFETCH(QString, end);
        auto run = std::make_shared<RunResult>(*sample::finished()->run);
        run->trials.resize(1);
        run->trials[0].disturbed = { code.toStdString() };
        if (faultAsked)
            run->experiment.workload.stages.push_back(FaultStage{ .kind = FaultKind::Crash, .at = 5 });
        FinishedRun finished = *sample::finished();
        finished.run = run;
        const auto notices = noticesFor(finished);
        QCOMPARE(notices.size(), 1u);
        QVERIFY2(notices.front().text.endsWith(end), qPrintable(notices.front().text));
        QTEST(notices.front().fix.has_value(), "again");
    }

    void whatDisturbsIsSaidInWordsWhileItRuns()
    {
        auto picture = std::make_shared<LivePicture>(*sample::live()->picture);
        auto trial = std::make_shared<TrialResult>();
        trial->disturbed = { "RUN_LOAD_HIGH", "WORKER_CRASHED" };
        picture->models[1].trials = { trial, trial }; // two rounds of it: said once
        picture->warnings = { Error{ .code = "RUN_DISTURBED", .message = "“async” was disturbed: RUN_LOAD_HIGH." } };
        LiveRun live = *sample::live();
        live.picture = picture;
        const auto notices = noticesFor(live);
        QCOMPARE(notices.size(), 1u);
        QVERIFY2(notices.front().text.endsWith(QStringLiteral(
                     " was disturbed: other programs used the CPU, a worker crashed. Its figures are not those of an "
                     "undisturbed run.")),
            qPrintable(notices.front().text));
    }

    void linesOfModelsSayHowFarTheyAre()
    {
        const LiveRunPtr live = sample::live();
        QStringList said;
        for (const LiveModel& model : live->picture->models)
            said << plain(lineWords(*live, model).text);
        QCOMPARE(said, texts({ "396 /s", "1,812 /s", "14,980 /s", "62%", "queued", "queued" }));
        QCOMPARE(lineWords(*live, live->picture->models[3]).progress, std::optional(0.62));
        QVERIFY(!lineWords(*live, live->picture->models[4]).progress);
    }

    void progressCountsAllRounds()
    {
        LiveModel model;
        model.state = LiveModel::State::Running;
        model.roundsDone = 1;
        model.progress = 0.5;
        QCOMPARE(progressOf(model, 6), 0.25);
        model.state = LiveModel::State::Queued;
        QCOMPARE(progressOf(model, 2), 0.5);
        model.state = LiveModel::State::Done;
        QCOMPARE(progressOf(model, 6), 1.0);
    }

    void machineLinesLeaveOutWhatIsUnknown()
    {
        QCOMPARE(machineLines(sample::machine()),
            texts({ "This machine: 8 cores, Linux 6.1", "Governor performance, load 0.04" }));
        Environment bare;
        QCOMPARE(machineLines(bare), texts({ "This machine: 1 core" }));
        bare.loadAverage = 1.5;
        QCOMPARE(machineLines(bare), texts({ "This machine: 1 core", "Load 1.50" }));
    }

    void aModelThatFailedForCrowdingIsOfferedHalf()
    {
        const auto notices = noticesFor(*sample::withFailure());
        QCOMPARE(notices.size(), 1u);
        const Notice& notice = notices.front();
        QCOMPARE(notice.level, NoticeLevel::Error);
        QVERIFY(notice.text.startsWith(QStringLiteral("Process per task failed. ")));
        QVERIFY(notice.text.contains(QStringLiteral("The limit for this user is 512 processes.")));
        QCOMPARE(notice.fixLabel, QStringLiteral("Set to 32 in flight and retry"));
        QCOMPARE(notice.fix->load.inFlight, 32);
        QCOMPARE(notice.edit->models.size(), 5u);
        QCOMPARE(std::count_if(notice.edit->models.begin(), notice.edit->models.end(),
                     [](const ModelEntry& entry) { return entry.model == Model::ProcessPerTask; }),
            0);
    }

    void tooFewRepeatsAreOfferedMore()
    {
        const auto notices = noticesFor(*sample::tooFew());
        QCOMPARE(notices.size(), 1u);
        QCOMPARE(notices.front().level, NoticeLevel::Warning);
        QCOMPARE(notices.front().fix->repeats, 6);
    }

    void aGoodRunHasNothingToSay() { QVERIFY(noticesFor(*sample::finished()).empty()); }

    void aGovernorThatSavesPowerIsSaid()
    {
        auto run = std::make_shared<FinishedRun>(*sample::finished());
        auto result = std::make_shared<RunResult>(*run->run);
        result->environment.governor = "powersave";
        run->run = result;
        const auto notices = noticesFor(*run);
        QCOMPARE(notices.size(), 1u);
        QVERIFY(notices.front().text.contains(QStringLiteral("powersave")));
        QVERIFY(!notices.front().fix);
    }

    void errorsBecomeSentences()
    {
        QCOMPARE(sentenceOf({ .code = "X", .message = "It broke", .hint = "Mend it." }),
            QStringLiteral("It broke. Mend it."));
        QCOMPARE(sentenceOf({ .code = "X", .message = "" }), QStringLiteral("X"));
        QCOMPARE(noticeFor({ .code = "X", .message = "Bad", .file = "a.json", .line = 3, .column = 7 }).text,
            QStringLiteral("a.json:3:7: Bad."));
    }

    void tableRanksFastestFirstAndFailuresLast()
    {
        const auto names = [](const ResultTable& table) {
            QStringList all;
            for (const ResultRow& row : table.rows)
                all << row.shortName;
            return all;
        };
        QCOMPARE(names(resultTable(*sample::finished())),
            texts({ "Threads", "Hybrid", "Proc./task", "Proc. pool", "Async", "Sequential" }));
        const ResultTable failed = resultTable(*sample::withFailure());
        QCOMPARE(names(failed).last(), QStringLiteral("Proc./task"));
        QCOMPARE(
            failed.rows.back().words, QStringLiteral("failed after 412 tasks: fork, resource temporarily unavailable"));
        const ResultTable live = resultTable(*sample::live());
        QCOMPARE(names(live), texts({ "Threads", "Async", "Sequential", "Proc. pool", "Proc./task", "Hybrid" }));
        QCOMPARE(live.rows[3].words, QStringLiteral("running"));
        QCOMPARE(live.rows[4].words, QStringLiteral("queued"));
    }

    void tableShowsNumbersInOneUnitAColumn()
    {
        ResultsModel model;
        model.setTable(resultTable(*sample::finished()));
        const auto text = [&](int row, ResultColumn column) { return plain(model.text(row, column)); };
        QCOMPARE(text(0, ResultColumn::Name), QStringLiteral("Thread pool"));
        QCOMPARE(text(1, ResultColumn::Name), QStringLiteral("Hybrid async + processes"));
        QCOMPARE(text(0, ResultColumn::Rate), QStringLiteral("14,980"));
        QCOMPARE(text(0, ResultColumn::Interval), QStringLiteral("±1.1%"));
        QCOMPARE(text(0, ResultColumn::Times), QStringLiteral("37.8×"));
        QCOMPARE(text(0, ResultColumn::P50), QStringLiteral("4.27"));
        QCOMPARE(text(5, ResultColumn::P99), QStringLiteral("169"));
        QCOMPARE(text(2, ResultColumn::Overhead), QStringLiteral("26%"));
        QCOMPARE(text(2, ResultColumn::Memory), QStringLiteral("143"));
        QCOMPARE(model.headerData(int(ResultColumn::P50), Qt::Horizontal, Qt::DisplayRole).toString(),
            QStringLiteral("p50, ms"));
        QVERIFY(model.asTsv().startsWith(QStringLiteral("Model\tTasks/s")));
    }

    void whatWasNotMeasuredIsADash()
    {
        ResultsModel model;
        model.setTable(resultTable(*sample::tooFew()));
        QCOMPARE(model.text(0, ResultColumn::Interval), QStringLiteral("–"));
        QVERIFY(!model.data(model.index(0, int(ResultColumn::Interval)), Qt::ToolTipRole).toString().isEmpty());
    }

    void figuresSayTheWholeWorkload()
    {
        QCOMPARE(plain(workloadLine(sample::experiment())),
            QStringLiteral("wait 2 ms, compute mix 0.5 ms; payload 4 KiB; 64 in flight; 8 workers; 10 s × 6"));
        const FigureText text = figureText(*sample::finished()->run);
        for (const char* part : { "8 cores", "governor performance", "2026-11-21", "20261121-114233-5f3a" })
            QVERIFY2(text.footer.contains(QLatin1String(part)), part);
    }

    void cardsFillTheBoardWithoutOverlap_data()
    {
        QTest::addColumn<int>("tab");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("large");
        for (int tab = 0; tab < kBoardTabs; ++tab) {
            QTest::addRow("tab %d in a large window", tab) << tab << QSize(1612, 900) << true;
            QTest::addRow("tab %d in a small window", tab) << tab << QSize(1006, 527) << false;
        }
    }
    void cardsFillTheBoardWithoutOverlap()
    {
        QFETCH(int, tab);
        QFETCH(QSize, size);
        QFETCH(bool, large);
        BoardRequest request{ .tab = static_cast<BoardTab>(tab), .size = size };
        request.large = large;
        request.rightWidth = large ? 480 : 352;
        request.tableHeight = 262;
        const BoardPlaces places = placeCards(request);
        const QRect board(QPoint(0, 0), size);
        QRect all;
        for (std::size_t a = 0; a < kBoardCards; ++a) {
            const QRect& one = places.card[a];
            if (one.isNull())
                continue;
            QVERIFY(board.contains(one));
            QVERIFY(one.width() >= 300 && one.height() >= 200);
            all |= one;
            for (std::size_t b = a + 1; b < kBoardCards; ++b)
                QVERIFY(!one.adjusted(-5, -5, 5, 5).intersects(places.card[b]) || places.card[b].isNull());
        }
        QCOMPARE(all, board);
        QVERIFY(!places[mainCard(request.tab)].isNull());
        request.single = true;
        QCOMPARE(placeCards(request)[mainCard(request.tab)], board);
    }
};

QTEST_GUILESS_MAIN(RunTextsTest)
#include "tst_runtexts.moc"
