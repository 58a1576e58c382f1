// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/processes.h"
#include "workload/task.h"

#include <QFile>
#include <QTemporaryFile>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <functional>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ilv;
using namespace ilv::test;

/// Planted failures, those that end a process in a child made for it.
namespace {

TaskRecipe recipeOf(std::vector<Stage> stages)
{
    WorkloadSpec spec;
    spec.stages = std::move(stages);
    return TaskRecipe(std::move(spec));
}

FaultStage fault(FaultKind kind)
{
    return { .kind = kind };
}

TaskResult runTask(const TaskRecipe& recipe, BlockingTaskRunner& runner, std::uint64_t index, std::uint32_t attempt = 1)
{
    return runner.run(index, attempt, TaskRecipe::beginDigest({}), 0, recipe.stageCount());
}

/// A child that runs task 0 of a recipe and exits with 0 if all went well, killed with the value.
class Child {
public:
    explicit Child(const TaskRecipe& recipe, const std::function<void()>& prepare = {})
        : m_pid(::fork())
    {
        if (m_pid != 0)
            return;
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (int number = 1; number < NSIG; ++number)
            ::signal(number, SIG_DFL); // QtTest's handlers would print a stack trace
        if (prepare)
            prepare();
        BlockingTaskRunner runner(recipe, 0);
        ::_exit(runTask(recipe, runner, 0).outcome == Outcome::Ok ? 0 : 99);
    }
    ~Child()
    {
        if (m_reaped)
            return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return m_pid; }
    void send(int signal) const { ::kill(m_pid, signal); }
    int wait() ///< status
    {
        int status = 0;
        ::waitpid(m_pid, &status, 0);
        m_reaped = true;
        return status;
    }
    /// A line of /proc/PID/status.
    [[nodiscard]] QByteArray status(const QByteArray& key) const
    {
        QFile file(QStringLiteral("/proc/%1/status").arg(m_pid));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        const QList<QByteArray> lines = file.readAll().split('\n');
        for (const QByteArray& line : lines) {
            if (line.startsWith(key))
                return line.mid(key.size() + 1).trimmed();
        }
        return {};
    }

private:
    pid_t m_pid;
    bool m_reaped = false;
};

} // namespace

class TestFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void throwEndsTheTaskNotTheLane();
    void flakyWorksAfterSomeAttempts();
    void wrongGivesAnotherDigest();
    void onlyChosenTasksFail_data();
    void onlyChosenTasksFail();
    void leakKeepsThreeMebibytesATask();
    void crashIsASegmentationFault();
    void exitEndsWithThree();
    void hangCanBeTerminated();
    void ignoreTermMustBeKilled();
    void freezeStopsAndGoesOn();
    void noiseGoesToBothStreams();
    void floodIsOneMebibyte();
    void commandDiesWithItsWorker();
};

void TestFaults::throwEndsTheTaskNotTheLane()
{
    const TaskRecipe recipe = recipeOf({ fault(FaultKind::Throw), ComputeStage{ .units = 10 } });
    BlockingTaskRunner runner(recipe, 0);
    for (int i = 0; i < 2; ++i) {
        const TaskResult result = runTask(recipe, runner, 0);
        QCOMPARE(result.outcome, Outcome::Error);
        QCOMPARE(result.code, Code::TaskError);
        QCOMPARE(runner.lastMessage(), std::string("planted error"));
    }
    QCOMPARE(runner.run(0, 1, 0, 0, 1).outcome, Outcome::Error);
    QCOMPARE(runner.run(0, 1, 0, 1, 2).outcome, Outcome::Ok);
}

void TestFaults::flakyWorksAfterSomeAttempts()
{
    const TaskRecipe recipe = recipeOf({ FaultStage{ .kind = FaultKind::Flaky, .fails = 2 } });
    BlockingTaskRunner runner(recipe, 0);
    QCOMPARE(runTask(recipe, runner, 5, 1).code, Code::TaskError);
    QCOMPARE(runTask(recipe, runner, 5, 2).code, Code::TaskError);
    const TaskResult third = runTask(recipe, runner, 5, 3);
    QCOMPARE(third.outcome, Outcome::Ok);
    QCOMPARE(third.digest, recipe.expectedDigests()[5]);
}

void TestFaults::wrongGivesAnotherDigest()
{
    const TaskRecipe recipe = recipeOf({ FaultStage{ .kind = FaultKind::Wrong, .at = 1 } });
    BlockingTaskRunner runner(recipe, 0);
    QCOMPARE(runTask(recipe, runner, 0).digest, recipe.expectedDigests()[0]);
    const TaskResult wrong = runTask(recipe, runner, 1);
    QCOMPARE(wrong.outcome, Outcome::Ok);
    QVERIFY(wrong.digest != recipe.expectedDigests()[1]);
}

void TestFaults::onlyChosenTasksFail_data()
{
    QTest::addColumn<int>("at");
    QTest::addColumn<int>("every");
    QTest::addColumn<QString>("failing"); // of tasks 0 … 9
    QTest::newRow("all without a choice") << -1 << 0 << QStringLiteral("0123456789");
    QTest::newRow("only the first") << 0 << 0 << QStringLiteral("0");
    QTest::newRow("only the seventh") << 6 << 0 << QStringLiteral("6");
    QTest::newRow("each third") << -1 << 3 << QStringLiteral("258");
    QTest::newRow("each one") << -1 << 1 << QStringLiteral("0123456789");
    QTest::newRow("none of these") << 10 << 0 << QString();
}

void TestFaults::onlyChosenTasksFail()
{
    QFETCH(int, at);
    QFETCH(int, every);
    QFETCH(QString, failing);
    const TaskRecipe recipe = recipeOf({ FaultStage{ .kind = FaultKind::Throw, .at = at, .every = every } });
    BlockingTaskRunner runner(recipe, 0);
    QString seen;
    for (std::uint64_t index = 0; index < 10; ++index) {
        if (runTask(recipe, runner, index).outcome == Outcome::Error)
            seen += QString::number(index);
    }
    QCOMPARE(seen, failing);
}

void TestFaults::leakKeepsThreeMebibytesATask()
{
    const TaskRecipe recipe = recipeOf({ fault(FaultKind::Leak) });
    BlockingTaskRunner runner(recipe, 0);
    const qint64 before = residentBytes();
    for (std::uint64_t index = 0; index < 10; ++index)
        QCOMPARE(runTask(recipe, runner, index).outcome, Outcome::Ok);
    const qint64 grown = residentBytes() - before;
    QVERIFY2(grown > 29 << 20, qPrintable(QString::number(grown)));
}

void TestFaults::crashIsASegmentationFault()
{
    Child child(recipeOf({ fault(FaultKind::Crash) }));
    const int status = child.wait();
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGSEGV);
    QVERIFY(!WCOREDUMP(status));
}

void TestFaults::exitEndsWithThree()
{
    Child child(recipeOf({ fault(FaultKind::Exit) }));
    const int status = child.wait();
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 3);
}

void TestFaults::hangCanBeTerminated()
{
    Child child(recipeOf({ fault(FaultKind::Hang) }));
    QTRY_VERIFY(!child.status("State").startsWith('R'));
    QVERIFY(child.status("State").startsWith('S')); // asleep, not ended
    child.send(SIGTERM);
    const int status = child.wait();
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGTERM);
}

void TestFaults::ignoreTermMustBeKilled()
{
    Child child(recipeOf({ fault(FaultKind::IgnoreTerm) }));
    const auto ignores = [&] { return (child.status("SigIgn").toULongLong(nullptr, 16) >> (SIGTERM - 1) & 1) != 0; };
    QTRY_VERIFY(ignores());
    child.send(SIGTERM);
    child.send(SIGKILL);
    const int status = child.wait();
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGKILL);
}

void TestFaults::freezeStopsAndGoesOn()
{
    Child child(recipeOf({ fault(FaultKind::Freeze) }));
    int status = 0;
    QCOMPARE(::waitpid(child.pid(), &status, WUNTRACED), child.pid());
    QVERIFY(WIFSTOPPED(status));
    child.send(SIGCONT);
    status = child.wait();
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
}

void TestFaults::noiseGoesToBothStreams()
{
    QTemporaryFile output;
    QTemporaryFile errors;
    QVERIFY(output.open() && errors.open());
    Child child(recipeOf({ fault(FaultKind::Noise) }), [&] {
        ::dup2(output.handle(), STDOUT_FILENO);
        ::dup2(errors.handle(), STDERR_FILENO);
    });
    QCOMPARE(WEXITSTATUS(child.wait()), 0);
    QCOMPARE(output.size(), 512);
    QCOMPARE(errors.size(), 512);
    QFile noise(output.fileName());
    QVERIFY(noise.open(QIODevice::ReadOnly));
    QVERIFY(noise.readAll().contains('\n'));
}

void TestFaults::floodIsOneMebibyte()
{
    QTemporaryFile errors;
    QVERIFY(errors.open());
    Child child(recipeOf({ fault(FaultKind::Flood) }), [&] { ::dup2(errors.handle(), STDERR_FILENO); });
    QCOMPARE(WEXITSTATUS(child.wait()), 0);
    QCOMPARE(errors.size(), 1 << 20);
}

void TestFaults::commandDiesWithItsWorker()
{
    QTemporaryFile note;
    QVERIFY(note.open());
    const std::string script = "echo $$ > " + note.fileName().toStdString() + "; exec sleep 1000";
    Child worker(recipeOf({ CommandStage{ .program = "sh", .args = { "-c", script } } }));
    QTRY_VERIFY(note.size() > 1);
    const QString stat = QStringLiteral("/proc/%1/stat").arg(note.readAll().trimmed().toInt());
    QVERIFY(QFile::exists(stat));
    worker.send(SIGKILL);
    worker.wait();
    const auto ended = [&] {
        QFile process(stat);
        return !process.open(QIODevice::ReadOnly) || process.readAll().contains(") Z ");
    };
    QTRY_VERIFY(ended());
}

QTEST_GUILESS_MAIN(TestFaults)
#include "tst_faults.moc"
