// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/heat.h"

#include "measure/lanestore.h"

#include <algorithm>
#include <utility>

namespace ilv {
namespace {

constexpr std::size_t kMostWarmUpBins = 20, kTasksPerBin = 10;

/// All lanes in one grid of whole columns: 100 ms where nothing came later than a minute, 3 s otherwise.
struct Grid {
    explicit Grid(bool inMinutes)
        : coarse(inMinutes)
    {
    }
    bool coarse;
    std::vector<std::uint64_t> counts;
    void add(const LaneHeat& lane)
    {
        for (std::size_t from = 0; from < lane.used(); ++from) {
            const std::size_t column = from >= LaneHeat::kFineColumns ? from - LaneHeat::kFineColumns
                : coarse                                              ? from / LaneHeat::kFinePerCoarse
                                                                      : from;
            if (counts.size() < (column + 1) * heat::kRows)
                counts.resize((column + 1) * heat::kRows);
            for (std::size_t row = 0; row < heat::kRows; ++row)
                counts[column * heat::kRows + row] += lane.count(from, row);
        }
    }
};

} // namespace

HeatData TrialRecorder::heat() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t used = 0;
    for (const LaneRecorder& lane : m_lanes)
        used = std::max(used, lane.m_store->heat.used());
    Grid grid(used > LaneHeat::kFineColumns);
    for (const LaneRecorder& lane : m_lanes)
        grid.add(lane.m_store->heat);

    const std::size_t columns = grid.counts.size() / heat::kRows;
    if (columns == 0)
        return {};
    const std::size_t fold = (columns + heat::kMostColumns - 1) / heat::kMostColumns;
    HeatData data;
    data.width = (grid.coarse ? LaneHeat::kCoarse : LaneHeat::kFine) * static_cast<Nanos>(fold);
    for (std::size_t first = 0; first < columns; first += fold) {
        for (std::size_t row = 0; row < heat::kRows; ++row) {
            std::uint64_t count = 0;
            for (std::size_t column = first; column < std::min(first + fold, columns); ++column)
                count += grid.counts[column * heat::kRows + row];
            if (count > 0)
                data.cells.push_back({ static_cast<std::uint16_t>(first / fold), static_cast<std::uint16_t>(row),
                    static_cast<std::uint32_t>(std::min<std::uint64_t>(count, UINT32_MAX)) });
        }
    }
    return data;
}

WarmUpData TrialRecorder::warmUp(Nanos windowBegin) const
{
    const std::lock_guard lock(m_mutex);
    std::vector<WarmUpRow> rows;
    for (const LaneRecorder& lane : m_lanes)
        lane.m_store->warmUp.copyTo(rows);
    Nanos begin = windowBegin;
    for (const WarmUpRow& row : rows)
        begin = std::min(begin, row.intend);
    WarmUpData data{ windowBegin - begin, {} };
    if (data.length <= 0)
        return {};
    data.bins.resize(std::clamp<std::size_t>(rows.size() / kTasksPerBin, 1, kMostWarmUpBins));
    const auto bins = static_cast<Nanos>(data.bins.size());
    for (const WarmUpRow& row : rows) {
        if (row.done < windowBegin) // some end when the measuring has begun already
            ++data.bins[static_cast<std::size_t>(std::max<Nanos>(0, row.done - begin) * bins / data.length)];
    }
    return data;
}

} // namespace ilv
