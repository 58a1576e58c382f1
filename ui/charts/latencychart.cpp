// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/latencychart.h"

#include "charts/canvas.h"
#include "charts/latencyview.h"
#include "model/numbers.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

/// The nearest of 1, 1.5, 2, 3, 5, 7 × 10ⁿ below or above.
double snapFine(double value, bool up)
{
    const double decade = std::pow(10.0, std::floor(std::log10(value) + 1e-12));
    constexpr double steps[]{ 1, 1.5, 2, 3, 5, 7, 10 };
    double below = 1;
    for (const double step : steps) {
        if (step * decade >= value * (1 - 1e-9)) {
            const bool exact = step * decade <= value * (1 + 1e-9);
            return (up || exact ? step : below) * decade;
        }
        below = step;
    }
    return (up ? 10 : 7) * decade;
}

std::vector<const LatencyRow*> drawnRows(const LatencyData& data)
{
    std::vector<const LatencyRow*> rows;
    for (const LatencyRow& row : data.rows) {
        if (measured(row.state) && row.p50Ns && *row.p50Ns > 0)
            rows.push_back(&row);
    }
    return rows;
}

QString describe(const LatencyData& data)
{
    auto rows = drawnRows(data);
    if (rows.empty())
        return QStringLiteral("Latency: nothing measured yet.");
    const auto faster = [](const LatencyRow* a, const LatencyRow* b) { return *a->p50Ns < *b->p50Ns; };
    const auto [least, most] = std::minmax_element(rows.begin(), rows.end(), faster);
    const auto words = [](const LatencyRow& row) {
        QString text = row.name.label + QLatin1Char(' ') + durationText(*row.p50Ns);
        if (row.p99Ns)
            text += QStringLiteral(" with p99 ") + durationText(*row.p99Ns);
        return text;
    };
    QString text = QStringLiteral("Latency from submit to result, median: ");
    text += rows.size() == 1
        ? words(**least)
        : QString(QStringLiteral("lowest ") + words(**least) + QStringLiteral(", highest ") + words(**most));
    return text + QLatin1Char('.');
}

} // namespace

std::optional<Range> latencyExtent(const LatencyData& data)
{
    std::optional<Range> extent;
    for (const LatencyRow* row : drawnRows(data)) {
        for (const auto& value : { row->p50Ns, row->p90Ns, row->p99Ns, row->p999Ns }) {
            if (!value || !(*value > 0))
                continue;
            if (!extent)
                extent = Range{ *value, *value };
            extent->low = std::min(extent->low, *value);
            extent->high = std::max(extent->high, *value);
        }
    }
    return extent;
}

Range latencyRange(const LatencyData& data)
{
    const auto extent = latencyExtent(data);
    if (!extent)
        return { 1e5, 1e9 };
    return { snapFine(extent->low / 1.25, false), snapFine(extent->high * 1.25, true) };
}

LatencyChart::LatencyChart(QWidget* parent)
    : Chart(parent)
{
    openView();
    dataChanged(describe(m_data));
}

void LatencyChart::setData(LatencyData data)
{
    m_data = std::move(data);
    dataChanged(describe(m_data));
}

QString LatencyChart::title() const
{
    return QStringLiteral("Latency");
}
QString LatencyChart::subtitle() const
{
    return QStringLiteral("from submit to result, log scale");
}
bool LatencyChart::isEmpty() const
{
    return drawnRows(m_data).empty();
}

TableData LatencyChart::tableData() const
{
    TableData table;
    table.header << QStringLiteral("Model") << QStringLiteral("State") << QStringLiteral("p50, ms")
                 << QStringLiteral("p90, ms") << QStringLiteral("p99, ms") << QStringLiteral("p99.9, ms");
    for (const LatencyRow& row : m_data.rows) {
        QStringList cells{ row.name.label, stateText(row.state) };
        for (const auto& value : { row.p50Ns, row.p90Ns, row.p99Ns, row.p999Ns })
            cells << (value ? QString::number(*value / 1e6, 'g', 6) : QString());
        table.rows.push_back(cells);
    }
    return table;
}

std::unique_ptr<PlotView> LatencyChart::makeView() const
{
    return std::make_unique<LatencyView>(theme(), m_data);
}

} // namespace ilv::ui
