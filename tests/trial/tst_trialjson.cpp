// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "trial/events.h"

#include <QtTest>

#include <nlohmann/json.hpp>

using namespace ilv;

namespace {

TrialResult everything()
{
    TrialResult r;
    r.label = "async";
    r.counts.planned = r.counts.by[0] = 3;
    r.recorded = 4;
    r.residence = 5'000'000'001;
    r.residenceGap = -7;
    r.residenceInWindow = 4'000'000'000;
    r.flight = { 100 * kMilli, { 1, 2.5 }, { 0, 1.5 }, 1.75, 0.5, 0.25, 40 };
    r.fine.ok = { 1, 0, 2 };
    r.fine.response = { 10, 0, 30 };
    r.machine.seconds = 1.5;
    r.machine.busyS = 2;
    r.machine.ownS = 1;
    r.machine.besideS = 0.5;
    r.machine.canaryBefore = 4'000'000;
    r.machine.canaryAfter = 5'000'000;
    r.machine.effectiveCores = 1.9;
    r.machine.involuntarySwitches = 12;
    r.clock = { 2, 1, -4000, 3 };
    r.observer = { 400.5, 0.01, 0.004 };
    r.hostUse.peakRssMb = 10;
    r.hostUse.peakPssMb = 6;
    r.hostUse.majorFaults = 1;
    r.workerUse.userS = 3;
    r.serviceUse.involuntarySwitches = 9;
    r.slip.buckets = { { 7, 2 } };
    r.slip.count = 2;
    r.slip.min = r.slip.max = 7;
    r.slip.sum = 14;
    r.outcomesLeftOut = 99;
    r.faults = { { 10, 20, 7, "w1", HandFault::BlockLoop }, { 30, 0, 0, "loop", HandFault::Crash } };
    return r;
}

TrialResult reread(const TrialResult& result)
{
    const auto node = json::parse(toJson(result, true).dump());
    auto back = trialFromJson(*node);
    return back.take();
}

} // namespace

class TestTrialJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void heatAndWarmUpTravelWithTheSpans()
    {
        TrialResult r = everything();
        r.heat = { 100 * kMilli, { { 0, 40, 7 }, { 3, 41, 1 } } };
        r.warmUp = { 250 * kMilli, { 4, 0, 9 } };
        QVERIFY(reread(r).heat == r.heat);
        QVERIFY(reread(r).warmUp == r.warmUp);
        auto without = trialFromJson(*json::parse(toJson(r, false).dump()));
        const TrialResult back = without.take();
        QVERIFY(back.heat.cells.empty() && back.warmUp.bins.empty());
    }
    void hostileHeatIsLeftOut()
    {
        const auto heatOf = [](const char* text) {
            auto out = toJson(everything(), true);
            out["heat"] = json::Out::parse(text);
            return trialFromJson(*json::parse(out.dump())).take().heat;
        };
        QVERIFY(heatOf("[0,1,2,3]").cells.empty());
        QVERIFY(heatOf("[100,1,2]").cells.empty()); // cut off
        QCOMPARE(heatOf("[100,1,2,3, 1,-1,3, 1,128,3, 70000,1,3, 2,2,0, 2,3,1]").cells.size(), std::size_t{ 2 });
    }
    void checksComeBackAsTheyWere()
    {
        const TrialResult r = everything();
        const TrialResult back = reread(r);
        QCOMPARE(toJson(back, true).dump(), toJson(r, true).dump());
        QCOMPARE(back.recorded, r.recorded);
        QCOMPARE(back.residence, r.residence);
        QCOMPARE(back.residenceGap, r.residenceGap);
        QCOMPARE(back.residenceInWindow, r.residenceInWindow);
        QCOMPARE(back.flight.inFlight, r.flight.inFlight);
        QCOMPARE(back.flight.queued, r.flight.queued);
        QCOMPARE(back.flight.samples, r.flight.samples);
        QCOMPARE(back.fine.ok, r.fine.ok);
        QCOMPARE(back.fine.response, r.fine.response);
        QCOMPARE(back.machine.canaryAfter, r.machine.canaryAfter);
        QCOMPARE(back.machine.besideS, r.machine.besideS);
        QCOMPARE(back.clock.corrected, r.clock.corrected);
        QCOMPARE(back.clock.worst, r.clock.worst);
        QCOMPARE(back.observer.stampNs, r.observer.stampNs);
        QCOMPARE(back.observer.watchCpuS, r.observer.watchCpuS);
        QCOMPARE(back.observer.liveCpuS, r.observer.liveCpuS);
        QCOMPARE(back.hostUse.peakPssMb, r.hostUse.peakPssMb);
        QCOMPARE(back.workerUse.userS, r.workerUse.userS);
        QCOMPARE(back.serviceUse.involuntarySwitches, r.serviceUse.involuntarySwitches);
        QCOMPARE(back.slip, r.slip);
        QCOMPARE(back.outcomesLeftOut, r.outcomesLeftOut);
        QVERIFY(back.faults == r.faults);
    }
    void spansOfNoTaskComeBackAsThat()
    {
        TrialResult r = everything();
        r.windowBegin = 1000;
        r.spans = { { 900, 950, UINT64_MAX, 2, Category::Transport, Outcome::Ok },
            { 1000, 1100, 7, 2, Category::Compute, Outcome::Error } };
        const auto back = reread(r).spans;
        QCOMPARE(back.size(), std::size_t{ 2 });
        QCOMPARE(back[0].index, std::uint64_t{ UINT64_MAX });
        QCOMPARE(back[0].begin, Nanos{ 900 });
        QCOMPARE(back[1].index, std::uint64_t{ 7 });
        QCOMPARE(back[1].outcome, Outcome::Error);
    }
    void outcomesReadBackHoweverTheLineIsWritten()
    {
        const OutcomesEvent told{ { { 7, 1, Outcome::Error, "TASK_ERROR", 1'500'000, false },
            { 7, 2, Outcome::Ok, "", 2'000'000, true },
            { std::uint64_t{ 1 } << 40, 1, Outcome::Timeout, "TASK_TIMEOUT", 0, true } } };
        const std::string line = encode(told);
        const std::string packed = line.substr(
            line.find(':', line.find("packed")) + 1, line.rfind('}') - line.find(':', line.find("packed")) - 1);
        for (const std::string& text :
            { line.substr(0, line.size() - 1), "{ \"packed\": " + packed + ", \"e\": \"outcomes\" }",
                R"({"e":"outcomes","packed":)" + packed + R"(,"x-note":"more"})" }) {
            const auto back = decodeEvent(text);
            QVERIFY2(back && std::holds_alternative<OutcomesEvent>(*back), text.c_str());
            const auto& rows = std::get<OutcomesEvent>(*back).rows;
            QCOMPARE(rows.size(), told.rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                QCOMPARE(rows[i].index, told.rows[i].index);
                QCOMPARE(rows[i].attempt, told.rows[i].attempt);
                QVERIFY(rows[i].outcome == told.rows[i].outcome);
                QCOMPARE(rows[i].code, told.rows[i].code);
                QCOMPARE(rows[i].elapsed, told.rows[i].elapsed);
                QCOMPARE(rows[i].last, told.rows[i].last);
            }
        }
        for (const std::string text : { "AAAA*AAA", "AAAA", "" }) { // no base64; no whole row; no text at all
            const auto refused = decodeEvent("{\"e\":\"outcomes\",\"packed\":\"" + text + (text.empty() ? "}" : "\"}"));
            QVERIFY2(!refused, text.c_str());
        }
    }
    void theAnswerToAFaultReadsBack()
    {
        const FaultEvent planted{ 5, "w1", "crash", std::nullopt };
        auto back = decodeEvent(encode(planted));
        QVERIFY(back && std::holds_alternative<FaultEvent>(*back));
        QCOMPARE(std::get<FaultEvent>(*back).lane, planted.lane);
        QCOMPARE(std::get<FaultEvent>(*back).fault, planted.fault);
        QVERIFY(!std::get<FaultEvent>(*back).refused);
        const FaultEvent refused{ 5, "w1", "crash",
            Error{ .code = "FAULT_REFUSED", .message = "No.", .hint = "Yes." } };
        back = decodeEvent(encode(refused));
        QVERIFY(std::get<FaultEvent>(*back).refused);
        QCOMPARE(std::get<FaultEvent>(*back).refused->hint, std::string("Yes."));
    }
    void aResultOfAnEarlierVersionReadsAsNotMeasured()
    {
        auto old = toJson(everything(), true);
        for (const char* key : { "recorded", "residence", "flight", "fine", "machine", "clock", "observer",
                 "outcomes_left_out", "roles", "slip" })
            old.erase(key);
        const auto node = json::parse(old.dump());
        auto read = trialFromJson(*node);
        QVERIFY(read);
        const TrialResult r = read.take();
        QCOMPARE(r.recorded, 0u);
        QCOMPARE(r.flight.samples, 0u);
        QCOMPARE(r.machine.seconds, 0.0);
        QCOMPARE(r.machine.canaryBefore, Nanos{ 0 });
        QCOMPARE(r.observer.stampNs, -1.0);
        QCOMPARE(r.hostUse.peakRssMb, -1.0);
    }
};

QTEST_APPLESS_MAIN(TestTrialJson)
#include "tst_trialjson.moc"
