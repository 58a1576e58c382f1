// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <string>
#include <string_view>

namespace ilv::cli {

/// Text on stdout: results. Whether it arrived is asked once, at the end, with flushed().
void print(std::string_view text);
/// Everything printed has arrived, or OUT_IO. A reader that has gone away (head, less) is no error.
[[nodiscard]] Status flushed();

/// Text on stderr: progress and remarks.
void note(std::string_view text);

/// Says what was refused or went wrong, on stderr: one line for people, or one JSON object a line
/// {code,message,file,line,column,path,hint}.
class ErrorPrinter {
public:
    explicit ErrorPrinter(bool json)
        : m_json(json)
    {
    }
    void error(const Error& error) const { say("error", error); }
    void warning(const Error& warning) const { say("warning", warning); }
    void errors(const Errors& errors) const;
    void remark(const std::string& text) const; ///< worth knowing, and nothing is wrong

private:
    void say(std::string_view kind, const Error& error) const;
    bool m_json;
};

/// "error CODE file:line:column path: message (hint)", without what is not known.
[[nodiscard]] std::string errorLine(std::string_view kind, const Error& error);
[[nodiscard]] std::string errorJson(std::string_view kind, const Error& error);

/// FILE_… is an experiment (or stored result) refused, TRUST_… and NET_HOST_NOT_ALLOWED need trust, INTERNAL_… is our
/// own fault, everything else the environment.
[[nodiscard]] ExitCode exitFor(const Error& error);

/// Columns a text takes on a terminal, for the characters this program prints.
[[nodiscard]] std::size_t width(std::string_view utf8);
[[nodiscard]] std::string padLeft(std::string_view text, std::size_t columns);
[[nodiscard]] std::string padRight(std::string_view text, std::size_t columns);
[[nodiscard]] std::string cut(std::string_view text, std::size_t columns); ///< with "…" when it was longer

} // namespace ilv::cli
