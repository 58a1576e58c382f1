// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include "base/codes.h"
#include "console.h"
#include "run/buildinfo.h"

namespace ilv::cli {

std::string versionLine()
{
    std::string line = "interleave " + std::string(buildVersion());
    if (!buildCommit().empty())
        line += " (" + std::string(buildCommit()) + ')';
    return line + '\n';
}

std::string overview()
{
    return R"(Which concurrency model should this workload use, and what does each one cost?

Usage:
  interleave [FILE]                          open the workbench
  interleave run FILE [options]              run an experiment; preset:NAME may stand for FILE
  interleave validate FILE                   check a file; runs nothing
  interleave report RUN --export LIST --out DIR
                                             write reports again from a stored run
  interleave history [list|show ID|delete ID] [--json]
  interleave presets [list|show NAME]        experiments that come with the program
  interleave doctor [--json]                 what is available here, and what is not and why

Options:
  -h, --help     this text; after a command, that command's
  -v, --version  the version

Exit codes: 0 every goal held, 1 a goal missed or evidence too thin, 2 bad command line, 3 experiment refused,
4 environment, 5 run aborted, 6 trust required, 70 internal, 129/130/143 cancelled by a signal.
)";
}

CommandLine::CommandLine(const QString& command, const QString& description, const QStringList& words)
    : m_command(command)
    , m_wanted(words)
{
    m_parser.setApplicationDescription(description);
    m_parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    m_parser.addOption({{QStringLiteral("h"), QStringLiteral("help")}, QStringLiteral("This text.")});
    m_parser.addOption({{QStringLiteral("v"), QStringLiteral("version")}, QStringLiteral("The version.")});
    m_parser.addPositionalArgument(command, QStringLiteral("This command."), command);
    for (const auto& word : words)
        m_parser.addPositionalArgument(word, QString(), word);
}

void CommandLine::option(const QString& name, const QString& description, const QString& value)
{
    m_parser.addOption(QCommandLineOption(name, description, value));
}

std::optional<ExitCode> CommandLine::parse(const QStringList& arguments)
{
    const bool read = m_parser.parse(QStringList {QStringLiteral("interleave")} + arguments);
    if (m_parser.isSet(QStringLiteral("help"))) {
        print(m_parser.helpText().toStdString());
        return ExitCode::Pass;
    }
    if (m_parser.isSet(QStringLiteral("version"))) {
        print(versionLine());
        return ExitCode::Pass;
    }
    if (!read)
        return refuse(m_parser.errorText());
    m_words = m_parser.positionalArguments();
    qsizetype needed = 0;
    for (const auto& word : m_wanted)
        needed += !word.startsWith(QLatin1Char('['));
    if (m_words.size() < needed)
        return refuse(QStringLiteral("%1 is missing.").arg(m_wanted.value(static_cast<int>(m_words.size()))));
    if (m_words.size() > m_wanted.size())
        return refuse(QStringLiteral("“%1” is one argument too many.").arg(m_words.at(m_wanted.size())));
    return std::nullopt;
}

ExitCode CommandLine::refuse(const QString& why) const
{
    note("interleave " + m_command.toStdString() + ": " + why.toStdString() + "\nSee interleave "
        + m_command.toStdString() + " --help.\n");
    return ExitCode::BadCommandLine;
}

} // namespace ilv::cli
