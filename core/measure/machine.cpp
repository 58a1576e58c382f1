// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/machine.h"

#include "measure/procfs.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <string>

namespace ilv {
namespace {

double numberAt(std::string_view text, double otherwise)
{
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos)
        return otherwise;
    double value = 0;
    const auto read = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    return read.ec == std::errc{} ? value : otherwise;
}

void readFrequencies(MachineReading& reading, std::string& text)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    for (long core = 0; core < cores; ++core) {
        const auto path = "/sys/devices/system/cpu/cpu" + std::to_string(core) + "/cpufreq/scaling_cur_freq";
        if (!procfs::readSmall(path, text))
            return; // no core tells, or none of the rest
        const double mhz = numberAt(text, -1e3) / 1e3;
        if (mhz <= 0)
            return;
        reading.mhzLow = reading.mhzLow < 0 ? mhz : std::min(reading.mhzLow, mhz);
        reading.mhzHigh = std::max(reading.mhzHigh, mhz);
    }
}

Nanos read(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<Nanos>(time.tv_sec) * kSecond + time.tv_nsec;
}

} // namespace

namespace procfs {

std::optional<CpuTimes> parseCpuTimes(std::string_view text)
{
    if (!text.starts_with("cpu "))
        return std::nullopt;
    text.remove_prefix(4);
    // user nice system idle iowait irq softirq steal; guest times are already inside user.
    std::array<double, 8> ticks{};
    for (double& value : ticks) {
        const auto begin = text.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            return std::nullopt;
        const auto read = std::from_chars(text.data() + begin, text.data() + text.size(), value);
        if (read.ec != std::errc{})
            return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    }
    const auto perSecond = static_cast<double>(sysconf(_SC_CLK_TCK));
    return CpuTimes{ (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / perSecond, ticks[7] / perSecond };
}

double parsePressure(std::string_view text)
{
    constexpr std::string_view key = "total=";
    const auto line = text.substr(0, text.find('\n'));
    const auto at = line.find(key);
    if (!line.starts_with("some") || at == std::string_view::npos)
        return -1;
    const double micros = numberAt(line.substr(at + key.size()), -1);
    return micros < 0 ? -1 : micros * 1e-6;
}

} // namespace procfs

MachineReading readMachine()
{
    MachineReading reading;
    reading.at = now();
    std::string text;
    if (procfs::readSmall("/proc/stat", text)) {
        if (const auto times = procfs::parseCpuTimes(text)) {
            reading.busyS = times->busyS;
            reading.stealS = times->stealS;
        }
    }
    if (procfs::readSmall("/proc/pressure/cpu", text))
        reading.pressureS = procfs::parsePressure(text);
    if (procfs::readSmall("/proc/loadavg", text))
        reading.loadAverage = numberAt(text, -1);
    readFrequencies(reading, text);
    return reading;
}

ThreadUse readThreadUse()
{
    ThreadUse use;
    use.cpu = read(CLOCK_THREAD_CPUTIME_ID);
    std::string text;
    if (procfs::readSmall("/proc/thread-self/schedstat", text))
        use.delay = procfs::parseRunDelay(text).value_or(-1);
    return use;
}

Nanos suspendedTime()
{
    // The smallest of a few: a thread that is put aside between the two readings would look like a suspended machine.
    Nanos least = INT64_MAX;
    for (int i = 0; i < 3; ++i) {
        const Nanos before = now();
        const Nanos boot = read(CLOCK_BOOTTIME);
        least = std::min(least, boot - before);
    }
    return least;
}

} // namespace ilv
