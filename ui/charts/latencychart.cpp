// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/latencychart.h"

#include "charts/canvas.h"
#include "charts/heatview.h"
#include "charts/latencyview.h"
#include "charts/words.h"
#include "look/numbers.h"

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

QString describe(const LatencyData& data)
{
    auto rows = drawnOf(data.rows);
    if (rows.empty())
        return Charts::tr("Latency: nothing measured yet.");
    const auto faster = [](const LatencyRow* a, const LatencyRow* b) { return *a->p50Ns < *b->p50Ns; };
    const auto [least, most] = std::minmax_element(rows.begin(), rows.end(), faster);
    const auto words = [](const LatencyRow& row) {
        const QString text = row.name.label + QLatin1Char(' ') + durationText(*row.p50Ns);
        return row.p99Ns ? Charts::tr("%1 with p99 %2").arg(text, durationText(*row.p99Ns)) : text;
    };
    const QString found
        = rows.size() == 1 ? words(**least) : Charts::tr("lowest %1, highest %2").arg(words(**least), words(**most));
    return Charts::tr("Latency from submit to result, median: %1.").arg(found);
}

QString describeOverTime(const LatencyData& data)
{
    const auto recorded = std::count_if(data.rows.begin(), data.rows.end(), hasHeat);
    if (recorded == 0)
        return Charts::tr("Latency over time: nothing recorded yet.");
    return recorded == 1 ? Charts::tr("Latency over time of 1 model, in a strip.")
                         : Charts::tr("Latency over time of %1 models, a strip each.").arg(recorded);
}

TableData heatTable(const LatencyData& data)
{
    TableData table;
    table.header << Charts::tr("Model") << Charts::tr("From, s") << Charts::tr("To, s")
                 << Charts::tr("Latency from, ms") << Charts::tr("Latency to, ms") << Charts::tr("Tasks");
    const auto seconds = [](Nanos ns) { return QString::number(static_cast<double>(ns) / 1e9, 'g', 6); };
    const auto ms = [](Nanos ns) { return QString::number(static_cast<double>(ns) / 1e6, 'g', 4); };
    for (const LatencyRow& row : data.rows) {
        if (!hasHeat(row))
            continue;
        for (const HeatData::Cell& cell : row.heat->cells)
            table.rows.push_back({ row.name.label, seconds(cell.column * row.heat->width),
                seconds((cell.column + 1) * row.heat->width), ms(heat::lowest(cell.row)),
                ms(heat::lowest(cell.row + std::size_t{ 1 })), QString::number(cell.count) });
    }
    return table;
}

} // namespace

std::optional<Range> latencyExtent(const LatencyData& data)
{
    std::optional<Range> extent;
    const auto take = [&](const LatencyRow& row) {
        for (const auto& value : { row.p50Ns, row.p90Ns, row.p99Ns, row.p999Ns }) {
            if (!value || !(*value > 0))
                continue;
            if (!extent)
                extent = Range{ *value, *value };
            extent->low = std::min(extent->low, *value);
            extent->high = std::max(extent->high, *value);
        }
    };
    for (const LatencyRow* row : drawnOf(data.rows)) {
        take(*row);
        if (const LatencyRow* before = data.earlier(row->name))
            take(*before);
    }
    return extent;
}

Range latencyRange(const LatencyData& data, bool logarithmic)
{
    const auto extent = latencyExtent(data);
    if (!extent)
        return logarithmic ? Range{ 1e5, 1e9 } : Range{ 0, 1e9 };
    if (!logarithmic)
        return { 0, snapFine(extent->high * 1.1, true) };
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
    dataChanged(m_form == LatencyForm::Ranges ? describe(m_data) : describeOverTime(m_data));
}

void LatencyChart::setForm(LatencyForm form)
{
    if (form == m_form)
        return;
    m_form = form;
    openView();
    setData(std::move(m_data));
}

void LatencyChart::setAxisScale(AxisScale scale)
{
    m_scale = scale;
    view().setZoom({}); // a part of the one axis is none of the other
    setData(std::move(m_data));
}

QString LatencyChart::title() const
{
    return tr("Latency");
}

QString LatencyChart::subtitle() const
{
    if (!m_data.scope.isEmpty())
        return isLog() ? tr("on the lanes, log scale, %1").arg(m_data.scope) : tr("on the lanes, %1").arg(m_data.scope);
    if (m_form == LatencyForm::OverTime)
        return isLog() ? tr("over time, log scale; stronger: more tasks") : tr("over time; stronger: more tasks");
    return isLog() ? tr("from submit to result, log scale") : tr("from submit to result");
}

bool LatencyChart::isEmpty() const
{
    return m_form == LatencyForm::Ranges ? drawnOf(m_data.rows).empty()
                                         : std::none_of(m_data.rows.begin(), m_data.rows.end(), hasHeat);
}

std::vector<ChartAction> LatencyChart::chartActions()
{
    const bool ranges = m_form == LatencyForm::Ranges;
    return { { ranges ? tr("Show over time") : tr("Show as ranges"), {}, true,
                 [this, ranges] { setForm(ranges ? LatencyForm::OverTime : LatencyForm::Ranges); } },
        { isLog() ? tr("Linear scale") : tr("Log scale"), {}, !isEmpty(),
            [this] { setAxisScale(isLog() ? AxisScale::Linear : AxisScale::Log); } } };
}

std::vector<GoalKind> LatencyChart::goalKinds() const
{
    return { GoalKind::P95, GoalKind::P99 };
}

TableData LatencyChart::tableData() const
{
    if (m_form == LatencyForm::OverTime)
        return heatTable(m_data);
    TableData table;
    table.header << tr("Model") << tr("State") << tr("p50, ms") << tr("p90, ms") << tr("p99, ms") << tr("p99.9, ms");
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
    if (m_form == LatencyForm::OverTime)
        return std::make_unique<HeatView>(theme(), m_data, m_scale);
    return std::make_unique<LatencyView>(theme(), m_data, m_scale);
}

} // namespace ilv::ui
