// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

/// The real `interleave`, run as a user would, with a home of its own.
class CliProgram {
public:
    struct Outcome {
        int code = -1; ///< -1: it did not end, or crashed
        QByteArray out, err;
    };

    CliProgram();
    [[nodiscard]] Outcome run(const QStringList& arguments, int timeoutMs = 120'000) const;
    /// `bin`: a folder with copies of the programs, instead of the one they were built into.
    void start(QProcess& process, const QStringList& arguments, const QString& bin = {}) const;
    /// It has ended, before this is asked or within that time.
    [[nodiscard]] static bool ends(QProcess& process, int timeoutMs);

    void setVariable(const QString& name, const QString& value) { m_environment.insert(name, value); }
    void unsetVariable(const QString& name) { m_environment.remove(name); }
    [[nodiscard]] QString path(const QString& name) const { return m_home.filePath(name); } ///< in its home
    [[nodiscard]] QString write(const QString& name, const QByteArray& text) const; ///< a file there; its path
    [[nodiscard]] QStringList files() const; ///< every file and folder in its home, relative

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};
