// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/runner.h"

#include "base/codes.h"
#include "plan/schedule.h"
#include "support/processes.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

using namespace ilv;

namespace {

Experiment experimentOf(std::initializer_list<const char*> labels, int repeats = 1)
{
    Experiment e;
    e.workload.stages = {ComputeStage {Kernel::Mix, 0, 2}};
    e.load.tasks = 10;
    e.repeats = repeats;
    for (const char* label : labels) {
        ModelEntry entry;
        entry.model = Model::Threads;
        entry.label = label;
        e.models.push_back(entry);
    }
    return e;
}

} // namespace

/// Whole runs over the fake host.
class RunnerTest : public QObject {
    Q_OBJECT

    using Result = std::shared_ptr<const RunResult>;

    Result carryOut(RunRequest request, const std::function<void(Runner&, const LivePicture&)>& meanwhile = {})
    {
        request.programs = {ILV_FAKE_HOST, "/bin/true", ILV_FAKE_HOST};
        Runner runner(std::move(request));
        Result result;
        int ends = 0;
        QEventLoop loop;
        connect(&runner, &Runner::finished, &loop, [&](const auto& run) {
            result = run;
            ++ends;
            loop.quit();
        });
        connect(&runner, &Runner::progressed, &loop, [&](const auto& picture) {
            m_last = picture;
            if (meanwhile)
                meanwhile(runner, *picture);
        });
        runner.start();
        QTimer::singleShot(30'000, &loop, &QEventLoop::quit);
        loop.exec();
        [&] { QCOMPARE(ends, 1); }();
        return result;
    }

    QStringList logLines() const
    {
        QFile file(m_folder.filePath(QStringLiteral("log")));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }

    QTemporaryDir m_folder;
    std::shared_ptr<const LivePicture> m_last;

private Q_SLOTS:
    void cleanup() { QCOMPARE(test::ownChildren(), std::vector<int>()); } // nothing is left behind, whatever the end

    void init()
    {
        QFile::remove(m_folder.filePath(QStringLiteral("log")));
        qputenv("ILV_FAKE_LOG", m_folder.filePath(QStringLiteral("log")).toLocal8Bit());
        m_last.reset();
    }

    void trialsRunOneAfterAnotherInThePlannedOrder()
    {
        const auto e = experimentOf({"a", "b", "c"}, 2);
        const auto run = carryOut({e, {}, {}});
        QVERIFY(run);
        QCOMPARE(run->status, RunStatus::Completed);
        QVERIFY(!run->error);
        const auto order = trialOrder(3, 2, e.seed);
        QCOMPARE(run->trials.size(), order.size());
        QStringList wanted {QStringLiteral("probe"), QStringLiteral("probe")}; // how fast, then the right answers
        for (std::size_t i = 0; i < order.size(); ++i) {
            const auto& label = e.models[static_cast<std::size_t>(order[i].entry)].label;
            QCOMPARE(run->trials[i].label, label);
            QCOMPARE(run->trials[i].round, order[i].round);
            QCOMPARE(run->trials[i].trial, static_cast<int>(i));
            wanted << QStringLiteral("begin %1").arg(QString::fromStdString(label)) << QStringLiteral("end %1").arg(QString::fromStdString(label));
        }
        QCOMPARE(logLines(), wanted); // never two hosts at once
        QCOMPARE(run->unitsPerMs.at("mix"), 1000.0);
        QVERIFY(QRegularExpression(QStringLiteral("^\\d{8}-\\d{6}-[0-9a-f]{4}$")).match(QString::fromStdString(run->id)).hasMatch());
        QCOMPARE(m_last->trialsDone, 6);
        QCOMPARE(m_last->models[1].roundsDone, 2);
    }

    void aFaultNeedsATrialThatRuns()
    {
        Runner runner({experimentOf({"a"}), {ILV_FAKE_HOST, "/bin/true", ILV_FAKE_HOST}, {}});
        std::vector<FaultEvent> answers;
        connect(&runner, &Runner::faultAnswered, [&](const FaultEvent& answer) { answers.push_back(answer); });
        runner.plantFault("t0", HandFault::Slow);
        QCOMPARE(answers.size(), std::size_t {1});
        QVERIFY(answers[0].refused);
        QCOMPARE(answers[0].refused->code, std::string("FAULT_REFUSED"));
    }

    void aModelThatFailsDoesNotStopTheOthersAndIsNotRunAgain()
    {
        const auto run = carryOut({experimentOf({"a", "crashes", "b"}, 3), {}, {}});
        QCOMPARE(run->status, RunStatus::Completed);
        int crashes = 0;
        for (const auto& trial : run->trials) {
            crashes += trial.label == "crashes";
            QVERIFY(trial.counts.addsUp());
            QCOMPARE(trial.status, trial.label == "crashes" ? TrialStatus::Failed : TrialStatus::Completed);
        }
        QCOMPARE(crashes, 1);
        QCOMPARE(run->trials.size(), std::size_t {7});
        QCOMPARE(m_last->models[1].state, LiveModel::State::Failed);
    }

    void aRunInWhichEveryModelFailsIsAborted()
    {
        const auto run = carryOut({experimentOf({"crashes", "crashes too"}), {}, {}});
        QCOMPARE(run->status, RunStatus::Aborted);
        QCOMPARE(run->error->code, std::string("HOST_CRASHED"));
        QCOMPARE(run->trials.size(), std::size_t {2});
    }

    void aMiscountAbortsTheRun()
    {
        const auto run = carryOut({experimentOf({"cannot count"}, 3), {}, {}});
        QCOMPARE(run->status, RunStatus::Aborted);
        QCOMPARE(run->error->code, std::string("INTERNAL_ACCOUNTING"));
        QCOMPARE(run->trials.size(), std::size_t {1});
    }

    void cancelKeepsWhatWasMeasured()
    {
        auto e = experimentOf({"a", "slow"});
        int cancels = 0;
        const auto run = carryOut({e, {}, {}}, [&](Runner& runner, const LivePicture& picture) {
            if (picture.models[1].current && picture.models[1].current->counts.total() > 0 && cancels++ == 0)
                runner.cancel();
        });
        QCOMPARE(run->status, RunStatus::Cancelled);
        QCOMPARE(run->error->code, std::string("RUN_CANCELLED"));
        for (const auto& trial : run->trials)
            QVERIFY(trial.counts.addsUp());
        QCOMPARE(run->trials.back().status, TrialStatus::Cancelled);
        QCOMPARE(run->trials.back().counts.of(Outcome::Ok), std::uint64_t {4});
    }

    void theSecondCancelKills()
    {
        int cancels = 0;
        const auto run = carryOut({experimentOf({"stubborn"}), {}, {}}, [&](Runner& runner, const LivePicture& picture) {
            if (picture.models[0].current && picture.models[0].current->counts.total() > 0 && cancels++ < 2)
                runner.cancel();
        });
        QCOMPARE(run->status, RunStatus::Cancelled);
        QVERIFY(run->trials.front().counts.addsUp());
    }

    void cancelBeforeTheFirstTrialLeavesNone()
    {
        const auto run = carryOut({experimentOf({"a"}), {}, {}}, [](Runner& runner, const LivePicture&) { runner.cancel(); });
        QCOMPARE(run->status, RunStatus::Cancelled);
        QVERIFY(run->trials.empty());
    }

    void aPausedRunWaitsBetweenTrials()
    {
        bool waited = false;
        const auto run = carryOut({experimentOf({"a", "b"}), {}, {}}, [&](Runner& runner, const LivePicture& picture) {
            if (picture.trialsDone == 0 && !waited)
                runner.setPaused(true);
            if (picture.activity == "Paused") {
                waited = true;
                runner.setPaused(false);
            }
        });
        QCOMPARE(run->status, RunStatus::Completed);
        QVERIFY(waited);
        QCOMPARE(run->trials.size(), std::size_t {2});
    }

    void everyOutcomeIsHandedOnExactlyOnce()
    {
        std::map<std::pair<std::string, std::uint64_t>, int> rows;
        RunRequest request {experimentOf({"a", "crashes"}), {}, [&](const std::string& label, int, const OutcomesEvent::Row& row) {
            ++rows[{label, row.index}];
            return Status();
        }};
        const auto run = carryOut(std::move(request));
        QCOMPARE(run->status, RunStatus::Completed);
        QCOMPARE(rows.size(), std::size_t {20});
        for (const auto& [key, times] : rows)
            QCOMPARE(times, 1);
    }

    void anOutcomeThatCannotBeKeptEndsTheRun()
    {
        RunRequest request {experimentOf({"a"}, 5), {}, [](const std::string&, int, const OutcomesEvent::Row& row) -> Status {
            if (row.index < 5)
                return {};
            return error(Code::OutDiskFull, "Full.");
        }};
        const auto run = carryOut(std::move(request));
        QCOMPARE(run->status, RunStatus::Aborted);
        QCOMPARE(run->error->code, std::string("OUT_DISK_FULL"));
        QCOMPARE(run->trials.size(), std::size_t {1});
        QVERIFY(run->trials.front().counts.addsUp());
    }

    void aWrongKnownAnswerAbortsBeforeAnyTrial()
    {
        auto e = experimentOf({"a"});
        e.workload.golden = "bad";
        const auto run = carryOut({e, {}, {}});
        QCOMPARE(run->status, RunStatus::Aborted);
        QCOMPARE(run->error->code, std::string("OUTPUT_MISMATCH"));
        QVERIFY(run->error->message.find("answer 2 differs") != std::string::npos);
        QVERIFY(run->trials.empty());
    }

    void aServiceThatDiesAbortsTheRun()
    {
        qputenv("ILV_FAKE_SERVICE", "dies");
        auto e = experimentOf({"slow"});
        e.workload.stages = {RequestStage {.latencyMs = 1}};
        const auto run = carryOut({e, {}, {}});
        qunsetenv("ILV_FAKE_SERVICE");
        QCOMPARE(run->status, RunStatus::Aborted);
        QCOMPARE(run->error->code, std::string("NET_REFUSED"));
        for (const auto& trial : run->trials)
            QVERIFY(trial.counts.addsUp());
    }

    void aModelWithoutAHostHereIsSaidSo()
    {
        auto e = experimentOf({"a", "py"}, 2);
        e.models[1].runtime = Runtime::Python;
        const auto run = carryOut({e, {}, {}});
        QCOMPARE(run->status, RunStatus::Completed);
        QCOMPARE(run->trials.size(), std::size_t {3});
        for (const auto& trial : run->trials) {
            if (trial.label != "py")
                continue;
            QCOMPARE(trial.error->code, std::string("MODEL_UNAVAILABLE"));
            QCOMPARE(trial.counts.of(Outcome::NotRun), std::uint64_t {10});
        }
        QCOMPARE(m_last->models[1].state, LiveModel::State::Skipped);
    }

    void aRunnerThatIsThrownAwayLeavesNothingBehind()
    {
        auto runner = std::make_unique<Runner>(RunRequest {experimentOf({"stubborn"}), {ILV_FAKE_HOST, "/bin/true", ILV_FAKE_HOST}, {}});
        QEventLoop loop;
        connect(runner.get(), &Runner::progressed, &loop, [&](const auto& picture) {
            if (picture->models[0].current && picture->models[0].current->counts.total() > 0)
                loop.quit();
        });
        runner->start();
        loop.exec();
        runner.reset();
        QCOMPARE(logLines().last(), QStringLiteral("begin stubborn"));
    }
};

QTEST_GUILESS_MAIN(RunnerTest)
#include "tst_runner.moc"
