// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "workload/golden.h"
#include "workload/kernels.h"
#include "workload/task.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <cmath>
#include <set>
#include <thread>

using namespace ilv;

namespace {

QJsonObject readObject(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot open %s", qPrintable(path));
    return QJsonDocument::fromJson(file.readAll()).object();
}

QJsonObject vectors(const QString& group)
{
    const QJsonObject all = readObject(QStringLiteral(ILV_TEST_DATA "/test_vectors.json"));
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (it.key().startsWith(group))
            return it.value().toObject();
    }
    qFatal("no test vectors of %s", qPrintable(group));
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), static_cast<int>(view.size()));
}

/// Enough units for a kernel to leave its first block, piece or document.
std::uint64_t someUnits(Kernel kernel)
{
    return kernel == Kernel::Compress ? 65 : kernel == Kernel::Sort ? 4100 : 150;
}

} // namespace

class TestKernels : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomNumbersAreTheReferenceStream();
    void mixIsTheReferenceChain();
    void answersAreTheKnownOnes_data();
    void answersAreTheKnownOnes();
    void compiledTableIsTheFile_data();
    void compiledTableIsTheFile();
    void everyKernelHasAKnownAnswer();
    void unknownGoldenIsMissing();
    void goldenWithoutAnswersIsMissing();
    void oneWrongAnswerIsNamed();
    void digestSaysWhichWorkWasDone_data();
    void digestSaysWhichWorkWasDone();
    void digestDoesNotDependOnWhatRanBefore();
    void digestIsTheSameInEveryThread();
    void calibrationGivesARate_data();
    void calibrationGivesARate();
};

void TestKernels::randomNumbersAreTheReferenceStream()
{
    const QJsonObject rng = vectors(QStringLiteral("rng"));
    const auto check = [&](const char* key, std::uint64_t seed) {
        const QJsonArray expected = rng.value(QLatin1String(key)).toArray();
        QVERIFY(!expected.isEmpty());
        for (int i = 0; i < expected.size(); ++i)
            QCOMPARE(draw(seed, static_cast<std::uint64_t>(i)), expected.at(i).toString().toULongLong(nullptr, 16));
    };
    check("seed0_first3_hex", 0);
    check("seed42_first4_hex", 42);
    const QJsonArray uniform = rng.value(QStringLiteral("seed42_u01_first4")).toArray();
    const QJsonArray expo = rng.value(QStringLiteral("seed42_exp_mean1_first4")).toArray();
    QCOMPARE(uniform.size(), 4);
    QCOMPARE(expo.size(), 4);
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(unit(draw(42, static_cast<std::uint64_t>(i))), uniform.at(i).toDouble());
        QVERIFY(std::abs(exponential(draw(42, static_cast<std::uint64_t>(i))) - expo.at(i).toDouble()) < 1e-12);
    }
    double sum = 0;
    for (std::uint64_t i = 0; i < 100'000; ++i)
        sum += exponential(draw(42, i));
    const double mean = rng.value(QStringLiteral("seed42_mean_of_first_100000_exp1")).toDouble();
    QVERIFY2(std::abs(sum / 100'000 - mean) < 1e-9, qPrintable(QString::number(sum / 100'000, 'g', 17)));
}

void TestKernels::mixIsTheReferenceChain()
{
    const QJsonObject chain = vectors(QStringLiteral("golden_cpu_nonlinear"));
    const QJsonArray n = chain.value(QStringLiteral("n")).toArray();
    const QJsonArray acc = chain.value(QStringLiteral("acc")).toArray();
    QCOMPARE(n.size(), 7);
    KernelScratch scratch;
    for (int i = 0; i < n.size(); ++i) {
        const auto units = static_cast<std::uint64_t>(n.at(i).toInteger());
        const auto expected = static_cast<std::uint64_t>(acc.at(i).toInteger());
        QCOMPARE(std::uint64_t{ mixChain(units) }, expected);
        QCOMPARE(runKernel(Kernel::Mix, units, 0, scratch), expected);
    }
}

void TestKernels::answersAreTheKnownOnes_data()
{
    QTest::addColumn<QString>("golden");
    for (const std::string_view known : goldenNames())
        QTest::newRow(std::string(known).c_str()) << text(known);
    QVERIFY(goldenNames().size() >= 2);
}

void TestKernels::answersAreTheKnownOnes()
{
    QFETCH(QString, golden);
    const Status status = checkGolden(golden.toStdString());
    QVERIFY2(status.ok(), status.error().message.c_str());
}

void TestKernels::compiledTableIsTheFile_data()
{
    answersAreTheKnownOnes_data();
}

void TestKernels::compiledTableIsTheFile()
{
    QFETCH(QString, golden);
    const Golden* table = findGolden(golden.toStdString());
    QVERIFY(table != nullptr);
    const QJsonObject file
        = readObject(QStringLiteral(ILV_SOURCE_DIR "/resources/golden/") + golden + QStringLiteral(".json"));
    QCOMPARE(text(table->summary), file.value(QStringLiteral("summary")).toString());
    const QJsonArray answers = file.value(QStringLiteral("answers")).toArray();
    QCOMPARE(static_cast<qsizetype>(table->answers.size()), answers.size());
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const GoldenAnswer& compiled = table->answers[static_cast<std::size_t>(i)];
        const QJsonObject answer = answers.at(i).toObject();
        QCOMPARE(text(name(compiled.kernel)), answer.value(QStringLiteral("kernel")).toString());
        QCOMPARE(static_cast<qint64>(compiled.units), answer.value(QStringLiteral("units")).toInteger());
        QCOMPARE(static_cast<qint64>(compiled.salt), answer.value(QStringLiteral("salt")).toInteger());
        QCOMPARE(compiled.digest, answer.value(QStringLiteral("digest")).toString().toULongLong(nullptr, 16));
    }
}

void TestKernels::everyKernelHasAKnownAnswer()
{
    for (const Kernel kernel : kKernels) {
        const Status status = checkKernel(kernel);
        QVERIFY2(status.ok(), status.ok() ? "" : status.error().message.c_str());
    }
}

void TestKernels::unknownGoldenIsMissing()
{
    QCOMPARE(findGolden("mix-v0"), nullptr);
    const Status status = checkGolden("mix-v0");
    QVERIFY(!status.ok());
    QCOMPARE(status.error().code, std::string("FILE_GOLDEN_MISSING"));
    QVERIFY(status.error().hint.find("mix-v1") != std::string::npos);
}

void TestKernels::goldenWithoutAnswersIsMissing()
{
    const Status status = checkGolden(Golden{ "empty-v1", "", {} });
    QVERIFY(!status.ok());
    QCOMPARE(status.error().code, std::string("FILE_GOLDEN_MISSING"));
}

void TestKernels::oneWrongAnswerIsNamed()
{
    const GoldenAnswer answers[]{ { Kernel::Mix, 10, 0, 1533482646 }, { Kernel::Mix, 1000, 0, 414588232 } };
    const Status status = checkGolden(Golden{ "bad-v1", "", answers });
    QVERIFY(!status.ok());
    QCOMPARE(status.error().code, std::string("FILE_HASH_MISMATCH"));
    QVERIFY2(status.error().message.starts_with("Answer 2 of"), status.error().message.c_str());
}

void TestKernels::digestSaysWhichWorkWasDone_data()
{
    QTest::addColumn<int>("kernel");
    for (const Kernel kernel : kKernels)
        QTest::newRow(std::string(name(kernel)).c_str()) << static_cast<int>(kernel);
}

void TestKernels::digestSaysWhichWorkWasDone()
{
    QFETCH(int, kernel);
    const auto which = static_cast<Kernel>(kernel);
    const std::uint64_t units = someUnits(which);
    KernelScratch scratch;
    std::set<std::uint64_t> digests;
    for (std::uint64_t salt = 0; salt < 8; ++salt)
        digests.insert(runKernel(which, units, salt, scratch));
    QCOMPARE(digests.size(), std::size_t{ 8 });
    for (const std::uint64_t other : { std::uint64_t{ 0 }, std::uint64_t{ 1 }, units - 1, units + 1, 2 * units })
        digests.insert(runKernel(which, other, 0, scratch));
    QCOMPARE(digests.size(), std::size_t{ 13 });
}

void TestKernels::digestDoesNotDependOnWhatRanBefore()
{
    KernelScratch used;
    for (const Kernel first : kKernels) {
        for (const Kernel second : kKernels) {
            KernelScratch fresh;
            (void)runKernel(first, someUnits(first), 5, used);
            QCOMPARE(runKernel(second, 70, 3, used), runKernel(second, 70, 3, fresh));
        }
    }
}

void TestKernels::digestIsTheSameInEveryThread()
{
    using Digests = std::array<std::uint64_t, kKernels.size()>;
    const auto all = [](Digests& digests) {
        KernelScratch scratch;
        for (std::size_t i = 0; i < digests.size(); ++i)
            digests[i] = runKernel(kKernels[i], someUnits(kKernels[i]), i, scratch);
    };
    Digests here{};
    all(here);
    std::array<Digests, 4> there{};
    std::vector<std::thread> threads;
    for (Digests& digests : there)
        threads.emplace_back(all, std::ref(digests));
    for (std::thread& thread : threads)
        thread.join();
    for (const Digests& digests : there)
        QVERIFY(digests == here);
}

void TestKernels::calibrationGivesARate_data()
{
    digestSaysWhichWorkWasDone_data();
}

void TestKernels::calibrationGivesARate()
{
    QFETCH(int, kernel);
    const double rate = calibrate(static_cast<Kernel>(kernel));
    QVERIFY(std::isfinite(rate));
    QVERIFY(rate > 0);
}

QTEST_APPLESS_MAIN(TestKernels)
#include "tst_kernels.moc"
