// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/verdict.h"
#include "run/runresult.h"

#include <string>
#include <string_view>
#include <vector>

namespace ilv::report {

/// One row a model, a header row, RFC 4180 (CRLF, quotes doubled), numbers in the C locale, UTF-8. A figure that is not
/// there is an empty field.
[[nodiscard]] std::string writeCsv(
    const RunResult& run, const std::vector<ModelSummary>& models, const Verdict& verdict);

/// A text as one field. One that a spreadsheet would run as a formula (it begins with = + - @ or a control character,
/// and is no plain number) gets an apostrophe in front (OWASP, CWE-1236).
[[nodiscard]] std::string csvField(std::string_view text);

} // namespace ilv::report
