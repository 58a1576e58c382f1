// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/serviceprocess.h"

#include "base/codes.h"
#include "base/json.h"

#include <QRandomGenerator>

#include <array>
#include <chrono>

namespace ilv {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 5s;
constexpr auto kStep = 200ms;
constexpr qint64 kLongestLine = 4096;

std::string randomPrefix()
{
    std::array<quint32, 4> words {};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size())); // the kernel's
    QByteArray bytes(reinterpret_cast<const char*>(words.data()), sizeof words);
    return '/' + bytes.toHex().toStdString();
}

} // namespace

ServiceProcess::ServiceProcess(QObject* parent)
    : QObject(parent)
{
    giveOwnSession(m_process);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_timer.setSingleShot(true);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &ServiceProcess::readPort);
    connect(&m_process, &QProcess::finished, this, &ServiceProcess::finish);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError what) {
        if (what == QProcess::FailedToStart)
            fail(error(Code::WorkerInitFailed,
                "The loopback service could not be started: " + m_process.errorString().toStdString()));
    });
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (m_stopping)
            press();
        else
            fail(error(Code::WorkerStartTimeout, "The loopback service did not say its port within 5 seconds."));
    });
}

ServiceProcess::~ServiceProcess()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killSession(m_process.processId());
        m_process.waitForFinished(1000); // reaping what was just killed
    }
}

void ServiceProcess::start(const std::string& program)
{
    m_prefix = randomPrefix();
    m_timer.start(kStartLimit);
    m_process.start(QString::fromStdString(program),
        { QStringLiteral("--prefix"), QString::fromStdString(m_prefix) });
}

void ServiceProcess::readPort()
{
    if (m_port != 0 || m_failed) {
        m_process.readAllStandardOutput(); // nothing more is expected; not kept
        return;
    }
    if (!m_process.canReadLine()) {
        if (m_process.bytesAvailable() > kLongestLine)
            fail(error(Code::HostProtocol, "The loopback service said something else than its port."));
        return;
    }
    const QByteArray line = m_process.readLine();
    const auto node = json::parse({ line.constData(), static_cast<std::size_t>(line.size()) });
    const auto port = node ? node->i64("port") : 0;
    if (port <= 0 || port > 65535) {
        fail(error(Code::HostProtocol, "The loopback service said something else than its port."));
        return;
    }
    m_timer.stop();
    m_port = static_cast<std::uint16_t>(port);
    Q_EMIT ready();
}

void ServiceProcess::fail(const Error& error)
{
    if (m_failed || m_stopping)
        return;
    m_failed = true;
    m_timer.stop();
    killSession(m_process.processId());
    // Never from inside start(): whoever started it has not finished doing so.
    QMetaObject::invokeMethod(
        this,
        [this, error] {
            if (!m_stopping)
                Q_EMIT failed(error);
        },
        Qt::QueuedConnection);
}

void ServiceProcess::finish(int exitCode, QProcess::ExitStatus status)
{
    if (m_stopping) {
        m_timer.stop();
        Q_EMIT stopped();
        return;
    }
    ProcessEnd end;
    (status == QProcess::CrashExit ? end.signal : end.exitCode) = exitCode;
    fail(error(Code::NetRefused, "The loopback service " + inWords(end) + ", so requests have no other end.",
        "Run again; if it happens again, “interleave doctor” says whether the service starts."));
}

void ServiceProcess::stop()
{
    if (m_stopping)
        return;
    m_stopping = true;
    if (m_process.state() == QProcess::NotRunning) {
        QMetaObject::invokeMethod(this, &ServiceProcess::stopped, Qt::QueuedConnection);
        return;
    }
    m_process.closeWriteChannel();
    m_timer.start(kStep);
}

void ServiceProcess::press()
{
    if (m_pressed++ == 0) {
        m_process.terminate();
        m_timer.start(kStep);
    } else {
        killSession(m_process.processId());
    }
}

} // namespace ilv
