// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/hostprocess.h"

#include "base/codes.h"
#include "base/strays.h"

#include <QUuid>

namespace ilv {
namespace {

// A trial's last event carries its spans: 20,000 a lane, some tens of bytes each.
constexpr qsizetype kLongestLine = 128 << 20;
constexpr qsizetype kLastWords = 4096;

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
        killStrays(m_mark);
    }
}

void HostProcess::start(const std::string& program, const std::string& orderLine)
{
    m_lastHeard = now();
    m_process.start(QString::fromStdString(program), {});
    m_pid = m_process.processId();
    m_process.write(orderLine.data(), static_cast<qint64>(orderLine.size()));
    if (!orderLine.ends_with('\n'))
        m_process.write("\n", 1);
}

void HostProcess::requestCancel()
{
    static constexpr char order[] = "{\"cmd\":\"cancel\"}\n";
    if (m_process.state() != QProcess::NotRunning)
        m_process.write(order, sizeof order - 1);
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
        readEvent(std::string_view(m_unread.constData() + begin, static_cast<std::size_t>(end - begin)));
        begin = end + 1;
    }
    if (m_refused)
        begin = m_unread.size();
    m_unread.remove(0, begin);
    m_searched = m_unread.size();
    if (m_unread.size() > kLongestLine)
        refuse(error(Code::HostProtocol, "The host sent a line of more than 128 MiB."));
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
    keepLastWords();
    if (m_ended)
        return;
    m_ended = true;
    killSession(m_pid); // what it may have left behind in its session: nothing of a trial outlives it
    killStrays(m_mark); // nor what has left the session
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
