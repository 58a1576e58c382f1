// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QCommandLineParser>
#include <QStringList>

#include <optional>
#include <string>
#include <vector>

namespace ilv::cli {

/// The command line of one subcommand: QCommandLineParser with our exit codes and one way to complain.
/// Every subcommand has --help and --version.
class CommandLine {
public:
    /// `words`: how its positional arguments are named, first to last; a last one in brackets may be left out.
    CommandLine(const QString& command, const QString& description, const QStringList& words = {});

    void option(const QString& name, const QString& description, const QString& value = {});

    /// Reads the arguments after the subcommand's own word. When there is nothing left to do — --help, --version, or a
    /// mistake that has been complained about — the exit code.
    [[nodiscard]] std::optional<ExitCode> parse(const QStringList& arguments);
    ExitCode refuse(const QString& why) const; ///< says why, with the way to --help

    [[nodiscard]] bool isSet(const QString& name) const { return m_parser.isSet(name); }
    [[nodiscard]] std::string value(const QString& name) const { return m_parser.value(name).toStdString(); }
    [[nodiscard]] QStringList values(const QString& name) const { return m_parser.values(name); }
    [[nodiscard]] QStringList words() const { return m_words; }
    [[nodiscard]] std::string word(int i) const { return m_words.value(i).toStdString(); }

private:
    QCommandLineParser m_parser;
    QString m_command;
    QStringList m_wanted, m_words;
};

/// "interleave 0.1.0 (commit)".
[[nodiscard]] std::string versionLine();
/// What `interleave --help` prints.
[[nodiscard]] std::string overview();

// The subcommands; each takes the arguments after its own word and returns the exit code.
ExitCode run(const QStringList& arguments);
ExitCode validate(const QStringList& arguments);
ExitCode presets(const QStringList& arguments);
ExitCode report(const QStringList& arguments);
ExitCode history(const QStringList& arguments);
ExitCode doctor(const QStringList& arguments);

} // namespace ilv::cli
