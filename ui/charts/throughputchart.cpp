// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/throughputchart.h"

#include "charts/barsview.h"
#include "charts/canvas.h"
#include "charts/throughputview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr std::ptrdiff_t kFewestForLine = 4; ///< points; fewer are dots that say nothing of the time

/// "Throughput of 6 models, log scale: highest Threads 14,980 /s, lowest Sequential 396 /s."
QString describe(const ThroughputData& data, bool logarithmic)
{
    auto series = drawnOf(data.series);
    if (series.empty())
        return Charts::tr("Throughput: nothing measured yet.");
    std::stable_sort(series.begin(), series.end(),
        [](const ThroughputSeries* a, const ThroughputSeries* b) { return endRate(*a) > endRate(*b); });
    const auto words = [](const ThroughputSeries& one) {
        return QString(one.name.label + QLatin1Char(' ') + rateText(endRate(one)));
    };
    const QString models = series.size() == 1 ? Charts::tr("1 model") : Charts::tr("%1 models").arg(series.size());
    const QString head = logarithmic ? Charts::tr("Throughput of %1, log scale: ").arg(models)
                                     : Charts::tr("Throughput of %1, linear scale: ").arg(models);
    if (series.size() == 1)
        return head + words(*series.front()) + QLatin1Char('.');
    return head + Charts::tr("highest %1, lowest %2.").arg(words(*series.front()), words(*series.back()));
}

TableData intervalTable(const ThroughputData& data)
{
    TableData table;
    table.header << Charts::tr("Model") << Charts::tr("State") << Charts::tr("Median, tasks/s")
                 << Charts::tr("95% from") << Charts::tr("95% to") << Charts::tr("Rounds");
    const auto number
        = [](const std::optional<double>& value) { return value ? QString::number(*value, 'g', 6) : QString(); };
    for (const ThroughputSeries& series : data.series)
        table.rows.push_back({ series.name.label, stateText(series.state), number(series.rate), number(series.low),
            number(series.high), series.rounds > 0 ? QString::number(series.rounds) : QString() });
    return table;
}

} // namespace

bool hasWarmUp(const ThroughputData& data)
{
    return data.warmUpS > data.fromS;
}

std::optional<Range> rateExtent(const ThroughputData& data)
{
    std::optional<Range> extent;
    const auto take = [&](bool warm) {
        const auto takeLine = [&](const ThroughputSeries& series) {
            for (const RatePoint& point : series.points) {
                if ((!warm && hasWarmUp(data) && point.seconds <= data.warmUpS) || !(point.rate > 0))
                    continue;
                if (!extent)
                    extent = Range{ point.rate, point.rate };
                extent->low = std::min(extent->low, point.rate);
                extent->high = std::max(extent->high, point.rate);
            }
        };
        for (const ThroughputSeries* series : drawnOf(data.series)) {
            takeLine(*series);
            if (const ThroughputSeries* before = data.earlier(series->name))
                takeLine(*before);
        }
    };
    take(false);
    if (!extent)
        take(true);
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
    for (const ThroughputSeries* series : drawnOf(data.series))
        last = std::max(last, series->points.back().seconds);
    return last > data.fromS ? last : data.fromS + 1;
}

QString stoppedText(const ThroughputSeries& series)
{
    if (series.roundsAsked > 0 && series.roundsDone > 0)
        return Charts::tr("%1 of %2 rounds").arg(series.roundsDone).arg(series.roundsAsked);
    const double tenths = std::round(series.stoppedAtS * 10);
    if (tenths < 1)
        return series.roundsAsked > 1 ? Charts::tr("in round 1 of %1").arg(series.roundsAsked)
                                      : Charts::tr("stopped within 0.1 s");
    const QString at = durationTick(tenths * 1e8, TimeUnit{ QStringLiteral("s"), 1e9 });
    return series.roundsAsked > 1 ? Charts::tr("round 1 of %1, to %2").arg(series.roundsAsked).arg(at)
                                  : Charts::tr("stopped at %1").arg(at);
}

bool isBrief(const ThroughputData& data)
{
    const auto drawn = drawnOf(data.series);
    return std::any_of(drawn.begin(), drawn.end(), [&](const ThroughputSeries* series) {
        const auto inWindow = std::count_if(series->points.begin(), series->points.end(),
            [&](const RatePoint& point) { return point.seconds > data.warmUpS; });
        return series->state != SeriesState::Live && inWindow < kFewestForLine;
    });
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
    const ThroughputForm form = isBrief(m_data) ? ThroughputForm::Bars : ThroughputForm::Lines;
    if (!m_chosen && !isEmpty() && m_data.scope.isEmpty() && form != m_form) {
        m_form = form;
        openView();
    }
    dataChanged(describe(m_data, isLog()));
}

void ThroughputChart::setForm(ThroughputForm form)
{
    m_chosen = true;
    if (form == m_form)
        return;
    m_form = form;
    openView();
    dataChanged(describe(m_data, isLog()));
}

void ThroughputChart::setAxisScale(AxisScale scale)
{
    m_scale = scale;
    dataChanged(describe(m_data, isLog()));
}

std::vector<ChartAction> ThroughputChart::chartActions()
{
    const bool lines = m_form == ThroughputForm::Lines;
    return { { lines ? tr("Show as bars") : tr("Show as lines"), {}, !isEmpty(),
                 [this, lines] { setForm(lines ? ThroughputForm::Bars : ThroughputForm::Lines); } },
        { isLog() ? tr("Linear scale") : tr("Log scale"), {}, lines && !isEmpty(),
            [this] { setAxisScale(isLog() ? AxisScale::Linear : AxisScale::Log); } } };
}

bool ThroughputChart::isLog() const
{
    return m_form == ThroughputForm::Lines && drawsLog(m_data, m_scale);
}
QString ThroughputChart::title() const
{
    return tr("Throughput");
}

QString ThroughputChart::subtitle() const
{
    QString text = isLog() ? tr("tasks per second, log scale") : tr("tasks per second");
    if (m_form == ThroughputForm::Bars)
        text = tr("tasks per second, median and 95% interval");
    else if (m_data.roundsInARow && m_data.scope.isEmpty())
        text = isLog() ? tr("tasks per second, rounds in a row, log scale") : tr("tasks per second, rounds in a row");
    return m_data.scope.isEmpty() ? text : tr("%1, %2").arg(text, m_data.scope);
}

bool ThroughputChart::isEmpty() const
{
    return drawnOf(m_data.series).empty();
}

TableData ThroughputChart::tableData() const
{
    TableData table;
    if (m_form == ThroughputForm::Bars)
        return intervalTable(m_data);
    table.header << tr("Time, s");
    const auto series = drawnOf(m_data.series);
    std::vector<double> times;
    for (const ThroughputSeries* one : series) {
        table.header << tr("%1, tasks/s").arg(one->name.label);
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
    if (m_form == ThroughputForm::Bars)
        return std::make_unique<BarsView>(theme(), m_data);
    return std::make_unique<ThroughputView>(theme(), m_data, m_scale);
}

} // namespace ilv::ui
