// SPDX-License-Identifier: GPL-3.0-or-later
#include "cliprogram.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

CliProgram::CliProgram()
    : m_environment(QProcessEnvironment::systemEnvironment())
{
    m_environment.insert(QStringLiteral("HOME"), m_home.path());
    m_environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.filePath(QStringLiteral("data")));
    for (const char* name : {"INTERLEAVE_WORKER", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        m_environment.remove(QString::fromLatin1(name));
}

void CliProgram::start(QProcess& process, const QStringList& arguments, const QString& bin) const
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(m_home.path());
    process.start((bin.isEmpty() ? QStringLiteral(ILV_BIN_DIR "/") : bin) + QStringLiteral("interleave"), arguments);
    process.closeWriteChannel();
}

bool CliProgram::ends(QProcess& process, int timeoutMs)
{
    return process.state() == QProcess::NotRunning || process.waitForFinished(timeoutMs);
}

CliProgram::Outcome CliProgram::run(const QStringList& arguments, int timeoutMs) const
{
    QProcess process;
    start(process, arguments);
    const bool ended = process.waitForFinished(timeoutMs);
    Outcome outcome;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    if (ended && process.exitStatus() == QProcess::NormalExit)
        outcome.code = process.exitCode();
    process.kill();
    process.waitForFinished();
    return outcome;
}

QString CliProgram::write(const QString& name, const QByteArray& text) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("cannot write %s", qPrintable(file.fileName()));
    return file.fileName();
}

QStringList CliProgram::files() const
{
    QStringList all;
    const QDir home(m_home.path());
    QDirIterator it(m_home.path(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (it.hasNext())
        all << home.relativeFilePath(it.next());
    all.sort();
    return all;
}
