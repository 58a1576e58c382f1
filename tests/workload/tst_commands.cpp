// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/processes.h"
#include "support/somebody.h"
#include "workload/task.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace ilv;
using namespace ilv::test;

namespace {

TaskRecipe recipeOf(CommandStage stage)
{
    WorkloadSpec spec;
    spec.stages = { std::move(stage) };
    return TaskRecipe(std::move(spec));
}

TaskResult runTask(BlockingTaskRunner& runner, Nanos deadline = 0)
{
    return runner.run(0, 1, TaskRecipe::beginDigest({}), 0, 1, deadline);
}

CommandStage shell(const char* script)
{
    return { .program = "sh", .args = { "-c", script } };
}

QString code(Code value)
{
    const std::string_view text = name(value);
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

} // namespace

/// Programs of the user as stages.
class TestCommands : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void commandsEndAsTheyEnd_data();
    void commandsEndAsTheyEnd();
    void commandsGetArgumentsAsTheyAre();
    void commandIsKilledAtItsDeadline();
    void commandsRunInAnEmptyFolderOfTheirOwn();
    void aFolderThatACommandHasLockedIsRemoved();
};

/// Every command has been reaped: a dead child that nobody took away is a child still.
void TestCommands::cleanup()
{
    QCOMPARE(ownChildren(), std::vector<int>());
}

void TestCommands::commandsEndAsTheyEnd_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* label, const char* program, const char* script, const char* expected) {
        QTest::newRow(label) << QString::fromLatin1(program) << QString::fromLatin1(script)
                             << QString::fromLatin1(expected);
    };
    row("exit code 0", "sh", "exit 0", "");
    row("exit code 1", "sh", "exit 1", "TASK_EXIT_NONZERO");
    row("exit code 255", "sh", "exit 255", "TASK_EXIT_NONZERO");
    row("a signal", "sh", "kill -9 $$", "TASK_EXIT_NONZERO");
    row("by its absolute path", "/bin/sh", "exit 0", "");
    row("case 69: no such program", "no-such-program-here", "", "TASK_NOT_FOUND");
    row("no such path", "/no/such/program", "", "TASK_NOT_FOUND");
    row("case 69: a folder is no program", "/tmp", "", "TASK_NOT_FOUND");
    row("case 69: a file that may not be run", "/etc/passwd", "", "TASK_NOT_FOUND");
    row("case 68: its input is empty", "sh", "test -z \"$(cat)\"", "");
    row("case 67: endless output is cut off", "yes", "", "OUTPUT_LIMIT");
    row("case 70: output that is no text, with NUL", "sh", "printf '\\000\\377\\376'; exit 1", "TASK_EXIT_NONZERO");
    row("a file too large", "sh", "f=$(mktemp); head -c 9000000 /dev/zero > $f; c=$?; rm $f; test $c != 0 || exit 7",
        "");
    row("few descriptors", "sh", "test $(ulimit -n) -le 256", "");
    row("no core files", "sh", "test $(ulimit -c) = 0", "");
    row("limited memory", "sh", "test $(ulimit -v) != unlimited", "");
    row("limited CPU time", "sh", "test $(ulimit -t) != unlimited", "");
    row("no new privileges", "sh", "grep -q 'NoNewPrivs:.*1' /proc/$$/status", "");
    row("an environment without surprises", "sh", "test -z \"$LD_LIBRARY_PATH$SECRET_TOKEN\" && test -n \"$PATH\"", "");
    row("it leads a session of its own", "sh",
        "read pid name state ppid group session rest < /proc/$$/stat; test $session = $$", "");
    row("no other descriptor reaches it", "sh", "test ! -e /proc/$$/fd/77", "");
    row("the default action of SIGPIPE", "sh", "kill -13 $$; exit 0", "TASK_EXIT_NONZERO");
}

void TestCommands::commandsEndAsTheyEnd()
{
    QFETCH(QString, program);
    QFETCH(QString, script);
    QFETCH(QString, expected);
    QCOMPARE(::dup2(0, 77), 77);
    CommandStage stage{ .program = program.toStdString(), .args = {} };
    if (!script.isEmpty())
        stage.args = { "-c", script.toStdString() };
    const TaskRecipe recipe = recipeOf(stage);
    BlockingTaskRunner runner(recipe, 0);
    for (const Nanos deadline : { Nanos{ 0 }, now() + 60 * kSecond }) {
        const TaskResult result = runTask(runner, deadline);
        QCOMPARE(code(result.code), expected);
        QCOMPARE(result.outcome, expected.isEmpty() ? Outcome::Ok : Outcome::Error);
        QVERIFY(expected.isEmpty() || runner.lastMessage().find(program.toStdString()) != std::string::npos);
    }
    ::close(77);
}

void TestCommands::commandsGetArgumentsAsTheyAre()
{
    const TaskRecipe recipe = recipeOf(CommandStage{ .program = "sh",
        .args = { "-c", R"(test $# = 3 && test "$1" = 'a b' && test "$2" = '$HOME;*' && test -z "$3")", "sh", "a b",
            "$HOME;*", "" } });
    BlockingTaskRunner runner(recipe, 0);
    const TaskResult result = runTask(runner);
    QVERIFY2(result.outcome == Outcome::Ok, runner.lastMessage().c_str());
}

void TestCommands::commandIsKilledAtItsDeadline()
{
    const QTemporaryDir folder;
    const QString note = folder.filePath(QStringLiteral("pid"));
    const std::string script = "trap '' TERM; sleep 1000 & echo $! > " + note.toStdString() + "; wait";
    const TaskRecipe recipe = recipeOf(shell(script.c_str()));
    BlockingTaskRunner runner(recipe, 0);
    int child = 0;
    for (Nanos time = 150 * kMilli; child == 0 && time < 30 * kSecond;
         time *= 3) { // until the shell had time for its own
        const TaskResult result = runTask(runner, now() + time);
        QCOMPARE(result.outcome, Outcome::Timeout);
        QCOMPARE(code(result.code), QStringLiteral("TASK_TIMEOUT"));
        QFile file(note);
        if (file.open(QIODevice::ReadOnly))
            child = file.readAll().trimmed().toInt();
    }
    QVERIFY(child > 0);
    QTRY_VERIFY(isGone(child));
}

void TestCommands::commandsRunInAnEmptyFolderOfTheirOwn()
{
    QTemporaryDir home;
    WorkloadSpec spec;
    spec.folder = home.path().toStdString();
    // Fails unless it stands in that folder, finds nothing there, and may fill it for the next one to find.
    spec.stages = { CommandStage{ .program = "sh",
        .args = { "-c",
            R"sh(case "$PWD" in "$0"/?*) ;; *) exit 3 ;; esac; [ -z "$(ls -A)" ] || exit 4; mkdir -p a/b && : > a/b/c)sh",
            spec.folder } } };
    spec.stages.push_back(spec.stages.front());
    const TaskRecipe recipe(spec);
    BlockingTaskRunner runner(recipe, 0);
    for (std::uint64_t task = 0; task < 2; ++task) {
        const TaskResult result = runner.run(task, 1, TaskRecipe::beginDigest({}), 0, 2, 0);
        QCOMPARE(code(result.code), code(Code::None));
    }
}

void TestCommands::aFolderThatACommandHasLockedIsRemoved()
{
    QTemporaryDir home;
    QCOMPARE(::chown(home.path().toUtf8().constData(), somebody(), somebody()), 0);
    QCOMPARE(asSomebody([&] {
        WorkloadSpec spec;
        spec.folder = home.path().toStdString();
        spec.stages
            = { shell("[ -z \"$(ls -A)\" ] || exit 4; mkdir -p a/b && : > a/b/c && chmod 0 a/b && chmod 500 a .") };
        const TaskRecipe recipe(spec);
        BlockingTaskRunner runner(recipe, 0);
        for (std::uint64_t task = 0; task < 2; ++task) {
            if (runner.run(task, 1, TaskRecipe::beginDigest({}), 0, 1, 0).outcome != Outcome::Ok)
                return 1 + static_cast<int>(task);
        }
        return 0;
    }),
        0);
    QCOMPARE(QDir(home.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList()); // with its runner
}

QTEST_GUILESS_MAIN(TestCommands)
#include "tst_commands.moc"
