// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/numbers.h"
#include "model/runchange.h"
#include "model/runcontrol.h"

#include <QString>

#include <optional>
#include <vector>

namespace ilv::ui {

/// One line of the results table. Numbers that were not measured are absent and shown as a dash.
struct ResultRow {
    enum class Kind : std::uint8_t { Measured, Running, Queued, Failed, NotRun };
    Kind kind = Kind::Measured;
    Model model = Model::Sequential;
    int variant = 0;
    std::string label; ///< of the entry
    QString longName, shortName;
    double rate = 0;
    std::optional<double> interval; ///< half width of the 95 % interval as a share of the rate
    std::optional<double> times; ///< against sequential
    std::optional<double> p50Ns, p99Ns;
    std::optional<double> overhead, cpu; ///< 0 … 1
    std::optional<double> memoryMb; ///< MiB
    QString trouble; ///< "12 failed, 3 wrong": tasks that were not ok, of a measured model
    std::optional<ModelChange> before; ///< against the run shown before; absent: not in both
    QString words; ///< instead of numbers: "queued", "failed after 412 tasks: …"
    friend bool operator==(const ResultRow&, const ResultRow&) = default;
};

/// Fastest first; then what runs, what waits, what failed.
struct ResultTable {
    std::vector<ResultRow> rows = {};
    TimeUnit unit = {}; ///< of both latency columns
    double mostTimes = 1; ///< the longest bar
    bool live = false;
    friend bool operator==(const ResultTable&, const ResultTable&) = default;
};

[[nodiscard]] ResultTable resultTable(const FinishedRun& run);
[[nodiscard]] ResultTable resultTable(const LiveRun& live);
/// Old against new, beside each model that both runs measured.
void addBefore(ResultTable& table, const RunChange& change);

} // namespace ilv::ui
