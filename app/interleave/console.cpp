// SPDX-License-Identifier: GPL-3.0-or-later
#include "console.h"

#include "base/codes.h"
#include "base/json.h"

#include <nlohmann/json.hpp>

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace ilv::cli {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Control characters of a stranger's file must not reach the terminal.
std::string plain(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    }
    return out;
}

} // namespace

void print(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout); // stdio keeps that a write failed; flushed() asks
}

Status flushed()
{
    errno = 0;
    if (std::fflush(stdout) == 0 && !std::ferror(stdout))
        return {};
    const int why = errno;
    pollfd reader { STDOUT_FILENO, 0, 0 };
    if (poll(&reader, 1, 0) == 1 && (reader.revents & POLLERR) != 0)
        return {}; // it went away, as head and less do
    return ilv::error(why == ENOSPC ? Code::OutDiskFull : Code::OutIo,
        std::string("The result could not be printed: ") + (why ? std::strerror(why) : "a write failed") + '.');
}

void note(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
}

std::string errorLine(std::string_view kind, const Error& error)
{
    std::string line(kind);
    line += ' ' + error.code;
    if (!error.file.empty()) {
        line += ' ' + plain(error.file);
        if (error.line > 0)
            line += ':' + std::to_string(error.line) + ':' + std::to_string(error.column);
    }
    if (!error.path.empty())
        line += ' ' + plain(error.path);
    line += ": " + plain(error.message);
    if (!error.hint.empty())
        line += " (" + plain(error.hint) + ')';
    return line + '\n';
}

std::string errorJson(std::string_view kind, const Error& error)
{
    json::Out out { {"code", error.code}, {"message", error.message}, {"file", error.file}, {"line", error.line},
        {"column", error.column}, {"path", error.path}, {"hint", error.hint} };
    if (kind != "error")
        out["severity"] = kind;
    return out.dump(-1, ' ', false, json::Out::error_handler_t::replace) + '\n';
}

void ErrorPrinter::errors(const Errors& errors) const
{
    for (const auto& one : errors)
        error(one);
}

void ErrorPrinter::remark(const std::string& text) const
{
    note(m_json ? errorJson("remark", {.code = {}, .message = text}) : plain(text) + '\n');
}

void ErrorPrinter::say(std::string_view kind, const Error& error) const
{
    note(m_json ? errorJson(kind, error) : errorLine(kind, error));
}

ExitCode exitFor(const Error& error)
{
    if (error.code.starts_with("FILE_"))
        return ExitCode::ExperimentRefused;
    if (error.code.starts_with("TRUST_") || error.code == name(Code::NetHostNotAllowed))
        return ExitCode::TrustRequired;
    if (error.code.starts_with("INTERNAL_"))
        return ExitCode::Internal;
    return ExitCode::Environment;
}

std::size_t width(std::string_view utf8)
{
    std::size_t columns = 0;
    for (const char c : utf8)
        columns += !continues(c);
    return columns;
}

std::string padLeft(std::string_view text, std::size_t columns)
{
    const auto have = width(text);
    return std::string(have < columns ? columns - have : 0, ' ') + std::string(text);
}

std::string padRight(std::string_view text, std::size_t columns)
{
    const auto have = width(text);
    return std::string(text) + std::string(have < columns ? columns - have : 0, ' ');
}

std::string cut(std::string_view text, std::size_t columns)
{
    if (width(text) <= columns)
        return std::string(text);
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size(); ++at) {
        if (!continues(text[at]) && ++seen == columns)
            break;
    }
    return std::string(text.substr(0, at)) + "…";
}

} // namespace ilv::cli
