// SPDX-License-Identifier: GPL-3.0-or-later
#include "run/environment.h"

#include "base/codes.h"
#include "base/usablecores.h"
#include "run/buildinfo.h"

#include <QtGlobal>

#include <sys/utsname.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

#include <charconv>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string_view>

namespace ilv {
namespace {

/// A kernel's own small text file; empty where it is not there.
std::string slurp(const char* path)
{
    std::ifstream in(path);
    std::ostringstream out;
    if (in)
        out << in.rdbuf();
    return out.str();
}

std::string trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n\"");
    if (first == std::string_view::npos)
        return {};
    return std::string(text.substr(first, text.find_last_not_of(" \t\r\n\"") - first + 1));
}

/// What follows `key` and `separator` on the first line that begins with `key`.
std::string field(const std::string& text, std::string_view key, char separator)
{
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(key))
            continue;
        const auto at = line.find(separator, key.size());
        if (at != std::string::npos)
            return trimmed(std::string_view(line).substr(at + 1));
    }
    return {};
}

std::optional<double> firstNumber(std::string_view text)
{
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc {})
        return std::nullopt;
    return value;
}

std::string hypervisorName(const std::string& cpuinfo)
{
    if (field(cpuinfo, "flags", ':').find(" hypervisor") == std::string::npos)
        return trimmed(slurp("/sys/hypervisor/type"));
#if defined(__x86_64__) || defined(__i386__)
    unsigned a = 0, b = 0, c = 0, d = 0;
    __cpuid(0x40000000, a, b, c, d);
    char signature[13] = {};
    std::memcpy(signature, &b, 4);
    std::memcpy(signature + 4, &c, 4);
    std::memcpy(signature + 8, &d, 4);
    constexpr std::pair<std::string_view, std::string_view> known[] { {"KVMKVMKVM", "KVM"},
        {"Microsoft Hv", "Hyper-V"}, {"VMwareVMware", "VMware"}, {"XenVMMXenVMM", "Xen"},
        {"TCGTCGTCGTCG", "QEMU"}, {"VBoxVBoxVBox", "VirtualBox"} };
    for (const auto& [mark, name] : known) {
        if (mark == signature)
            return std::string(name);
    }
#endif
    return "virtual machine";
}

std::optional<double> stealSinceBoot()
{
    std::istringstream line(field(slurp("/proc/stat"), "cpu", ' '));
    double total = 0, value = 0, steal = 0;
    int count = 0;
    // user nice system idle iowait irq softirq steal; guest times are already inside user.
    for (; count < 8 && line >> value; ++count) {
        total += value;
        steal = value;
    }
    if (count < 8 || total <= 0)
        return std::nullopt;
    return 100 * steal / total;
}

std::string utcNow()
{
    const std::time_t at = std::time(nullptr);
    std::tm parts {};
    gmtime_r(&at, &parts);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts));
}

} // namespace

std::optional<Error> loadWarning(const Environment& environment)
{
    if (!environment.loadAverage || *environment.loadAverage <= 0.75 * environment.cores)
        return std::nullopt;
    char text[120];
    std::snprintf(text, sizeof text, "Other programs keep this machine busy: load %.1f on %d cores.", *environment.loadAverage,
        environment.cores);
    return error(Code::RunLoadHigh, text, "Figures will be lower and less steady than on a quiet machine.");
}

Environment captureEnvironment()
{
    Environment e;
    const std::string cpuinfo = slurp("/proc/cpuinfo");
    e.cpuModel = field(cpuinfo, "model name", ':');
    e.cores = usableCores();
    e.hypervisor = hypervisorName(cpuinfo);
    e.governor = trimmed(slurp("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
    e.memoryMb = firstNumber(field(slurp("/proc/meminfo"), "MemTotal", ':')).value_or(0) / 1024;
    utsname system {};
    if (uname(&system) == 0)
        e.kernel = std::string(system.sysname) + ' ' + system.release;
    e.distribution = field(slurp("/etc/os-release"), "PRETTY_NAME", '=');
    e.qtVersion = qVersion();
    e.compiler = buildCompiler();
    e.buildType = buildType();
    e.version = buildVersion();
    e.commit = buildCommit();
    e.startedAtUtc = utcNow();
    e.loadAverage = firstNumber(slurp("/proc/loadavg"));
    e.stealPercent = stealSinceBoot();
    return e;
}

} // namespace ilv
