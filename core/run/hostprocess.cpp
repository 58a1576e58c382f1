// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/hostprocess.h"

#include "base/codes.h"
#include "base/processstat.h"
#include "base/strays.h"

#include <nlohmann/json.hpp>

#include <QUuid>

#include <utility>

namespace ilv {
namespace {

// A trial's last event carries its spans: 20,000 a lane, some tens of bytes each.
constexpr qsizetype kLongestLine = 128 << 20;
constexpr qsizetype kLastWords = 4096;
constexpr std::size_t kFewOutcomes = 8 << 10; // some 250, of a tenth of a second
constexpr qsizetype kMostKept = 32 << 20; // of outcomes: a million

} // namespace

HostProcess::HostProcess(QObject* parent)
    : QObject(parent)
{
    giveOwnSession(m_process);
    markAndKeep();
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &HostProcess::readEvents);
    connect(&m_process, &QProcess::readyReadStandardError, this, &HostProcess::keepLastWords);
    connect(&m_process, &QProcess::finished, this, &HostProcess::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError what) {
        if (what == QProcess::FailedToStart)
            failToStart();
    });
}

/// By this mark whatever a trial leaves behind is found, wherever it went.
void HostProcess::markAndKeep()
{
    const QString mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
    auto environment = m_process.processEnvironment();
    environment.insert(QStringLiteral("INTERLEAVE_TRIAL"), mark);
    m_process.setProcessEnvironment(environment);
    m_mark = "INTERLEAVE_TRIAL=" + mark.toStdString();
    keepOrphans();
}

HostProcess::~HostProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killSession(m_process.processId());
        m_process.waitForFinished(1000); // reaping what was just killed: a fraction of a millisecond
        clearUp();
    }
}

/// Nothing of a trial outlives its host. Of the processes that `interleave` itself starts only the host is as young.
void HostProcess::clearUp()
{
    killStrays(m_mark);
    reapStrays(m_born);
}

void HostProcess::start(const std::string& program, const std::string& orderLine)
{
    m_lastHeard = now();
    m_process.start(QString::fromStdString(program), {});
    m_pid = m_process.processId();
    if (const auto stat = processStat(m_pid))
        m_born = stat->startTicks;
    m_process.write(orderLine.data(), static_cast<qint64>(orderLine.size()));
    if (!orderLine.ends_with('\n'))
        m_process.write("\n", 1);
}

void HostProcess::requestCancel() { say({ { "cmd", "cancel" } }); }

void HostProcess::plantFault(const std::string& lane, HandFault fault)
{
    say({ { "cmd", "fault" }, { "lane", lane }, { "fault", name(fault) } });
}

void HostProcess::say(const json::Out& command)
{
    const std::string line = command.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + '\n';
    if (m_process.state() != QProcess::NotRunning)
        m_process.write(line.data(), static_cast<qint64>(line.size()));
}

void HostProcess::kill()
{
    killSession(m_process.processId());
}

void HostProcess::readEvents()
{
    m_unread += m_process.readAllStandardOutput();
    m_lastHeard = now();
    qsizetype begin = 0;
    qsizetype end = m_unread.indexOf('\n', m_searched);
    for (; end >= 0 && !m_refused; end = m_unread.indexOf('\n', begin)) {
        readLine(std::string_view(m_unread.constData() + begin, static_cast<std::size_t>(end - begin)));
        begin = end + 1;
    }
    if (m_refused)
        begin = m_unread.size();
    m_unread.remove(0, begin);
    m_searched = m_unread.size();
    if (m_unread.size() > kLongestLine)
        refuse(error(Code::HostProtocol, "The host sent a line of more than 128 MiB."));
}

void HostProcess::readLine(std::string_view line)
{
    if (line.starts_with(R"({"e":"outcomes")") && line.size() > kFewOutcomes) {
        m_outcomes.append(line.data(), static_cast<qsizetype>(line.size())).append('\n');
        if (m_outcomes.size() > kMostKept)
            tellOutcomes();
        return;
    }
    if (!line.starts_with(R"({"e":"live")")) // a picture of the moment may come before what it is of
        tellOutcomes();
    if (!m_refused)
        readEvent(line);
}

void HostProcess::tellOutcomes()
{
    const QByteArray lines = std::exchange(m_outcomes, {});
    for (qsizetype begin = 0; begin < lines.size() && !m_refused;) {
        const qsizetype end = lines.indexOf('\n', begin);
        readEvent(std::string_view(lines.constData() + begin, static_cast<std::size_t>(end - begin)));
        begin = end + 1;
    }
}

void HostProcess::readEvent(std::string_view line)
{
    const auto event = decodeEvent(line);
    if (event)
        Q_EMIT said(*event);
    else
        refuse(event.error());
}

void HostProcess::refuse(const Error& error)
{
    tellOutcomes(); // what was said before stands, and one of those lines may be the first that is wrong
    if (m_refused)
        return;
    m_refused = true;
    Q_EMIT brokeProtocol(error);
    kill();
}

void HostProcess::keepLastWords()
{
    m_lastWords += m_process.readAllStandardError();
    m_lastWords = m_lastWords.right(kLastWords);
}

void HostProcess::finish(int exitCode, QProcess::ExitStatus status)
{
    readEvents();
    tellOutcomes();
    keepLastWords();
    if (m_ended)
        return;
    m_ended = true;
    killSession(m_pid); // what it may have left behind in its session: nothing of a trial outlives it
    clearUp(); // nor what has left the session
    ProcessEnd end;
    if (status == QProcess::CrashExit)
        end.signal = exitCode; // QProcess keeps the signal there
    else
        end.exitCode = exitCode;
    end.lastWords = m_lastWords.toStdString();
    Q_EMIT ended(end);
}

void HostProcess::failToStart()
{
    if (m_ended)
        return;
    m_ended = true;
    ProcessEnd end;
    end.started = false;
    end.reason = m_process.errorString().toStdString();
    // Not from inside start(): whoever started it has not finished doing so.
    QMetaObject::invokeMethod(this, [this, end] { Q_EMIT ended(end); }, Qt::QueuedConnection);
}

} // namespace ilv
