// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/throughputchart.h"

#include "charts/canvas.h"
#include "charts/throughputview.h"
#include "model/numbers.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

/// "Throughput of 6 models, log scale: highest Threads 14,980 /s, lowest Sequential 396 /s."
QString describe(const ThroughputData& data, bool logarithmic)
{
    auto series = drawnSeries(data);
    if (series.empty())
        return QStringLiteral("Throughput: nothing measured yet.");
    std::stable_sort(series.begin(), series.end(),
        [](const ThroughputSeries* a, const ThroughputSeries* b) { return endRate(*a) > endRate(*b); });
    const auto words = [](const ThroughputSeries& one) {
        return QString(one.name.label + QLatin1Char(' ') + rateText(endRate(one)));
    };
    QString text
        = QStringLiteral("Throughput of %1, %2 scale: ")
              .arg(series.size() == 1 ? QStringLiteral("1 model") : QStringLiteral("%1 models").arg(series.size()),
                  logarithmic ? QStringLiteral("log") : QStringLiteral("linear"));
    if (series.size() == 1)
        return text + words(*series.front()) + QLatin1Char('.');
    return text + QStringLiteral("highest ") + words(*series.front()) + QStringLiteral(", lowest ")
        + words(*series.back()) + QLatin1Char('.');
}

} // namespace

std::vector<const ThroughputSeries*> drawnSeries(const ThroughputData& data)
{
    std::vector<const ThroughputSeries*> drawn;
    for (const ThroughputSeries& series : data.series) {
        if (measured(series.state) && !series.points.empty())
            drawn.push_back(&series);
    }
    return drawn;
}

std::optional<Range> rateExtent(const ThroughputData& data)
{
    std::optional<Range> extent;
    const auto take = [&](double from) {
        for (const ThroughputSeries* series : drawnSeries(data)) {
            for (const RatePoint& point : series->points) {
                if (point.seconds < from || !(point.rate > 0))
                    continue;
                if (!extent)
                    extent = Range{ point.rate, point.rate };
                extent->low = std::min(extent->low, point.rate);
                extent->high = std::max(extent->high, point.rate);
            }
        }
    };
    take(data.warmUpS);
    if (!extent)
        take(0);
    return extent;
}

bool drawsLog(const ThroughputData& data, AxisScale scale)
{
    if (scale != AxisScale::Auto)
        return scale == AxisScale::Log;
    const auto extent = rateExtent(data);
    return extent && wantsLog(extent->low, extent->high);
}

Range rateRange(const ThroughputData& data, bool logarithmic)
{
    const auto extent = rateExtent(data);
    if (!extent)
        return logarithmic ? Range{ 1, 10 } : Range{ 0, 1 };
    if (logarithmic)
        return { snapDown(extent->low * 0.95), snapUp(extent->high) * 1.2 };
    const double step = snapUp(extent->high / 5);
    return { 0, std::ceil(extent->high * 1.02 / step) * step };
}

double lastSecond(const ThroughputData& data)
{
    double last = data.spanS;
    for (const ThroughputSeries* series : drawnSeries(data))
        last = std::max(last, series->points.back().seconds);
    return last > 0 ? last : 1;
}

double endRate(const ThroughputSeries& series)
{
    return series.rate ? *series.rate : series.points.empty() ? 0 : series.points.back().rate;
}

ThroughputChart::ThroughputChart(QWidget* parent)
    : Chart(parent)
{
    openView();
    dataChanged(describe(m_data, false));
}

void ThroughputChart::setData(ThroughputData data)
{
    m_data = std::move(data);
    dataChanged(describe(m_data, isLog()));
}

void ThroughputChart::setAxisScale(AxisScale scale)
{
    m_scale = scale;
    dataChanged(describe(m_data, isLog()));
}

bool ThroughputChart::isLog() const
{
    return drawsLog(m_data, m_scale);
}
QString ThroughputChart::title() const
{
    return QStringLiteral("Throughput");
}

QString ThroughputChart::subtitle() const
{
    return isLog() ? QStringLiteral("tasks per second, log scale") : QStringLiteral("tasks per second");
}

bool ThroughputChart::isEmpty() const
{
    return drawnSeries(m_data).empty();
}

TableData ThroughputChart::tableData() const
{
    TableData table;
    table.header << QStringLiteral("Time, s");
    const auto series = drawnSeries(m_data);
    std::vector<double> times;
    for (const ThroughputSeries* one : series) {
        table.header << one->name.label + QStringLiteral(", tasks/s");
        for (const RatePoint& point : one->points)
            times.push_back(point.seconds);
    }
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    std::vector<std::size_t> next(series.size(), 0);
    for (const double time : times) {
        QStringList row{ QString::number(time, 'g', 6) };
        for (std::size_t i = 0; i < series.size(); ++i) {
            const std::vector<RatePoint>& points = series[i]->points;
            const bool here = next[i] < points.size() && points[next[i]].seconds == time;
            row << (here ? QString::number(points[next[i]].rate, 'g', 6) : QString());
            next[i] += here ? 1 : 0;
        }
        table.rows.push_back(row);
    }
    return table;
}

std::unique_ptr<PlotView> ThroughputChart::makeView() const
{
    return std::make_unique<ThroughputView>(theme(), m_data, m_scale);
}

} // namespace ilv::ui
