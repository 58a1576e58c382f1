// SPDX-License-Identifier: GPL-3.0-or-later
// What a trial says about itself: noise badges, steadiness, Little's law, open loads; and how a verdict takes it.
#include "analysis/pairings.h"
#include "analysis/runs.h"
#include "analysis/trialquality.h"

#include <QTest>

using namespace ilv;
using runs::steady;

namespace {

/// Two seconds on two cores that nobody else used.
TrialResult quietTrial()
{
    TrialResult trial = runs::trial("sequential", 0, 1000);
    trial.machine.seconds = 2;
    trial.machine.busyS = 2.1;
    trial.machine.ownS = 1.9;
    trial.machine.besideS = 0.15;
    trial.machine.stealS = 0;
    trial.machine.pressureS = 0.01;
    trial.machine.effectiveCores = 1.97;
    trial.machine.involuntarySwitches = 10;
    trial.machine.majorFaults = 0;
    trial.machine.runDelayS = 0.01;
    trial.machine.canaryBefore = 4'000'000;
    trial.machine.canaryAfter = 4'020'000;
    return trial;
}

using Change = void (*)(TrialResult&);

stats::Badge badgeAfter(Change change)
{
    TrialResult trial = quietTrial();
    change(trial);
    return qualityOf(trial, {}, 2, 4'000'000).badge;
}

Load openLoad(double rate)
{
    return { .mode = LoadMode::Open, .durationS = 1, .ratePerS = rate };
}

bool says(const Verdict& verdict, const std::string& words)
{
    std::string all = verdict.sentence;
    for (const auto& reason : verdict.reasons)
        all += '\n' + reason;
    return all.find(words) != std::string::npos;
}

void noisy(TrialResult& trial)
{
    const auto quiet = quietTrial();
    trial.machine = quiet.machine;
    trial.machine.busyS = 3.05; // half of the two cores' time is somebody else's
    trial.machine.ownS = 1;
    trial.machine.besideS = 0.05;
}

} // namespace

Q_DECLARE_METATYPE(Change)
Q_DECLARE_METATYPE(ilv::stats::Badge)

class TestTrialQuality : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badges_data()
    {
        QTest::addColumn<Change>("change");
        QTest::addColumn<stats::Badge>("badge");
        const auto row
            = [](const char* title, stats::Badge badge, Change change) { QTest::newRow(title) << change << badge; };
        using enum stats::Badge;
        row("a quiet machine", A, [](TrialResult&) {});
        row("2 % stolen", B, [](TrialResult& t) { t.machine.stealS = 0.08; });
        row("10 % stolen", C, [](TrialResult& t) { t.machine.stealS = 0.4; });
        row("others use 10 %", B, [](TrialResult& t) { t.machine.busyS += 0.4; });
        row("others use 25 %", C, [](TrialResult& t) { t.machine.busyS += 1; });
        row("the service's own use is not foreign", A, [](TrialResult& t) {
            t.machine.busyS += 1;
            t.machine.besideS += 1;
        });
        row("too short a look at counters of 10 ms", A, [](TrialResult& t) {
            t.machine.seconds = 0.1;
            t.machine.stealS = 0.01;
            t.machine.busyS = t.machine.ownS + 0.02;
            t.machine.pressureS = 0;
            t.machine.involuntarySwitches = 0;
        });
        row("canary 5 % slower afterwards", B, [](TrialResult& t) { t.machine.canaryAfter = 4'200'000; });
        row("canary 5 % faster afterwards", B, [](TrialResult& t) { t.machine.canaryAfter = 3'800'000; });
        row("both canaries 20 % slower than the run's best", C, [](TrialResult& t) {
            t.machine.canaryBefore = 4'800'000;
            t.machine.canaryAfter = 4'800'000;
        });
        row("one core of two", C, [](TrialResult& t) { t.machine.effectiveCores = 1.1; });
        row("run-queue delay of one lane on two cores", C, [](TrialResult& t) { t.machine.runDelayS = 1; });
        row("more lanes than cores wait for one another", A, [](TrialResult& t) {
            t.machine.runDelayS = 1;
            t.machine.pressureS = 1.9;
            t.machine.involuntarySwitches = 100'000;
            t.lanes.resize(3);
        });
        row("a clock 10 % slower at the end", B, [](TrialResult& t) {
            t.machine.mhzLow = 2700;
            t.machine.mhzHigh = 3000;
        });
        row("a page from the disk", B, [](TrialResult& t) { t.machine.majorFaults = 1; });
        row("a worker's clock was corrected", B, [](TrialResult& t) { t.clock = { 2, 1, 50'000, 0 }; });
        row("a suspended machine", C, [](TrialResult& t) { t.clock.suspended = 2 * kSecond; });
        row("nothing was read", A, [](TrialResult& t) { t.machine = {}; });
    }
    void badges()
    {
        QFETCH(Change, change);
        QFETCH(stats::Badge, badge);
        QCOMPARE(badgeAfter(change), badge);
    }
    void nothingReadIsNotJudged()
    {
        QVERIFY(!qualityOf(runs::trial("x", 0, 10), {}, 2, 0).judged);
        QVERIFY(qualityOf(quietTrial(), {}, 2, 0).judged);
    }
    void theDisturbanceIsWhatTheFiguresMayBeOffBy()
    {
        TrialResult trial = quietTrial();
        QVERIFY(qualityOf(trial, {}, 2, 4'000'000).disturbance < 0.03);
        trial.machine.busyS += 2; // half of all cores
        QVERIFY(std::abs(qualityOf(trial, {}, 2, 4'000'000).disturbance - 1.05) < 0.06); // twice as fast without them
    }
    void aShortTrialHasNoClass()
    {
        const auto steadiness = qualityOf(runs::trial("x", 0, 1000), {}, 2, 0).steady;
        QVERIFY(!steadiness.known);
        QCOMPARE(steadiness.reason, std::string("too short to tell: 10 stretches of the window, needs 150"));
    }
    void classes_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<double>("slope");
        QTest::addColumn<QString>("steadiness");
        QTest::newRow("as fast all along") << 100 << 0.0 << "flat";
        QTest::newRow("slower at first") << 50 << 0.0 << "warm-up";
        QTest::newRow("faster at first") << 200 << 0.0 << "slowdown";
        QTest::newRow("slower and slower") << 100 << -0.2 << "no steady state";
    }
    void classes()
    {
        QFETCH(int, head);
        QFETCH(double, slope);
        QFETCH(QString, steadiness);
        TrialResult trial = runs::trial("x", 0, 0);
        trial.windowEnd = trial.windowBegin + 20 * kSecond;
        trial.okBins.clear();
        for (int i = 0; i < 200; ++i) {
            const int usual = 100 + static_cast<int>(slope * i) + (i % 2 ? 1 : -1);
            trial.okBins.push_back(static_cast<std::uint32_t>(i < 20 ? usual + head - 100 : usual));
            trial.okInWindow += trial.okBins.back();
        }
        const auto steady = qualityOf(trial, {}, 2, 0).steady;
        QVERIFY(steady.known);
        QCOMPARE(QString::fromStdString(std::string(stats::name(steady.steadiness))), steadiness);
        if (head != 100)
            QCOMPARE(steady.cutS, 2.0); // the first twenty tenths of a second
    }
    void latencyThatDriftsIsNoSteadyStateThoughTheRateHolds()
    {
        TrialResult trial = runs::trial("x", 0, 0);
        trial.windowEnd = trial.windowBegin + 3 * kSecond;
        for (int i = 0; i < 300; ++i) {
            trial.fine.ok.push_back(10);
            trial.fine.response.push_back(10 * (5 * kMilli + i * 20 * kMicro));
            trial.okInWindow += 10;
        }
        QCOMPARE(qualityOf(trial, {}, 2, 0).steady.steadiness, stats::Steadiness::NoSteadyState);
        for (int i = 0; i < 300; ++i)
            trial.fine.response[static_cast<std::size_t>(i)] = 10 * (5 * kMilli + i % 2);
        QCOMPARE(qualityOf(trial, {}, 2, 0).steady.steadiness, stats::Steadiness::Flat);
    }
    void littlesLawIsCheckedTwice()
    {
        TrialResult trial = runs::trial("x", 0, 1000);
        QVERIFY(!qualityOf(trial, {}, 2, 0).little.known); // a result of an earlier version
        trial.recorded = 1000;
        trial.residenceInWindow = 8 * kSecond; // over one second: eight in flight
        trial.flight.samples = 200;
        trial.flight.mean = 8.1;
        trial.flight.deviation = 0.2;
        auto little = qualityOf(trial, {}, 2, 0).little;
        QVERIFY(little.known && little.exact && little.sampled && little.holds);
        QCOMPARE(little.expected, 8.0);
        trial.flight.mean = 9;
        QVERIFY(!qualityOf(trial, {}, 2, 0).little.holds);
        trial.residenceGap = 1; // one nanosecond: a record is wrong
        QVERIFY(!qualityOf(trial, {}, 2, 0).little.exact);
        trial.flight.samples = 29;
        QVERIFY(!qualityOf(trial, {}, 2, 0).little.sampled);
    }
    void anOpenLoadIsSustainedOrNot()
    {
        TrialResult trial = runs::trial("x", 0, 1000);
        trial.slipP99Ms = 0.1;
        trial.flight.mean = 10;
        trial.flight.inFlight = { 10, 9, 11, 10, 10, 9, 11, 10, 10, 10 };
        QVERIFY(!qualityOf(trial, {}, 2, 0).open.known); // closed
        auto open = qualityOf(trial, openLoad(1000), 2, 0).open;
        QVERIFY(open.known && open.sustained && !open.slipTooLarge);
        QCOMPARE(open.offeredPerS, 1000.0);
        trial.flight.inFlight = { 0, 20, 40, 60, 80, 100, 120, 140, 160, 180 }; // it piles up
        QVERIFY(!qualityOf(trial, openLoad(1000), 2, 0).open.sustained);
        trial.flight.inFlight.assign(10, 10);
        trial.okInWindow = 900; // a tenth was not done in time
        QVERIFY(!qualityOf(trial, openLoad(1000), 2, 0).open.sustained);
    }
    void aLateGeneratorIsABadge()
    {
        TrialResult trial = quietTrial(); // p99 of the response is 8 ms
        trial.slipP99Ms = 0.3;
        QCOMPARE(qualityOf(trial, openLoad(1000), 2, 0).badge, stats::Badge::A);
        trial.slipP99Ms = 0.5; // less than 1 ms, but above 5 % of it
        QVERIFY(qualityOf(trial, openLoad(1000), 2, 0).open.slipTooLarge);
        QCOMPARE(qualityOf(trial, openLoad(1000), 2, 0).badge, stats::Badge::B);
        QCOMPARE(qualityOf(trial, {}, 2, 0).badge, stats::Badge::A); // a closed load has no generator
    }
    void theObserversShareIsOfTheCoresTime()
    {
        TrialResult trial = quietTrial(); // 2 s of 2 cores
        QCOMPARE(qualityOf(trial, {}, 2, 0).recordShare, -1.0);
        trial.recorded = 10'000;
        trial.observer = { .stampNs = 400, .watchCpuS = 0.02, .liveCpuS = 0.01 };
        const TrialQuality quality = qualityOf(trial, {}, 2, 0);
        QCOMPARE(quality.recordShare, 0.001);
        QCOMPARE(quality.watchShare, 0.005);
        QCOMPARE(quality.liveShare, 0.0025);
    }
    void mostTrialsDecideAModelsBadge()
    {
        std::vector<TrialQuality> trials(4);
        QCOMPARE(badgeOf(trials), stats::Badge::A);
        trials[0].badge = trials[1].badge = stats::Badge::C;
        QCOMPARE(badgeOf(trials), stats::Badge::B);
        trials[2].badge = stats::Badge::C;
        QCOMPARE(badgeOf(trials), stats::Badge::C);
        QCOMPARE(badgeOf({}), stats::Badge::A);
    }
    void noiseAsLargeAsTheMissForbidsTheVerdict()
    {
        const auto verdict = [](void (*change)(TrialResult&)) {
            return runs::Builder()
                .add(Model::Sequential, steady(350), change)
                .add(Model::Threads, steady(500), change)
                .goals({ .throughputPerS = 400 })
                .verdict();
        };
        QCOMPARE(verdict([](TrialResult&) {}).label, std::string("threads"));
        const Verdict drowned = verdict(&noisy); // sequential may well have held it on a quiet machine
        QCOMPARE(drowned.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(drowned, "The noise is larger than the effect"));
        QVERIFY(says(drowned, "50% of the CPU time went to other programs"));
    }
    void noiseDoesNotTouchWhatIsFarEnoughApart()
    {
        const Verdict verdict = runs::Builder()
                                    .add(Model::Sequential, steady(100), &noisy)
                                    .add(Model::Threads, steady(500), &noisy)
                                    .goals({ .throughputPerS = 400 })
                                    .verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Pass);
        QCOMPARE(verdict.label, std::string("threads"));
        QVERIFY(says(verdict, "(badge C): 50% of the CPU time went to other programs"));
    }
    void withoutGoalsNoiseForbidsACloseChoiceOfFewRounds()
    {
        const auto verdict = [](int rounds, void (*change)(TrialResult&)) {
            return runs::Builder()
                .add(Model::Sequential, steady(100, rounds), change)
                .add(Model::Threads, steady(140, rounds), change)
                .verdict();
        };
        QCOMPARE(verdict(2, [](TrialResult&) {}).outcome, VerdictOutcome::Pass);
        QCOMPARE(verdict(2, &noisy).outcome, VerdictOutcome::Insufficient);
        QCOMPARE(verdict(6, &noisy).outcome, VerdictOutcome::Pass); // six interleaved rounds carry the noise themselves
    }
    void aSuspendedMachineForbidsAnyVerdict()
    {
        const Verdict verdict
            = runs::Builder()
                  .add(Model::Sequential, steady(100),
                      [](TrialResult& trial) { trial.clock.suspended = trial.round == 3 ? kSecond : 0; })
                  .verdict();
        QCOMPARE(verdict.outcome, VerdictOutcome::Insufficient);
        QVERIFY(says(verdict, "The machine was suspended while sequential ran"));
    }
    void pairsAreComparedByRound()
    {
        const auto pairs = pairings(summarise(runs::Builder()
                                                  .add(Model::Sequential, steady(1000))
                                                  .add(Model::Async, { 1012, 1013, 1011, 1012, 1014, 1010 })
                                                  .add(Model::Threads, steady(2000, 3))
                                                  .run()));
        QCOMPARE(pairs.size(), 3u);
        QCOMPARE(pairs[0].a + " " + pairs[0].b, std::string("sequential async"));
        QCOMPARE(pairs[0].practical, stats::Practical::Equal); // a little over one per cent: within three
        QVERIFY(pairs[0].p && std::abs(*pairs[0].p - 0.03125) < 1e-9); // and yet every round says so
        QVERIFY(!pairs[1].p && pairs[1].practical == stats::Practical::Inconclusive); // three common rounds
    }
};

QTEST_APPLESS_MAIN(TestTrialQuality)
#include "tst_trialquality.moc"
