// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/files.h"
#include "base/format.h"
#include "base/json.h"
#include "commandline.h"
#include "console.h"
#include "display.h"
#include "history/history.h"
#include "run/environment.h"
#include "run/programs.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QProcess>
#include <QStandardPaths>

#include <unistd.h>

namespace ilv::cli {
namespace {

struct Check {
    std::string name;
    bool available = false;
    std::string detail; ///< what there is, or why not
    bool needed = false; ///< without it nothing can be run
};

constexpr int kPatienceMs = 5000;

Check startsAndSays(const std::string& name, const std::string& program, const QStringList& arguments, bool needed, int otherCode = 0)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QString::fromStdString(program), arguments);
    if (!process.waitForFinished(kPatienceMs)) {
        const auto why = process.error() == QProcess::FailedToStart ? process.errorString().toStdString()
                                                                    : std::string("it did not end within 5 seconds");
        process.kill();
        process.waitForFinished(kPatienceMs);
        return {name, false, program + ": " + why, needed};
    }
    const auto said = process.readAll().trimmed().toStdString();
    const int code = process.exitCode();
    if (process.exitStatus() != QProcess::NormalExit || (code != 0 && code != otherCode))
        return {name, false, program + " ended with " + std::to_string(code) + ": " + said, needed};
    return {name, true, said, needed};
}

/// A worker started by hand says what it is and ends with 2; that it can do so is what is asked.
Check workerStarts(const std::string& program)
{
    auto check = startsAndSays("worker", program, {QStringLiteral("--version")}, true, 2);
    if (check.available)
        check.detail = program;
    return check;
}

/// For real: it has to say its port, and to end when its input does.
Check serviceStarts(const std::string& program)
{
    QProcess service;
    service.start(QString::fromStdString(program), {QStringLiteral("--prefix"), QStringLiteral("/doctor")});
    const bool spoke = service.waitForReadyRead(kPatienceMs);
    const auto said = service.readLine().trimmed().toStdString();
    service.closeWriteChannel();
    const bool ended = service.waitForFinished(kPatienceMs);
    if (!ended) {
        service.kill();
        service.waitForFinished(kPatienceMs);
    }
    if (!spoke)
        return {"loopback service", false, program + ": " + service.errorString().toStdString(), true};
    return {"loopback service", ended, ended ? "says " + said : "it does not end when its input does", true};
}

std::vector<Check> programChecks()
{
    const auto programs = locatePrograms(QCoreApplication::applicationDirPath().toStdString());
    if (!programs)
        return {{"programs", false, programs.error().message, true}};
    const QStringList version {QStringLiteral("--version")};
    return {startsAndSays("host", programs->host, version, true),
        workerStarts(programs->worker), serviceStarts(programs->service)};
}

Check python()
{
    const auto path = QStandardPaths::findExecutable(QStringLiteral("python3"));
    if (path.isEmpty())
        return {"python3", false, "there is none on PATH; the Python runtime needs it", false};
    auto check = startsAndSays("python3", path.toStdString(), {QStringLiteral("--version")}, false);
    if (check.available)
        check.detail += ", " + path.toStdString();
    return check;
}

Check readable(const std::string& name, const char* path)
{
    const bool can = access(path, R_OK) == 0;
    return {name, can, can ? path : std::string(path) + " cannot be read; what it tells stays unmeasured", false};
}

Check temporaryFolder()
{
    const auto folder = TemporaryFolder::create("interleave-doctor");
    const auto where = [](const std::string& path) { return path.substr(0, path.rfind('/')); };
    return folder ? Check {"temporary folder", true, where(folder->path()), true}
                  : Check {"temporary folder", false, folder.error().message, true};
}

Check historyOpens()
{
    const auto path = History::defaultPath();
    const auto history = History::open(path);
    return history ? Check {"history", true, path, false} : Check {"history", false, history.error().message, false};
}

std::vector<Check> allChecks(const Environment& e)
{
    auto checks = programChecks();
    checks.push_back(python());
    checks.push_back({"cores", e.cores > 1,
        e.cores > 1 ? std::to_string(e.cores) + " usable, " + e.cpuModel : "only one: nothing can run at the same time", false});
    checks.push_back({"frequency governor", !e.governor.empty(), e.governor.empty() ? "the kernel does not tell it here" : e.governor, false});
    const bool quiet = e.loadAverage && *e.loadAverage <= 0.75 * e.cores;
    const auto load = e.loadAverage ? "load " + formatSignificant(*e.loadAverage, 2) : std::string("not known");
    checks.push_back({"quiet machine", quiet, quiet ? load : load + ": other programs would disturb a run", false});
    checks.push_back(readable("run-queue delay", "/proc/self/schedstat"));
    checks.push_back(readable("pressure (PSI)", "/proc/pressure/cpu"));
    checks.push_back(temporaryFolder());
    checks.push_back(historyOpens());
    const auto display = findDisplay();
    checks.push_back({"display", display.usable, display.usable ? display.what : display.what + "; only the command line works", false});
    return checks;
}

void printText(const Environment& e, const std::vector<Check>& checks)
{
    print(versionLine() + e.distribution + ", " + e.kernel + ", " + (e.hypervisor.empty() ? "no hypervisor seen" : e.hypervisor)
        + ", Qt " + e.qtVersion + ", " + e.compiler + ", " + e.buildType + "\n\n");
    std::size_t names = 0;
    for (const auto& check : checks)
        names = std::max(names, width(check.name));
    for (const auto& check : checks) {
        print(padRight(check.name, names) + "  " + (check.available ? "available: " : "not, because: ") + check.detail + '\n');
    }
}

void printJson(const Environment& e, const std::vector<Check>& checks)
{
    auto list = json::Out::array();
    for (const auto& check : checks) {
        list.push_back({ {"name", check.name}, {"available", check.available}, {"needed", check.needed},
            {"detail", check.detail} });
    }
    json::Out environment { {"cpu", e.cpuModel}, {"cores", e.cores}, {"hypervisor", e.hypervisor},
        {"governor", e.governor}, {"memory_mb", e.memoryMb}, {"kernel", e.kernel}, {"distribution", e.distribution},
        {"qt", e.qtVersion}, {"compiler", e.compiler}, {"build_type", e.buildType} };
    environment["load_average"] = e.loadAverage ? json::Out(*e.loadAverage) : json::Out();
    environment["steal_percent"] = e.stealPercent ? json::Out(*e.stealPercent) : json::Out();
    const json::Out all { {"version", e.version}, {"commit", e.commit}, {"environment", std::move(environment)},
        {"checks", std::move(list)} };
    print(all.dump(2, ' ', false, json::Out::error_handler_t::replace) + '\n');
}

} // namespace

ExitCode doctor(const QStringList& arguments)
{
    CommandLine line(QStringLiteral("doctor"), QStringLiteral("Says what is available here, and what is not and why."));
    line.option(QStringLiteral("json"), QStringLiteral("As JSON."));
    if (const auto over = line.parse(arguments))
        return *over;
    const auto environment = captureEnvironment();
    const auto checks = allChecks(environment);
    line.isSet(QStringLiteral("json")) ? printJson(environment, checks) : printText(environment, checks);
    for (const auto& check : checks) {
        if (check.needed && !check.available)
            return ExitCode::Environment;
    }
    return ExitCode::Pass;
}

} // namespace ilv::cli
