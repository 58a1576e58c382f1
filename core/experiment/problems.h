// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"
#include "base/json.h"

#include <map>
#include <string>
#include <string_view>

namespace ilv {

/// What reading a file gathers besides the value: every broken rule with its place, and the keys kept unread.
class Problems {
public:
    explicit Problems(std::string_view fileName)
        : m_file(fileName)
    {
    }

    void add(const json::Node& where, Code code, std::string path, std::string message, std::string hint = {});
    void addAt(int line, int column, Code code, std::string path, std::string message, std::string hint = {});
    void keep(std::string path, const json::Node& value) { m_extra[std::move(path)] = json::compact(value); }

    [[nodiscard]] std::size_t count() const { return m_errors.size(); }
    [[nodiscard]] bool none() const { return m_errors.empty(); }
    [[nodiscard]] Errors inFileOrder() const; ///< the first 20
    [[nodiscard]] const std::map<std::string, std::string>& extra() const { return m_extra; }

private:
    std::string m_file;
    Errors m_errors;
    std::map<std::string, std::string> m_extra;
};

/// What a person finds in the file: `null`, `"3"`, `-1`, `a list`.
[[nodiscard]] std::string describe(const json::Node& node);
[[nodiscard]] std::string shownText(const std::string& text); ///< in quotes, shortened when long
/// A number as a file writes it: "0.5", "1000000".
[[nodiscard]] std::string plainNumber(double value);

} // namespace ilv
