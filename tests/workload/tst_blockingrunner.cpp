// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpservice.h"
#include "workload/kernels.h"
#include "workload/task.h"

#include <QDir>
#include <QFile>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace ilv;

namespace {

/// The loopback service on a thread of its own, for as long as the value lives.
class Service {
public:
    Service()
        : m_service(m_loop, { .prefix = "/t", .port = 0, .fill = [](std::uint32_t variant, std::span<std::byte> body) {
                                 TaskRecipe::fillOutput(TaskRecipe::contentSeed(variant), body);
                             } })
    {
        if (Status listening = m_service.listen(); !listening)
            qFatal("%s", listening.error().message.c_str());
        m_thread = std::thread([this] {
            while (!m_stop)
                m_loop.poll(20 * kMilli);
        });
    }
    ~Service()
    {
        m_stop = true;
        m_thread.join();
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    [[nodiscard]] std::uint16_t port() const { return m_service.port(); }

private:
    IoLoop m_loop;
    HttpService m_service;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

TaskRecipe recipeOf(std::vector<Stage> stages, const QString& folder = {}, std::uint16_t port = 0)
{
    WorkloadSpec spec;
    spec.stages = std::move(stages);
    spec.folder = folder.toStdString();
    spec.servicePort = port;
    spec.servicePrefix = "/t";
    spec.inputBytes = 32;
    return TaskRecipe(std::move(spec));
}

TaskResult runTask(const TaskRecipe& recipe, BlockingTaskRunner& runner, std::uint64_t index, Nanos deadline = 0)
{
    const std::uint64_t begin = TaskRecipe::beginDigest(recipe.input(TaskRecipe::variant(index)));
    return runner.run(index, 1, begin, 0, recipe.stageCount(), deadline);
}

RequestStage request(std::int64_t bytes, double latencyMs = 0)
{
    return { .latencyMs = latencyMs, .spread = Spread::Constant, .bytes = bytes, .url = {} };
}

ReadStage privateFile(std::int64_t bytes)
{
    return { .path = {}, .bytes = bytes };
}

QString code(Code value)
{
    const std::string_view text = name(value);
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

} // namespace

class TestBlockingRunner : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyVariantGetsItsExpectedDigest();
    void digestIsTheSameInEveryThread();
    void stagesMayBeRunPieceByPiece();
    void waitIsNeverEarly();
    void waitGivesUpAtItsDeadline();
    void requestsFetchWhatIsExpected();
    void requestWithoutServiceIsRefused();
    void requestGivesUpAtItsDeadline();
    void malformedAddressIsABadParameter();
    void filesAreReadWhole_data();
    void filesAreReadWhole();
    void shortenedPrivateFileIsAnError();
    void userFilesReportWhatIsWrong_data();
    void userFilesReportWhatIsWrong();
    void writesLeaveNoName();
    void writeSaysWhatWentWrong();
    void filesNeedAFolder();
    void lateFilesAreTimeouts();
    void timesAreAccountedFor();
    void shortComputeIsNotClocked();
    void pythonCallsCannotRunHere();
};

void TestBlockingRunner::everyVariantGetsItsExpectedDigest()
{
    const QTemporaryDir folder;
    const TaskRecipe recipe
        = recipeOf({ ComputeStage{ .units = 5000 }, WaitStage{ .ms = 0 }, privateFile(100'000),
                       WriteStage{ .bytes = 300'000 }, ComputeStage{ .kernel = Kernel::Sort, .units = 100 } },
            folder.path());
    QVERIFY(prepareFiles(recipe.spec()).ok());
    const std::vector<std::uint64_t> expected = recipe.expectedDigests();
    BlockingTaskRunner runner(recipe, 0);
    for (std::uint64_t index = 0; index < 3 * kVariants; ++index) {
        const TaskResult result = runTask(recipe, runner, index);
        QCOMPARE(result.outcome, Outcome::Ok);
        QCOMPARE(result.digest, expected[TaskRecipe::variant(index)]);
    }
}

void TestBlockingRunner::digestIsTheSameInEveryThread()
{
    const QTemporaryDir folder;
    const TaskRecipe recipe
        = recipeOf({ privateFile(5000), ComputeStage{ .units = 20'000 }, WriteStage{ .bytes = 5000 },
                       ComputeStage{ .kernel = Kernel::Json, .units = 3 } },
            folder.path());
    QVERIFY(prepareFiles(recipe.spec()).ok());
    const std::vector<std::uint64_t> expected = recipe.expectedDigests();
    std::atomic<int> right = 0;
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < 4; ++lane) {
        lanes.emplace_back([&, lane] {
            BlockingTaskRunner runner(recipe, lane);
            for (std::uint64_t index = 0; index < 16; ++index)
                right += runTask(recipe, runner, index).digest == expected[TaskRecipe::variant(index)] ? 1 : 0;
        });
    }
    for (std::thread& lane : lanes)
        lane.join();
    QCOMPARE(right.load(), 4 * 16);
}

void TestBlockingRunner::stagesMayBeRunPieceByPiece()
{
    const TaskRecipe recipe = recipeOf(
        { WaitStage{ .ms = 0 }, ComputeStage{ .units = 100 }, ComputeStage{ .kernel = Kernel::Primes, .units = 10 } });
    const std::uint64_t begin = TaskRecipe::beginDigest(recipe.input(3));
    BlockingTaskRunner one(recipe, 0);
    BlockingTaskRunner other(recipe, 1);
    const std::uint64_t half = one.run(3, 1, begin, 0, 2).digest;
    QCOMPARE(other.run(3, 1, half, 2, 3).digest, recipe.expectedDigests()[3]);
}

void TestBlockingRunner::waitIsNeverEarly()
{
    const TaskRecipe recipe = recipeOf({ WaitStage{ .ms = 0.3, .spread = Spread::Exponential } });
    BlockingTaskRunner runner(recipe, 0);
    for (std::uint64_t index = 0; index < 100; ++index) {
        const Nanos before = now();
        const TaskResult result = runTask(recipe, runner, index);
        const Nanos took = now() - before;
        QCOMPARE(result.outcome, Outcome::Ok);
        QVERIFY(result.io >= recipe.drawWait(index, 0));
        QVERIFY(took >= result.io);
    }
}

void TestBlockingRunner::waitGivesUpAtItsDeadline()
{
    const TaskRecipe recipe = recipeOf({ WaitStage{ .ms = 3'600'000 }, ComputeStage{ .units = 1 } });
    BlockingTaskRunner runner(recipe, 0);
    const Nanos deadline = now() + 3 * kMilli;
    const TaskResult result = runTask(recipe, runner, 0, deadline);
    QVERIFY(now() >= deadline);
    QCOMPARE(result.outcome, Outcome::Timeout);
    QCOMPARE(code(result.code), QStringLiteral("TASK_TIMEOUT"));
    QCOMPARE(result.compute, Nanos{ 0 }); // nothing runs after a failed stage
    QVERIFY(!runner.lastMessage().empty());
}

void TestBlockingRunner::requestsFetchWhatIsExpected()
{
    const Service service;
    const TaskRecipe recipe
        = recipeOf({ request(0), request(2048, 1), ComputeStage{ .units = 10 }, request(300'000) }, {}, service.port());
    const std::vector<std::uint64_t> expected = recipe.expectedDigests();
    BlockingTaskRunner runner(recipe, 0);
    for (std::uint64_t index = 0; index < 2 * kVariants; ++index) {
        const TaskResult result = runTask(recipe, runner, index);
        QVERIFY2(result.outcome == Outcome::Ok, runner.lastMessage().c_str());
        QCOMPARE(result.digest, expected[TaskRecipe::variant(index)]);
        QVERIFY(result.io >= kMilli);
    }
    RequestStage own = request(0);
    own.url = "http://127.0.0.1:" + std::to_string(service.port()) + "/t/r?ns=0&bytes=77&v=1";
    const TaskRecipe other = recipeOf({ own });
    BlockingTaskRunner visitor(other, 0);
    const TaskResult result = runTask(other, visitor, 5);
    QVERIFY2(result.outcome == Outcome::Ok, visitor.lastMessage().c_str());
    QCOMPARE(result.digest, TaskRecipe::foldDigest(TaskRecipe::beginDigest(other.input(5)), 0));
}

void TestBlockingRunner::requestWithoutServiceIsRefused()
{
    std::uint16_t port = 0;
    {
        const Service service;
        port = service.port();
    }
    const TaskRecipe recipe = recipeOf({ request(10) }, {}, port);
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0);
    QCOMPARE(result.outcome, Outcome::Error);
    QCOMPARE(code(result.code), QStringLiteral("NET_REFUSED"));
}

void TestBlockingRunner::requestGivesUpAtItsDeadline()
{
    const Service service;
    const TaskRecipe recipe = recipeOf({ request(10, 60'000) }, {}, service.port());
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0, now() + 20 * kMilli);
    QCOMPARE(result.outcome, Outcome::Timeout);
    QCOMPARE(code(result.code), QStringLiteral("TASK_TIMEOUT"));
}

void TestBlockingRunner::malformedAddressIsABadParameter()
{
    RequestStage own = request(0);
    own.url = "gopher://nowhere";
    const TaskRecipe recipe = recipeOf({ own });
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0);
    QCOMPARE(result.outcome, Outcome::Error);
    QCOMPARE(code(result.code), QStringLiteral("TASK_BAD_PARAMS"));
}

void TestBlockingRunner::filesAreReadWhole_data()
{
    QTest::addColumn<int>("bytes");
    for (const int bytes : { 0, 1, 4096, 260'608, 260'609, 1 << 20 })
        QTest::newRow(qPrintable(QStringLiteral("%1 bytes").arg(bytes))) << bytes;
}

void TestBlockingRunner::filesAreReadWhole()
{
    QFETCH(int, bytes);
    const QTemporaryDir folder;
    const TaskRecipe recipe = recipeOf({ privateFile(bytes), WriteStage{ .bytes = bytes } }, folder.path());
    QVERIFY(prepareFiles(recipe.spec()).ok());
    QFile file(folder.path() + QStringLiteral("/read-%1.bin").arg(bytes));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QCOMPARE(content.size(), bytes);
    QCOMPARE(TaskRecipe::bytesDigest(std::as_bytes(std::span(content.data(), static_cast<std::size_t>(bytes)))),
        TaskRecipe::fileDigest(bytes));
    BlockingTaskRunner runner(recipe, 0);
    QCOMPARE(runTask(recipe, runner, 2).digest, recipe.expectedDigests()[2]);
}

void TestBlockingRunner::shortenedPrivateFileIsAnError()
{
    const QTemporaryDir folder;
    const TaskRecipe recipe = recipeOf({ privateFile(5000) }, folder.path());
    QVERIFY(prepareFiles(recipe.spec()).ok());
    QVERIFY(QFile::resize(folder.path() + QStringLiteral("/read-5000.bin"), 4999));
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0);
    QCOMPARE(result.outcome, Outcome::Error);
    QCOMPARE(code(result.code), QStringLiteral("FILE_UNREADABLE"));
}

void TestBlockingRunner::userFilesReportWhatIsWrong_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a file that is longer than what is read") << QStringLiteral("long") << QString();
    QTest::newRow("a file that ends before") << QStringLiteral("short") << QString();
    QTest::newRow("a file that is not there") << QStringLiteral("none") << QStringLiteral("FILE_UNREADABLE");
    QTest::newRow("a folder") << QStringLiteral(".") << QStringLiteral("FILE_UNREADABLE");
    QTest::newRow("a FIFO, which must not block") << QStringLiteral("fifo") << QStringLiteral("FILE_UNREADABLE");
    QTest::newRow("a file one may not read") << QStringLiteral("secret") << QStringLiteral("FILE_UNREADABLE");
}

void TestBlockingRunner::userFilesReportWhatIsWrong()
{
    QFETCH(QString, what);
    QFETCH(QString, expected);
    const QTemporaryDir folder;
    const auto make = [&](const char* fileName, int size) {
        QFile file(folder.filePath(QString::fromLatin1(fileName)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(size, 'x'));
    };
    make("long", 5000);
    make("short", 10);
    make("secret", 10);
    QVERIFY(QFile::setPermissions(folder.filePath(QStringLiteral("secret")), {}));
    QCOMPARE(::mkfifo(qPrintable(folder.filePath(QStringLiteral("fifo"))), 0600), 0);
    const TaskRecipe recipe = recipeOf({ ReadStage{ .path = folder.filePath(what).toStdString(), .bytes = 4096 } });
    BlockingTaskRunner runner(recipe, 0);
    const uid_t user = ::geteuid();
    if (user == 0
        && what == QStringLiteral("secret")) // the superuser may read every file: he is somebody else meanwhile
        QVERIFY(::chmod(qPrintable(folder.path()), 0755) == 0 && ::seteuid(64'213) == 0);
    const auto again = qScopeGuard([user] { (void)::seteuid(user); });
    for (int i = 0; i < 2; ++i) {
        const TaskResult result = runTask(recipe, runner, 0);
        QCOMPARE(result.outcome, expected.isEmpty() ? Outcome::Ok : Outcome::Error);
        QCOMPARE(code(result.code), expected);
        if (!expected.isEmpty())
            QVERIFY2(runner.lastMessage().find(what.toStdString()) != std::string::npos, runner.lastMessage().c_str());
    }
}

void TestBlockingRunner::writesLeaveNoName()
{
    const QTemporaryDir folder;
    const TaskRecipe recipe = recipeOf({ WriteStage{ .bytes = 70'000 } }, folder.path());
    BlockingTaskRunner runner(recipe, 6);
    QCOMPARE(runTask(recipe, runner, 1).digest, recipe.expectedDigests()[1]);
    QVERIFY(QDir(folder.path()).isEmpty());
    // The file itself is still there, with the right content: the descriptor is ours.
    bool found = false;
    const QStringList descriptors = QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::System | QDir::Files);
    for (const QString& descriptor : descriptors) {
        const QString link = QStringLiteral("/proc/self/fd/") + descriptor;
        char target[4096]{};
        if (::readlink(qPrintable(link), target, sizeof target - 1) < 0
            || !QByteArray(target).startsWith(folder.path().toLocal8Bit()))
            continue;
        found = true;
        std::vector<std::byte> bytes(80'000);
        const ssize_t size = ::pread(descriptor.toInt(), bytes.data(), bytes.size(), 0);
        QCOMPARE(size, ssize_t{ 70'000 });
        QVERIFY(TaskRecipe::checkOutput(TaskRecipe::contentSeed(1), std::span(bytes).first(70'000)));
    }
    QVERIFY(found);
}

void TestBlockingRunner::writeSaysWhatWentWrong()
{
    const TaskRecipe recipe = recipeOf({ WriteStage{ .bytes = 10 } }, QStringLiteral("/nonexistent/folder"));
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0);
    QCOMPARE(result.outcome, Outcome::Error);
    QCOMPARE(code(result.code), QStringLiteral("OUT_UNWRITABLE"));
    QVERIFY(runner.lastMessage().find("/nonexistent/folder") != std::string::npos);
}

void TestBlockingRunner::filesNeedAFolder()
{
    const Status without = prepareFiles(recipeOf({ privateFile(10) }).spec());
    QVERIFY(!without.ok());
    QCOMPARE(without.error().code, std::string("OUT_UNWRITABLE"));
    const Status absent = prepareFiles(recipeOf({ privateFile(10) }, QStringLiteral("/nonexistent/x")).spec());
    QVERIFY(!absent.ok());
    QCOMPARE(absent.error().code, std::string("OUT_UNWRITABLE"));
    QVERIFY(prepareFiles(recipeOf({ WaitStage{}, ReadStage{ .path = "/etc/hostname" } }).spec()).ok());
}

void TestBlockingRunner::lateFilesAreTimeouts()
{
    const QTemporaryDir folder;
    for (const Stage& stage : { Stage(privateFile(10)), Stage(WriteStage{ .bytes = 10 }) }) {
        const TaskRecipe recipe = recipeOf({ stage }, folder.path());
        QVERIFY(prepareFiles(recipe.spec()).ok());
        BlockingTaskRunner runner(recipe, 0);
        const TaskResult result = runTask(recipe, runner, 0, now() - 1);
        QCOMPARE(result.outcome, Outcome::Timeout);
        QCOMPARE(code(result.code), QStringLiteral("TASK_TIMEOUT"));
    }
}

void TestBlockingRunner::timesAreAccountedFor()
{
    const TaskRecipe recipe
        = recipeOf({ WaitStage{ .ms = 1 }, ComputeStage{ .units = 2'000'000 }, WaitStage{ .ms = 1 } });
    BlockingTaskRunner runner(recipe, 0);
    const Nanos before = now();
    const TaskResult result = runTask(recipe, runner, 0);
    const Nanos took = now() - before;
    QVERIFY(result.io >= 2 * kMilli);
    QVERIFY(result.compute > 0);
    QVERIFY(result.io + result.compute <= took);
    QVERIFY(result.cpu > 0);
    QVERIFY(result.cpu <= result.compute); // a thread cannot use more CPU than time
}

void TestBlockingRunner::shortComputeIsNotClocked()
{
    const TaskRecipe recipe = recipeOf({ ComputeStage{ .units = 1000 } });
    BlockingTaskRunner runner(recipe, 0);
    QCOMPARE(runTask(recipe, runner, 0).cpu, Nanos{ -1 });
}

void TestBlockingRunner::pythonCallsCannotRunHere()
{
    const TaskRecipe recipe = recipeOf({ CallStage{ .target = "math:sqrt" } });
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(recipe, runner, 0);
    QCOMPARE(result.outcome, Outcome::Error);
    QCOMPARE(code(result.code), QStringLiteral("TASK_BAD_PARAMS"));
}

QTEST_GUILESS_MAIN(TestBlockingRunner)
#include "tst_blockingrunner.moc"
