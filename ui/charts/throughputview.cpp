// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/throughputview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/clip.h"
#include "charts/spread.h"
#include "charts/words.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px, from the pictures.
constexpr double kTopWithWarmUp = 17, kTop = 8, kBottom = 25, kLabelDrop = 13.5;
constexpr double kMarkerAt = 20, kNameAt = 29, kValueGap = 6, kRightSlack = 6, kLabelGap = 18, kLongestName = 120;
constexpr double kYSpacing = 38, kYLabelLength = 26;
constexpr std::size_t kSparse = 60; ///< points

std::vector<Tick> rateTicks(Range range, bool logarithmic, double height, const Theme& theme)
{
    const std::vector<double> values = logarithmic ? logTicks(range, height, theme.px(kYLabelLength)).major
                                                   : linearTicks(range, height, theme.px(kYSpacing));
    std::vector<Tick> ticks;
    for (const double value : values)
        ticks.push_back({ value, rateTick(value) });
    return ticks;
}

/// "3 of 6 rounds" instead of a rate that would be read as a result.
QString endValue(const ThroughputSeries& series)
{
    if (series.state == SeriesState::Stopped)
        return stoppedText(series);
    return rateText(endRate(series));
}

/// The name at a line's end; a long label of the user's own does not push the plot away.
QString endName(const ThroughputSeries& series, const Theme& theme)
{
    return elided(series.name.shortName, theme.font(TextRole::Label), theme.px(kLongestName));
}

const RatePoint* nearest(const std::vector<RatePoint>& points, double seconds)
{
    auto at = std::lower_bound(
        points.begin(), points.end(), seconds, [](const RatePoint& point, double t) { return point.seconds < t; });
    if (at == points.end() || (at != points.begin() && seconds - (at - 1)->seconds < at->seconds - seconds))
        --at;
    return &*at;
}

/// The rate at a line's place: between samples, the nearest one; nothing before the first or after the last.
const RatePoint* sampleAt(const ThroughputSeries& series, double seconds)
{
    if (series.points.empty())
        return nullptr;
    const std::vector<RatePoint>& points = series.points;
    const bool line = points.size() > 1;
    const double first = line ? points[1].seconds - points[0].seconds : 0;
    const double last = line ? points.back().seconds - points[points.size() - 2].seconds : 0;
    const bool inside
        = seconds >= points.front().seconds - first / 2 - 1e-9 && seconds <= points.back().seconds + last / 2 + 1e-9;
    return inside ? nearest(points, seconds) : nullptr;
}

} // namespace

ThroughputView::ThroughputView(const Theme& theme, const ThroughputData& data, const AxisScale& scale)
    : PlotView(theme)
    , m_data(data)
    , m_scale(scale)
{
    m_clock.start();
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Over, [this](QPainter& painter) {
        drawOver(painter);
        drawGoals(painter);
    });
    addLayer(Layer::Crosshair, [this](QPainter& painter) { drawCrosshair(painter); });
}

bool ThroughputView::live() const
{
    return std::any_of(m_data.series.begin(), m_data.series.end(),
        [](const ThroughputSeries& series) { return series.state == SeriesState::Live; });
}

void ThroughputView::arrange()
{
    const bool logarithmic = drawsLog(m_data, m_scale);
    if (logarithmic != m_wasLog)
        m_keeper.reset(); // another axis is no rescaling
    m_wasLog = logarithmic;
    const Range wanted = goalHeld() ? yRange() : withGoals(rateRange(m_data, logarithmic), logarithmic);
    const Range range = m_keeper.update(wanted, m_clock.elapsed(), live());
    setY(range, logarithmic);
    const double last = lastSecond(m_data);
    // A run of unknown length grows into 1, 2, 5, 10 … s instead of moving all the time.
    setX({ m_data.fromS, live() && !(m_data.spanS > 0) ? snapUp(last) : last }, false);

    const Theme& t = theme();
    double label = 0;
    std::vector<Line> lines;
    addGhosts(lines, range, logarithmic);
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        label = std::max(label,
            textWidth(endName(*series, t), t.font(TextRole::Label))
                + cellWidth(endValue(*series), t.font(TextRole::Tick)));
        std::vector<QPointF> points;
        points.reserve(series->points.size());
        for (const RatePoint& point : series->points)
            points.emplace_back(point.seconds, point.rate);
        // Round joins show as ticks on a nearly straight dense line.
        const Qt::PenJoinStyle join = points.size() < kSparse ? Qt::RoundJoin : Qt::MiterJoin;
        QPen pen(t.model(series->name.model), px(series->state == SeriesState::Live ? 2.8 : 2), Qt::SolidLine,
            Qt::FlatCap, join);
        if (series->name.variant > 0)
            pen.setDashPattern({ 4, 2.0 + series->name.variant });
        if (zoom())
            points = cutToX(points, xRange());
        lines.push_back({ clipLine(points, range, logarithmic), pen });
    }
    setLines(lines);
    const double left = widestLabel(t, rateTicks(range, logarithmic, area().height(), t));
    setMargins(left + px(kYLabelGap), px(hasWarmUp(m_data) || m_data.before ? kTopWithWarmUp : kTop),
        px(kNameAt + kValueGap + kRightSlack) + label, px(kBottom));
}

/// A goal that is not far from what was measured belongs into the picture.
Range ThroughputView::withGoals(Range range, bool logarithmic) const
{
    constexpr double kNear = 5;
    for (const GoalLine& goal : goals()) {
        if (goalAxis(goal.kind) != GoalAxis::Y || !(goal.value > 0) || goal.value > range.high * kNear)
            continue;
        if (logarithmic && goal.value > range.low / kNear)
            range.low = std::min(range.low, snapDown(goal.value * 0.8));
        if (goal.value * 1.05 > range.high)
            range.high = logarithmic ? snapUp(goal.value) * 1.2
                                     : std::ceil(goal.value * 1.1 / snapUp(goal.value / 5)) * snapUp(goal.value / 5);
    }
    return range;
}

/// The previous run: pale, thin, without markers or labels, below everything.
void ThroughputView::addGhosts(std::vector<Line>& lines, Range range, bool logarithmic) const
{
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        const ThroughputSeries* before = m_data.earlier(series->name);
        if (!before)
            continue;
        std::vector<QPointF> points;
        for (const RatePoint& point : before->points)
            points.emplace_back(point.seconds, point.rate);
        const QPen pen(mix(theme().model(series->name.model), theme().surface, 0.35), px(1.6), Qt::SolidLine,
            Qt::FlatCap, Qt::MiterJoin);
        lines.push_back({ clipLine(cutToX(points, xRange()), range, logarithmic), pen });
    }
}

PlotView::GoalAxis ThroughputView::goalAxis(GoalKind kind) const
{
    return kind == GoalKind::Throughput ? GoalAxis::Y : GoalAxis::None;
}

QString ThroughputView::goalNote(const GoalLine& goal) const
{
    int held = 0, all = 0;
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        if (series->state != SeriesState::Final)
            continue;
        ++all;
        held += endRate(*series) >= goal.value ? 1 : 0;
    }
    return all > 0 ? Charts::tr(", %1 of %2 reach it").arg(held).arg(all) : QString();
}

bool ThroughputView::goalLabelBelow(const GoalLine& goal) const
{
    const double line = y(goal.value), reach = px(24), from = xRange().low + 0.5 * (xRange().high - xRange().low);
    int above = 0, below = 0;
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        for (const RatePoint& point : series->points) {
            if (point.seconds < from || !(point.rate > 0))
                continue; // labels stand at the right
            const double down = y(point.rate) - line;
            above += down <= 0 && down > -reach ? 1 : 0;
            below += down > 0 && down < reach ? 1 : 0;
        }
    }
    return below < above && line + reach < plot().bottom();
}

void ThroughputView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    const QRectF box = plot();
    const QFont small = t.font(TextRole::Tick);
    if (hasWarmUp(m_data) && m_data.warmUpS > xRange().low) {
        const double right = xInside(m_data.warmUpS);
        painter.fillRect(QRectF(box.left(), box.top(), std::round(right - box.left()), box.height()),
            mix(t.ink3, t.surface, t.dark ? 0.10 : 0.07));
        // Its name stands over it, and over the beginning of the rest where it is narrow.
        drawText(painter, box.left(), box.top() - px(9.5), Charts::tr("warm-up"), small, t.ink3);
    }
    if (m_data.before)
        drawText(
            painter, box.right(), box.top() - px(9.5), Charts::tr("pale: the run before"), small, t.ink3, Side::Right);
    std::vector<Tick> ticks = rateTicks(yRange(), m_wasLog, box.height(), t);
    for (Tick& tick : ticks)
        tick.at = std::round(y(tick.at));
    drawYGrid(painter, t, box, ticks);

    std::vector<Tick> times = timeTicksOfX(1e9);
    std::erase_if(times, [from = std::round(x(0))](const Tick& tick) { return tick.at < from; }); // warm-up has a name
    drawBaseline(painter, t, box, times);
    drawXLabels(painter, t, box.bottom(), kLabelDrop, 0, area().right(), times);
}

void ThroughputView::drawOver(QPainter& painter) const
{
    const Theme& t = theme();
    const QRectF box = plot();
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        const RatePoint& last = series->points.back();
        const Range shown = yRange();
        if (last.rate < shown.low || last.rate > shown.high || !inX(last.seconds))
            continue;
        const QPointF at(x(last.seconds) + 0.5, y(last.rate) + 0.5);
        const QColor& color = t.model(series->name.model);
        if (series->state == SeriesState::Live) {
            QPen dashed(mix(t.ink, t.surface, 0.5), t.hairline(), Qt::CustomDashLine, Qt::FlatCap);
            dashed.setDashPattern({ 4, 2 });
            painter.setPen(dashed);
            const double hair = std::floor(at.x()) + 0.5;
            painter.drawLine(QPointF(hair, box.top()), QPointF(hair, box.bottom()));
            painter.setPen(Qt::NoPen);
            QColor halo = color;
            halo.setAlphaF(0.25F);
            painter.setBrush(halo);
            painter.drawEllipse(at, px(9), px(9));
            painter.setBrush(color);
            painter.drawEllipse(at, px(4.5), px(4.5));
        } else if (at.x() < box.right() - px(6)) { // a line that ends before the others: how far it was measured
            QPen dotted(mix(color, t.surface, 0.6), t.hairline());
            dotted.setDashPattern({ 1, 3 });
            painter.setPen(dotted);
            if (series->state != SeriesState::Stopped)
                painter.drawLine(at, QPointF(box.right(), at.y()));
            drawMarker(painter, at, px(4), t, series->name.model, px(1.2), series->name.variant);
        }
    }
    drawEnds(painter);
}

void ThroughputView::drawEnds(QPainter& painter) const
{
    const Theme& t = theme();
    const QRectF box = plot();
    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    const auto series = drawnOf(m_data.series);
    std::vector<double> wishes;
    for (const ThroughputSeries* one : series)
        wishes.push_back(std::clamp(y(std::max(one->points.back().rate, yRange().low)), box.top(), box.bottom()));
    const std::vector<double> places = spreadLabels(wishes, px(kLabelGap), box.top() + px(4), box.bottom() - px(4));
    for (std::size_t i = 0; i < series.size(); ++i) {
        const SeriesName& name = series[i]->name;
        const double place = places[i];
        if (std::abs(place - wishes[i]) > px(3)) {
            painter.setPen(QPen(t.model(name.model), t.hairline()));
            painter.drawLine(QPointF(box.right() + px(2), wishes[i] + 0.5), QPointF(box.right() + px(13), place));
        }
        drawMarker(painter, QPointF(std::round(box.right() + px(kMarkerAt)), std::round(place)), px(4), t, name.model,
            0, name.variant);
        const double nameLeft = box.right() + px(kNameAt);
        const QString shown = endName(*series[i], t);
        drawText(painter, nameLeft, place, shown, strong, t.ink);
        painter.setPen(t.ink3);
        const double valueLeft = nameLeft + textWidth(shown, strong) + px(kValueGap);
        drawCells(painter, QPointF(valueLeft, baselineAround(place, font)), endValue(*series[i]), font);
    }
}

Tooltip ThroughputView::tooltipAt(double seconds) const
{
    Tooltip tooltip;
    tooltip.heading = seconds < 0 ? Charts::tr("warm-up, %1 before the start").arg(durationText(-seconds * 1e9))
                                  : durationText(seconds * 1e9);
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        const RatePoint* point = sampleAt(*series, seconds);
        if (!point)
            continue;
        QString text = rateText(point->rate);
        const ThroughputSeries* before = m_data.earlier(series->name);
        if (const RatePoint* was = before ? sampleAt(*before, seconds) : nullptr)
            text = Charts::tr("%1, was %2").arg(text, rateText(was->rate));
        tooltip.rows.push_back(
            { series->name.shortName, text, point->rate, true, series->name.model, series->name.variant });
    }
    std::stable_sort(tooltip.rows.begin(), tooltip.rows.end(),
        [](const Tooltip::Row& a, const Tooltip::Row& b) { return a.order > b.order; });
    return tooltip;
}

void ThroughputView::drawCrosshair(QPainter& painter) const
{
    if (!m_cross || !inX(*m_cross))
        return;
    const Theme& t = theme();
    const QRectF box = plot();
    const double at = x(*m_cross);
    drawVertical(painter, at, box.top(), box.bottom(), 1, t.ink);
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        const RatePoint* point = sampleAt(*series, *m_cross);
        if (point && inX(point->seconds) && point->rate >= yRange().low && point->rate <= yRange().high)
            drawMarker(painter, QPointF(x(point->seconds) + 0.5, y(point->rate) + 0.5), px(4), t, series->name.model,
                px(1.2), series->name.variant);
    }
    drawTooltip(painter, t, QPointF(at, box.center().y()), area(), tooltipAt(*m_cross));
}

QString ThroughputView::moveTo(double seconds)
{
    m_cross = seconds;
    redrawCrosshair();
    return tooltipAt(seconds).sentence();
}

QString ThroughputView::hover(QPointF position)
{
    if (drawnOf(m_data.series).empty() || !plot().adjusted(-2, 0, 2, 0).contains(position)) {
        hideCrosshair();
        return {};
    }
    const double seconds = std::clamp(valueAtX(position.x()), xRange().low, xRange().high);
    // Snap to the finest series' sample, so that the line stands where something was measured.
    const ThroughputSeries* finest = nullptr;
    for (const ThroughputSeries* series : drawnOf(m_data.series)) {
        if (sampleAt(*series, seconds) && (!finest || series->points.size() > finest->points.size()))
            finest = series;
    }
    return moveTo(finest ? nearest(finest->points, seconds)->seconds : seconds);
}

QString ThroughputView::step(int across, int)
{
    const auto series = drawnOf(m_data.series);
    if (across == 0 || series.empty())
        return {};
    const auto inView = [this](const RatePoint& point) { return inX(point.seconds); };
    const ThroughputSeries* longest
        = *std::max_element(series.begin(), series.end(), [](const ThroughputSeries* a, const ThroughputSeries* b) {
              return a->points.back().seconds < b->points.back().seconds;
          });
    const std::vector<RatePoint>& points = longest->points;
    const auto begin = std::find_if(points.begin(), points.end(), inView);
    const auto end = std::find_if(begin, points.end(), [&](const RatePoint& point) { return !inView(point); });
    if (begin == end)
        return {};
    const auto first = begin - points.begin(), last = end - points.begin() - 1;
    std::ptrdiff_t index = across > 0 ? first - 1 : last + 1;
    if (m_cross)
        index = nearest(points, *m_cross) - points.data();
    index = std::clamp<std::ptrdiff_t>(index + across, first, last);
    return moveTo(points[static_cast<std::size_t>(index)].seconds);
}

void ThroughputView::hideCrosshair()
{
    if (!m_cross)
        return;
    m_cross.reset();
    redrawCrosshair();
}

} // namespace ilv::ui
