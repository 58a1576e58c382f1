// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/livepicture.h"

#include <QtTest>

using namespace ilv;

namespace {

Experiment twoModels(double durationS = 0)
{
    Experiment e;
    e.models.resize(2);
    e.models[0].label = "a";
    e.models[1].label = "b";
    e.load.tasks = durationS > 0 ? 0 : 10;
    e.load.durationS = durationS;
    return e;
}

const std::vector<TrialSlot> kOrder { {0, 0}, {0, 1}, {1, 1}, {1, 0} };

std::shared_ptr<const TrialResult> ended(TrialStatus status = TrialStatus::Completed)
{
    auto result = std::make_shared<TrialResult>();
    result->status = status;
    if (status == TrialStatus::Failed)
        result->error = Error {.code = "HOST_CRASHED", .message = "gone"};
    return result;
}

} // namespace

class LiveBoardTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void modelsGoFromQueuedThroughRunningToDone()
    {
        LiveBoard board(twoModels(), "id", kOrder);
        board.begin(kSecond);
        const auto state = [&](int i) { return board.models()[static_cast<std::size_t>(i)].state; };
        QCOMPARE(state(0), LiveModel::State::Queued);
        board.trialStarted(kOrder[0], kSecond);
        QCOMPARE(state(0), LiveModel::State::Running);
        board.trialDone(kOrder[0], ended(), 2 * kSecond);
        QCOMPARE(state(0), LiveModel::State::Queued);
        board.trialStarted(kOrder[3], 2 * kSecond);
        board.trialDone(kOrder[3], ended(), 3 * kSecond);
        QCOMPARE(state(0), LiveModel::State::Done);
        const auto picture = board.picture(3 * kSecond);
        QCOMPARE(picture->trialsDone, 2);
        QCOMPARE(picture->trialsPlanned, 4);
        QCOMPARE(picture->models[0].roundsDone, 2);
        QCOMPARE(picture->models[0].trials.size(), std::size_t {2});
        QCOMPARE(picture->elapsedS, 2.0);
        QCOMPARE(picture->runId, std::string("id"));
    }

    void aFailedModelTakesItsOtherRoundsOutOfThePlan()
    {
        LiveBoard board(twoModels(), "id", kOrder);
        board.begin(0);
        board.trialStarted(kOrder[0], 0);
        board.trialDone(kOrder[0], ended(TrialStatus::Failed), kSecond);
        QVERIFY(board.failed(0));
        QVERIFY(!board.failed(1));
        const auto picture = board.picture(kSecond);
        QCOMPARE(picture->trialsPlanned, 3);
        QCOMPARE(picture->models[0].state, LiveModel::State::Failed);
        QCOMPARE(picture->models[0].error->code, std::string("HOST_CRASHED"));
    }

    void theTimeToComeIsUnknownUntilEveryModelHasRun()
    {
        LiveBoard board(twoModels(), "id", kOrder);
        board.begin(10 * kSecond);
        board.trialStarted(kOrder[0], 10 * kSecond);
        board.trialDone(kOrder[0], ended(), 13 * kSecond); // a: 3 s
        QCOMPARE(board.picture(13 * kSecond)->expectedS, 0.0);
        board.trialStarted(kOrder[1], 13 * kSecond);
        board.trialDone(kOrder[1], ended(), 18 * kSecond); // b: 5 s
        QCOMPARE(board.picture(18 * kSecond)->expectedS, 16.0); // 8 gone, 5 and 3 to come
    }

    void theTimeToComeIsKnownAtOnceWhereTheLoadEndsByTime()
    {
        LiveBoard board(twoModels(2.5), "id", kOrder);
        board.begin(kSecond);
        QCOMPARE(board.picture(kSecond)->expectedS, 10.0);
        board.trialStarted(kOrder[0], kSecond);
        QCOMPARE(board.picture(2 * kSecond)->expectedS, 10.0);
        QCOMPARE(board.picture(5 * kSecond)->expectedS, 11.5); // longer than planned: 4 gone, three to come
    }

    void theRunningTrialIsJudgedByItsOwnPace()
    {
        LiveBoard board(twoModels(), "id", {{0, 0}});
        TrialPlan plan;
        plan.label = "a";
        TrialFollower follower(plan);
        LiveEvent live;
        live.progress = 0.25;
        live.inFlight = 7;
        follower.live(live);
        follower.phase({"measure", 0});
        board.begin(kSecond);
        board.trialStarted({0, 0}, kSecond);
        board.trialChanged({0, 0}, follower);
        const auto picture = board.picture(3 * kSecond);
        QCOMPARE(picture->expectedS, 8.0);
        QCOMPARE(picture->models[0].phase, std::string("measure"));
        QCOMPARE(picture->models[0].inFlight, std::uint64_t {7});
        QVERIFY(picture->models[0].current);
    }
};

QTEST_APPLESS_MAIN(LiveBoardTest)
#include "tst_liveboard.moc"
