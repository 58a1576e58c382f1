// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/json.h"
#include "workload/kernels.h"
#include "workload/task.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>
#include <thread>

using namespace ilv;

namespace {

constexpr std::uint64_t kDraws = 100'000;

TaskRecipe recipeOf(std::vector<Stage> stages, std::int64_t inputBytes = 0, std::uint64_t seed = 7)
{
    WorkloadSpec spec;
    spec.stages = std::move(stages);
    spec.inputBytes = inputBytes;
    spec.seed = seed;
    return TaskRecipe(std::move(spec));
}

/// Draws of one stage as multiples of its mean, sorted.
std::vector<double> draws(const TaskRecipe& recipe, std::size_t stage, double meanMs)
{
    std::vector<double> values(kDraws);
    for (std::uint64_t i = 0; i < kDraws; ++i)
        values[i] = msFromNanos(recipe.drawWait(i, stage)) / meanMs;
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace

class TestTask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void waitsHaveTheirMeanAndShape_data();
    void waitsHaveTheirMeanAndShape();
    void constantWaitsAreExact();
    void drawsDependOnSeedTaskAndStageOnly();
    void waitsEndAtADay();
    void requestPathSaysAll();
    void requestPathReusesItsBuffer();
    void inputsHoldTheirVariant_data();
    void inputsHoldTheirVariant();
    void largeInputsAreShared();
    void inputsAreMadeOnceForAllThreads();
    void outputsCanBeChecked();
    void foldingKeepsTheOrder();
    void expectedDigestsFollowTheStages();
    void expectedDigestsAreUnknownWhereTheyMustBe_data();
    void expectedDigestsAreUnknownWhereTheyMustBe();
    void specSurvivesItsWire();
    void wireRefusesUnknownWords_data();
    void wireRefusesUnknownWords();
};

void TestTask::waitsHaveTheirMeanAndShape_data()
{
    QTest::addColumn<int>("spread");
    QTest::addColumn<double>("deviation"); // of one draw, in means
    QTest::addColumn<double>("median");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    const auto row = [](const char* label, Spread spread, double deviation, double median, double low, double high) {
        QTest::newRow(label) << static_cast<int>(spread) << deviation << median << low << high;
    };
    row("uniform lies between nothing and twice the mean", Spread::Uniform, std::sqrt(1.0 / 3), 1, 0, 2);
    row("exponential has a long tail", Spread::Exponential, 1, std::log(2), 0, 30);
    row("lognormal with sigma 1", Spread::Lognormal, std::sqrt(std::exp(1) - 1), std::exp(-0.5), 0, 100);
    row("bimodal is half the mean or 10.5 times", Spread::Bimodal, std::sqrt(4.75), 0.5, 0.5, 10.5);
}

void TestTask::waitsHaveTheirMeanAndShape()
{
    QFETCH(int, spread);
    QFETCH(double, deviation);
    QFETCH(double, median);
    QFETCH(double, low);
    QFETCH(double, high);
    const TaskRecipe recipe = recipeOf({ WaitStage{ .ms = 20, .spread = static_cast<Spread>(spread) } });
    const std::vector<double> values = draws(recipe, 0, 20);
    double sum = 0;
    double squares = 0;
    for (const double value : values) {
        sum += value;
        squares += value * value;
    }
    const double mean = sum / kDraws;
    QVERIFY2(std::abs(mean - 1) < 4 * deviation / std::sqrt(kDraws), qPrintable(QString::number(mean)));
    const double seen = std::sqrt(squares / kDraws - mean * mean);
    QVERIFY2(std::abs(seen / deviation - 1) < 0.1, qPrintable(QString::number(seen)));
    QVERIFY(std::abs(values[kDraws / 2] - median) < 0.02);
    QVERIFY(values.front() >= low);
    QVERIFY(values.back() <= high + 1e-9);
    if (static_cast<Spread>(spread) == Spread::Bimodal) {
        const auto fast
            = std::count_if(values.begin(), values.end(), [](double v) { return std::abs(v - 0.5) < 1e-6; });
        const auto slow
            = std::count_if(values.begin(), values.end(), [](double v) { return std::abs(v - 10.5) < 1e-6; });
        QCOMPARE(fast + slow, static_cast<std::ptrdiff_t>(kDraws));
        QVERIFY(std::abs(static_cast<double>(slow) / kDraws - 0.05) < 4 * std::sqrt(0.05 * 0.95 / kDraws));
    }
}

void TestTask::constantWaitsAreExact()
{
    const TaskRecipe recipe = recipeOf(
        { WaitStage{ .ms = 2.5 }, RequestStage{ .latencyMs = 0.000001, .url = {} }, ComputeStage{ .units = 5 } });
    QCOMPARE(recipe.drawWait(3, 0), Nanos{ 2'500'000 });
    QCOMPARE(recipe.drawWait(99, 1), Nanos{ 1 });
    QCOMPARE(recipe.drawWait(3, 2), Nanos{ 0 });
}

void TestTask::drawsDependOnSeedTaskAndStageOnly()
{
    const WaitStage wait{ .ms = 10, .spread = Spread::Exponential };
    const TaskRecipe one = recipeOf({ wait, wait });
    const TaskRecipe same = recipeOf({ wait, wait });
    const TaskRecipe other = recipeOf({ wait, wait }, 0, 8);
    std::set<Nanos> seen;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        QCOMPARE(one.drawWait(i, 0), same.drawWait(i, 0));
        seen.insert(one.drawWait(i, 0));
        seen.insert(one.drawWait(i, 1));
        seen.insert(other.drawWait(i, 0));
    }
    // Neither two stages nor two neighbouring seeds share their draws: 3,000 values of 1e7 ns, hardly a coincidence.
    QVERIFY2(seen.size() > 2'980, qPrintable(QString::number(seen.size())));
}

void TestTask::waitsEndAtADay()
{
    const TaskRecipe recipe = recipeOf({ WaitStage{ .ms = 86'400'000, .spread = Spread::Exponential } });
    Nanos longest = 0;
    for (std::uint64_t i = 0; i < 100; ++i)
        longest = std::max(longest, recipe.drawWait(i, 0));
    QCOMPARE(longest, 86'400 * kSecond);
}

void TestTask::requestPathSaysAll()
{
    WorkloadSpec spec;
    spec.servicePrefix = "/1f3a";
    spec.stages = { RequestStage{ .latencyMs = 1.5, .bytes = 2048, .url = {} }, RequestStage{} };
    const TaskRecipe recipe(spec);
    std::string path = "left over";
    recipe.requestPath(11, 0, path);
    QCOMPARE(path, std::string("/1f3a/r?ns=1500000&bytes=2048&v=3"));
    recipe.requestPath(8, 1, path);
    QCOMPARE(path, std::string("/1f3a/r?ns=0&bytes=0&v=0"));
}

void TestTask::requestPathReusesItsBuffer()
{
    const TaskRecipe recipe = recipeOf({ RequestStage{ .latencyMs = 3, .bytes = 10, .url = {} } });
    std::string path;
    path.reserve(100);
    const char* before = path.data();
    recipe.requestPath(1, 0, path);
    QCOMPARE(path.data(), before);
}

void TestTask::inputsHoldTheirVariant_data()
{
    QTest::addColumn<qint64>("size");
    QTest::newRow("three bytes, less than the variant's eight") << qint64(3);
    QTest::newRow("exactly the variant") << qint64(8);
    QTest::newRow("256 bytes") << qint64(256);
    QTest::newRow("1 MiB, the largest with a payload for each variant") << qint64(1 << 20);
}

void TestTask::inputsHoldTheirVariant()
{
    QFETCH(qint64, size);
    const TaskRecipe recipe = recipeOf({ WaitStage{} }, size);
    std::set<std::uint64_t> digests;
    for (std::uint32_t v = 0; v < kVariants; ++v) {
        const std::span<const std::byte> input = recipe.input(v);
        QCOMPARE(input.size(), static_cast<std::size_t>(size));
        std::uint64_t head = 0;
        std::memcpy(&head, input.data(), std::min<std::size_t>(8, input.size()));
        QCOMPARE(head, std::uint64_t{ v });
        digests.insert(TaskRecipe::beginDigest(input));
        QCOMPARE(recipe.input(v).data(), input.data());
    }
    QCOMPARE(digests.size(), std::size_t{ kVariants });
}

void TestTask::largeInputsAreShared()
{
    const TaskRecipe recipe = recipeOf({ WaitStage{} }, (1 << 20) + 1);
    for (std::uint32_t v = 0; v < kVariants; ++v) {
        QCOMPARE(recipe.input(v).data(), recipe.input(0).data());
        QCOMPARE(recipe.input(v).size(), std::size_t{ (1 << 20) + 1 });
    }
    QVERIFY(recipeOf({ WaitStage{} }).input(5).empty());
}

void TestTask::inputsAreMadeOnceForAllThreads()
{
    const TaskRecipe recipe = recipeOf({ WaitStage{} }, 100'000);
    std::array<std::uint64_t, 4> digests{};
    std::array<const std::byte*, 4> places{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < digests.size(); ++i) {
        threads.emplace_back([&, i] {
            digests[i] = TaskRecipe::beginDigest(recipe.input(2));
            places[i] = recipe.input(2).data();
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    for (std::size_t i = 0; i < digests.size(); ++i) {
        QCOMPARE(digests[i], TaskRecipe::beginDigest(recipe.input(2)));
        QCOMPARE(places[i], recipe.input(2).data());
    }
}

void TestTask::outputsCanBeChecked()
{
    std::vector<std::byte> output(300);
    TaskRecipe::fillOutput(0xABCDEF, output);
    QVERIFY(TaskRecipe::checkOutput(0xABCDEF, output));
    QVERIFY(!TaskRecipe::checkOutput(0xABCDEE, output));
    output[299] ^= std::byte{ 1 };
    QVERIFY(!TaskRecipe::checkOutput(0xABCDEF, output));
}

void TestTask::foldingKeepsTheOrder()
{
    QCOMPARE(TaskRecipe::foldDigest(1, 2), 0x1d0b14e4db018fedULL); // by the independent program
    const std::uint64_t begin = TaskRecipe::beginDigest({});
    QCOMPARE(begin, 0x3c7289fa49ad1b5eULL);
    const auto fold = [](std::uint64_t a, std::uint64_t b) { return TaskRecipe::foldDigest(a, b); };
    QVERIFY(fold(fold(begin, 1), 2) != fold(fold(begin, 2), 1));
    QVERIFY(fold(begin, 0) != begin);
}

void TestTask::expectedDigestsFollowTheStages()
{
    const TaskRecipe recipe
        = recipeOf({ RequestStage{ .bytes = 100, .url = {} }, ComputeStage{ .units = 1000 }, WaitStage{},
                       ReadStage{ .path = {}, .bytes = 70 }, FaultStage{ .kind = FaultKind::Wrong } },
            64);
    const std::vector<std::uint64_t> expected = recipe.expectedDigests();
    QCOMPARE(expected.size(), std::size_t{ kVariants });
    KernelScratch scratch;
    for (std::uint32_t v = 0; v < kVariants; ++v) {
        std::vector<std::byte> body(100);
        TaskRecipe::fillOutput(TaskRecipe::contentSeed(v), body);
        std::uint64_t digest = TaskRecipe::beginDigest(recipe.input(v));
        for (const std::uint64_t part : { TaskRecipe::bytesDigest(body), runKernel(Kernel::Mix, 1000, v, scratch),
                 std::uint64_t{ 0 }, TaskRecipe::fileDigest(70), std::uint64_t{ 0 } })
            digest = TaskRecipe::foldDigest(digest, part);
        QCOMPARE(expected[v], digest);
    }
    QCOMPARE(std::set<std::uint64_t>(expected.begin(), expected.end()).size(), std::size_t{ kVariants });
}

void TestTask::expectedDigestsAreUnknownWhereTheyMustBe_data()
{
    QTest::addColumn<int>("which");
    QTest::newRow("an address of the user") << 0;
    QTest::newRow("a file of the user") << 1;
    QTest::newRow("a command") << 2;
    QTest::newRow("a Python call") << 3;
}

void TestTask::expectedDigestsAreUnknownWhereTheyMustBe()
{
    QFETCH(int, which);
    const Stage outside[]{ RequestStage{ .url = "http://127.0.0.1:1/" }, ReadStage{ .path = "/etc/hostname" },
        CommandStage{ .program = "true", .args = {} }, CallStage{ .target = "math:sqrt" } };
    const TaskRecipe recipe = recipeOf({ ComputeStage{ .units = 10 }, outside[which] });
    QVERIFY(recipe.expectedDigests() == std::vector<std::uint64_t>(kVariants, 0));
}

void TestTask::specSurvivesItsWire()
{
    WorkloadSpec spec;
    spec.stages = { WaitStage{ .ms = 0.1, .spread = Spread::Lognormal },
        RequestStage{ .latencyMs = 12.25, .spread = Spread::Bimodal, .bytes = 1LL << 40, .url = {} },
        RequestStage{ .url = "https://example.org/a?b=c" }, ReadStage{ .path = "/tmp/ä \"b\"", .bytes = 1 },
        ReadStage{}, WriteStage{ .bytes = 0 }, ComputeStage{ .kernel = Kernel::Matmul, .units = ~0ULL },
        ComputeStage{ .kernel = Kernel::Json, .units = 0, .cpuMs = 0.3 },
        CommandStage{ .program = "sh", .args = { "-c", "exit 0", "" } }, CallStage{ .target = "a.b:c" },
        FaultStage{ .kind = FaultKind::IgnoreTerm, .at = 0 }, FaultStage{ .kind = FaultKind::Crash, .every = 7 },
        FaultStage{ .kind = FaultKind::Flaky, .fails = 3 } };
    spec.seed = 0xFFFF'FFFF'FFFF'FFF1ULL;
    spec.inputBytes = 64 << 20;
    spec.outputBytes = 5;
    spec.servicePort = 65535;
    spec.servicePrefix = "/1f3a";
    spec.folder = "/tmp/interleave-x";
    const Result<json::Node> node = json::parse(toJson(spec).dump());
    QVERIFY2(node.ok(), node.ok() ? "" : node.error().message.c_str());
    const Result<WorkloadSpec> back = workloadFromJson(*node);
    QVERIFY2(back.ok(), back.ok() ? "" : back.error().message.c_str());
    for (std::size_t i = 0; i < spec.stages.size(); ++i)
        QVERIFY2(back->stages[i] == spec.stages[i], toJson(spec.stages[i]).dump().c_str());
    QVERIFY(*back == spec);
}

void TestTask::wireRefusesUnknownWords_data()
{
    QTest::addColumn<QByteArray>("stage");
    QTest::newRow("a kind") << QByteArray(R"({"kind": "sleep"})");
    QTest::newRow("a kernel") << QByteArray(R"({"kind": "compute", "kernel": "fft", "units": 1})");
    QTest::newRow("a spread") << QByteArray(R"({"kind": "wait", "ms": 1, "spread": "normal"})");
    QTest::newRow("a fault") << QByteArray(R"({"kind": "fault", "fault": "explode"})");
}

void TestTask::wireRefusesUnknownWords()
{
    QFETCH(QByteArray, stage);
    const Result<json::Node> node = json::parse("{\"stages\": [" + stage.toStdString() + "]}");
    QVERIFY(node.ok());
    const Result<WorkloadSpec> spec = workloadFromJson(*node);
    QVERIFY(!spec.ok());
    QCOMPARE(spec.error().code, std::string("FILE_ENUM"));
}

QTEST_APPLESS_MAIN(TestTask)
#include "tst_task.moc"
