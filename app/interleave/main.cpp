// SPDX-License-Identifier: GPL-3.0-or-later
// interleave: without a subcommand the window, with one the same work without a window.
#include "base/suggest.h"
#include "commandline.h"
#include "console.h"
#include "display.h"

#ifdef ILV_WITH_WINDOW
#include "window/app.h"
#endif

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

namespace {

using namespace ilv;

struct Subcommand {
    std::string_view name;
    ExitCode (*run)(const QStringList& arguments);
};

constexpr std::array kSubcommands { Subcommand {"run", cli::run}, Subcommand {"validate", cli::validate},
    Subcommand {"presets", cli::presets}, Subcommand {"report", cli::report}, Subcommand {"history", cli::history},
    Subcommand {"doctor", cli::doctor} };

/// Named in the contract, and not in this version.
constexpr std::array kLater { std::string_view("compare"), std::string_view("lesson") };

/// Qt's own options for a window that take a value; the others take none.
constexpr std::array kQtWithValue { std::string_view("platform"), std::string_view("platformpluginpath"),
    std::string_view("platformtheme"), std::string_view("plugin"), std::string_view("style"), std::string_view("stylesheet"),
    std::string_view("display"), std::string_view("geometry"), std::string_view("qwindowgeometry"),
    std::string_view("qwindowicon"), std::string_view("qwindowtitle"), std::string_view("session"),
    std::string_view("fontengine") };
constexpr std::array kQtPlain { std::string_view("reverse"), std::string_view("widgetcount") };

bool contains(const auto& list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

int end(ExitCode code)
{
    if (const auto printed = cli::flushed(); !printed) {
        cli::ErrorPrinter(false).error(printed.error());
        if (code == ExitCode::Pass)
            code = ExitCode::Environment;
    }
    return static_cast<int>(code);
}

ExitCode refuse(const std::string& why)
{
    cli::note("interleave: " + why + "\nSee interleave --help.\n");
    return ExitCode::BadCommandLine;
}

/// The arguments of a window: Qt's options and at most one file. Text: what does not belong there.
std::string readWindowArguments(int argc, char** argv, std::string& file, bool& platformGiven)
{
    for (int i = 1; i < argc; ++i) {
        std::string_view word = argv[i];
        if (!word.starts_with('-')) {
            if (!file.empty())
                return "“" + std::string(word) + "” is one file too many.";
            file = word;
            continue;
        }
        word.remove_prefix(word.starts_with("--") ? 2 : 1);
        const bool joined = word.find('=') != std::string_view::npos;
        const auto option = word.substr(0, word.find('='));
        platformGiven = platformGiven || option == "platform";
        if (contains(kQtWithValue, option) && !joined && ++i >= argc)
            return "--" + std::string(option) + " needs a value.";
        if (!contains(kQtWithValue, option) && !contains(kQtPlain, option))
            return "Unknown option “" + std::string(argv[i]) + "”.";
    }
    return {};
}

/// A word that is neither a subcommand nor looks like a file.
std::string unknownCommand(const std::string& word)
{
    std::vector<std::string_view> names;
    for (const auto& command : kSubcommands)
        names.push_back(command.name);
    const auto near = closest(word, names);
    return "There is no command “" + word + "”" + (near.empty() ? "." : "; did you mean “" + std::string(near) + "”?");
}

int openWindow(int argc, char** argv)
{
    std::string file;
    bool platformGiven = false;
    if (const auto why = readWindowArguments(argc, argv, file, platformGiven); !why.empty())
        return end(refuse(why));
    if (!file.empty() && file.find_first_of("./:") == std::string::npos)
        return end(refuse(unknownCommand(file)));
#ifdef ILV_WITH_WINDOW
    if (const auto display = cli::findDisplay(); !display.usable && !platformGiven) {
        cli::note("interleave: no window can be shown here: " + display.what
            + ".\nThe same works without one: interleave run FILE; see interleave --help.\n");
        return end(ExitCode::Environment);
    }
    return ui::runWindow(argc, argv, QString::fromLocal8Bit(file.c_str()));
#else
    cli::note("interleave: this build has no window; see interleave --help for the commands.\n");
    return end(ExitCode::Environment);
#endif
}

} // namespace

int main(int argc, char** argv)
{
    const std::string_view word = argc > 1 ? argv[1] : "";
    if (word == "--help" || word == "-h" || word == "--version" || word == "-v") {
        cli::print(word == "--help" || word == "-h" ? cli::overview() : cli::versionLine());
        return end(ExitCode::Pass);
    }
    if (contains(kLater, word))
        return end(refuse("This version does not have “" + std::string(word) + "” yet."));
    const auto* command = std::find_if(kSubcommands.begin(), kSubcommands.end(), [word](const Subcommand& c) { return c.name == word; });
    if (command == kSubcommands.end())
        return openWindow(argc, argv);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("interleave"));
    return end(command->run(QCoreApplication::arguments().mid(2)));
}
