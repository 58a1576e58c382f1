// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/procfs.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <memory>

namespace ilv::procfs {
namespace {

std::string_view nextWord(std::string_view& text)
{
    const std::size_t begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) {
        text = {};
        return {};
    }
    const std::size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
    const std::string_view word = text.substr(begin, end - begin);
    text.remove_prefix(end);
    return word;
}

std::optional<std::int64_t> number(std::string_view word)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
        return std::nullopt;
    return value;
}

std::int64_t field(std::string_view text, std::string_view key)
{
    std::size_t at = text.find(key);
    // Only at the beginning of a line: "voluntary_ctxt_switches" also ends "nonvoluntary_ctxt_switches".
    while (at != std::string_view::npos && at != 0 && text[at - 1] != '\n')
        at = text.find(key, at + 1);
    if (at == std::string_view::npos)
        return -1;
    std::string_view rest = text.substr(at + key.size());
    return number(nextWord(rest)).value_or(-1);
}

} // namespace

std::optional<Stat> parseStat(std::string_view text)
{
    const std::size_t nameEnd = text.rfind(')');
    if (nameEnd == std::string_view::npos)
        return std::nullopt;
    std::string_view rest = text.substr(nameEnd + 1);
    nextWord(rest); // field 3, state
    const auto parent = number(nextWord(rest));
    if (!parent)
        return std::nullopt;
    for (int skipped = 5; skipped < 12; ++skipped)
        nextWord(rest);
    const auto majorFaults = number(nextWord(rest)); // field 12
    nextWord(rest);
    if (!majorFaults)
        return std::nullopt;
    std::array<double, 4> seconds{}; // fields 14 to 17: utime, stime, cutime, cstime
    const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
    for (double& value : seconds) {
        const auto count = number(nextWord(rest));
        if (!count)
            return std::nullopt;
        value = static_cast<double>(*count) / ticks;
    }
    return Stat{ static_cast<pid_t>(*parent), seconds[0], seconds[1], seconds[2], seconds[3], *majorFaults };
}

StatusFields parseStatus(std::string_view text)
{
    StatusFields fields;
    const std::int64_t peakKb = field(text, "VmHWM:");
    if (peakKb >= 0)
        fields.peakRssMb = static_cast<double>(peakKb) / 1024;
    fields.voluntarySwitches = field(text, "voluntary_ctxt_switches:");
    fields.involuntarySwitches = field(text, "nonvoluntary_ctxt_switches:");
    return fields;
}

double parsePssMb(std::string_view text)
{
    const std::int64_t kb = field(text, "Pss:");
    return kb >= 0 ? static_cast<double>(kb) / 1024 : -1;
}

std::optional<std::int64_t> parseRunDelay(std::string_view text)
{
    nextWord(text);
    return number(nextWord(text));
}

std::vector<pid_t> parsePids(std::string_view text)
{
    std::vector<pid_t> pids;
    while (true) {
        const auto pid = number(nextWord(text));
        if (!pid)
            return pids;
        pids.push_back(static_cast<pid_t>(*pid));
    }
}

bool readSmall(const std::string& path, std::string& out)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    out.resize(4096);
    std::size_t used = 0;
    ssize_t got = 0;
    while ((got = read(file, out.data() + used, out.size() - used)) > 0) {
        used += static_cast<std::size_t>(got);
        if (used == out.size())
            out.resize(used * 2);
    }
    close(file);
    out.resize(used);
    return got == 0;
}

std::vector<pid_t> numberedEntries(const std::string& folder)
{
    std::vector<pid_t> ids;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(folder.c_str()), &closedir);
    if (!directory)
        return ids;
    while (const dirent* entry = readdir(directory.get())) {
        if (const auto id = number(entry->d_name))
            ids.push_back(static_cast<pid_t>(*id));
    }
    return ids;
}

} // namespace ilv::procfs
