// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelineview.h"

#include "charts/axes.h"
#include "charts/canvas.h"
#include "charts/words.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QPaintEngine>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

// Unscaled px, from the pictures.
constexpr double kLeft = 58, kTop = 24, kRight = 14, kBottom = 26, kLabelDrop = 11.7, kLegendAt = 6;
constexpr std::size_t kDenseBoxes = 200;
constexpr double kOverhead = 0.56, kEveryLabelPitch = 14, kOverheadSwatch = 6;

/// Draws a box on whole pixels where it has some, with its exact edges where it has not; one px is left free to the
/// next. Antialiasing is off but for those edges: filled whole pixels are ten times as fast without.
void fillBox(QPainter& painter, double left, double right, double top, double height, const QColor& color)
{
    const double l = std::round(left), r = std::round(right);
    if (r - l >= 3) {
        painter.fillRect(QRectF(l, top, r - l - 1, height), color);
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF(left, top, right - left, height), color);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

/// Figures for paper stay shapes.
bool isRaster(const QPainter& painter)
{
    return painter.paintEngine() && painter.paintEngine()->type() == QPaintEngine::Raster;
}

QString laneCount(const TimelineGroup& group, int shown)
{
    const int total = group.totalLanes > 0 ? group.totalLanes : static_cast<int>(group.lanes.size());
    QString text = shown < total ? Charts::tr("%1 of %2 %3").arg(shown).arg(total).arg(group.lanesNoun)
                                 : QStringLiteral("%1 %2").arg(total).arg(group.lanesNoun);
    if (!group.note.isEmpty())
        text += QStringLiteral(", ") + group.note;
    return text;
}

/// "1/2" where there is room for one lane of two, beside a name; empty where all are shown.
QString shareOf(const TimelineGroup& group, int shown)
{
    const int total = group.totalLanes > 0 ? group.totalLanes : static_cast<int>(group.lanes.size());
    return shown < total ? QStringLiteral("%1/%2").arg(shown).arg(total) : QString();
}

} // namespace

TimelineScene::TimelineScene(TimelineData given)
    : data(std::move(given))
{
    groups.resize(data.groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        groups[g].resize(data.groups[g].lanes.size());
        for (std::size_t l = 0; l < groups[g].size(); ++l) {
            Lane& lane = groups[g][l];
            for (const Slice& slice : data.groups[g].lanes[l].slices) {
                if (slice.failed)
                    lane.failed.push_back(slice);
                else
                    lane.phases[static_cast<std::size_t>(slice.phase)].add(slice.begin, slice.end);
                end = std::max(end, slice.end);
                waits = waits || slice.phase == Phase::QueueWait;
            }
            planted = planted || !data.groups[g].lanes[l].planted.empty();
        }
    }
}

TimelineView::TimelineView(
    const Theme& theme, const std::shared_ptr<const TimelineScene>& scene, const TimelineWindow& window)
    : PlotView(theme)
    , m_scene(scene)
    , m_window(window)
{
    addLayer(Layer::Under, [this](QPainter& painter) { drawUnder(painter); });
    addLayer(Layer::Data, [this](QPainter& painter) {
        const TimelineLayout placed = layout();
        for (const TimelineLayout::Group& group : placed.groups) {
            drawGroup(painter, group, placed.beside);
            drawFlows(painter, group);
        }
    });
    addLayer(Layer::Over, [this](QPainter& painter) { drawSelection(painter); });
    addLayer(Layer::Crosshair, [this](QPainter& painter) {
        const TimelineLayout placed = layout();
        if (!m_pointed || m_pointed->group >= placed.groups.size()
            || m_pointed->lane >= placed.groups[m_pointed->group].lanes)
            return;
        if (m_pointed->time < m_window.begin || m_pointed->time > m_window.end)
            return; // scrolled away
        const double at = x(static_cast<double>(m_pointed->time));
        drawVertical(painter, at, plot().top(), plot().bottom(), 1, this->theme().ink);
        const QRectF rect = laneRect(placed.groups[m_pointed->group], m_pointed->lane);
        drawTooltip(painter, this->theme(), QPointF(at, rect.center().y()), area(), tooltip(*m_pointed));
    });
}

TimelineLayout TimelineView::layout() const
{
    std::vector<int> counts;
    for (const auto& group : m_scene->groups)
        counts.push_back(static_cast<int>(group.size()));
    const auto& groups = m_scene->data.groups;
    const auto live = std::find_if(groups.begin(), groups.end(), [](const TimelineGroup& one) { return one.live; });
    return layOutTimeline(counts, area().height() - std::round(m_top) - std::round(px(kBottom)), theme().scale,
        static_cast<std::size_t>(live - groups.begin())); // none: of no group
}

void TimelineView::arrange()
{
    TimelineLayout all;
    for (std::size_t index = 0; index < m_scene->groups.size(); ++index)
        all.groups.push_back({ .index = index });
    const auto lines = static_cast<double>(legendLines(theme(), legend(all), area().width()).size());
    m_top = px(kTop + (lines - 1) * kLegendLine);
    const TimelineLayout placed = layout();
    const double left = placed.beside ? besideWidth(placed) + px(kYLabelGap) : px(kLeft);
    setMargins(left, m_top, px(kRight), px(kBottom));
    setX({ static_cast<double>(m_window.begin), static_cast<double>(std::max(m_window.end, m_window.begin + 1)) },
        false);
    setY({ 0, 1 }, false);
}

QRectF TimelineView::laneRect(const TimelineLayout::Group& group, int lane) const
{
    const double top = std::round(plot().top() + group.top + lane * group.pitch);
    const double bottom = std::round(plot().top() + group.top + lane * group.pitch + group.laneHeight);
    return QRectF(plot().left(), top, plot().width(), bottom - top);
}

std::vector<LegendItem> TimelineView::legend(const TimelineLayout& placed) const
{
    const Theme& t = theme();
    std::vector<LegendItem> items;
    for (const Phase phase : { Phase::Spawn, Phase::Serialize, Phase::Transport })
        items.push_back(
            { LegendItem::Swatch::Fill, phaseName(phase), t.phase(phase, Model::Sequential), {}, kOverheadSwatch });
    if (m_scene->waits)
        items.push_back({ LegendItem::Swatch::Hatch, phaseName(Phase::QueueWait), {}, {}, kOverheadSwatch });
    LegendItem work{ LegendItem::Swatch::Models, phaseName(Phase::Work), {}, {} };
    for (const TimelineLayout::Group& group : placed.groups)
        work.models.push_back(m_scene->data.groups[group.index].name.model);
    work.models.erase(std::unique(work.models.begin(), work.models.end()), work.models.end());
    if (!work.models.empty())
        items.push_back(work);
    items.push_back({ LegendItem::Swatch::Idle, Charts::tr("Idle"), {}, {} });
    items.push_back({ LegendItem::Swatch::Failed, Charts::tr("Failed"), {}, {} });
    if (m_scene->planted)
        items.push_back({ LegendItem::Swatch::Planted, Charts::tr("Planted"), {}, {} });
    return items;
}

void TimelineView::drawUnder(QPainter& painter) const
{
    const Theme& t = theme();
    const TimelineLayout placed = layout();
    std::vector<Tick> ticks;
    if (m_scene->end > 0) // otherwise there are lanes, and no time yet
        ticks = timeTicksOfX();
    drawXGrid(painter, t, plot(), ticks);
    drawXLabels(painter, t, plot().bottom(), kLabelDrop, 0, area().right(), ticks);

    const auto lines = legendLines(t, legend(placed), area().width());
    double end = 0, centre = px(kLegendAt);
    for (const auto& items : lines) {
        const double left = lines.size() > 1 ? 0 : std::min(plot().left(), area().right() - legendWidth(t, items));
        end = drawLegend(painter, t, left, centre, items);
        centre += px(kLegendLine);
    }
    if (const auto all = m_scene->groups.size(); placed.groups.size() < all) {
        const QString text = Charts::tr("%1 of %2 models").arg(placed.groups.size()).arg(all);
        const QFont font = t.font(TextRole::Tick);
        if (end + px(12) + textWidth(text, font) <= area().right())
            drawText(painter, area().right(), centre - px(kLegendLine), text, font, t.ink3, Side::Right);
    }
}

/// The widest name beside its lanes, with its marker and how many of the lanes there are.
double TimelineView::besideWidth(const TimelineLayout& placed) const
{
    const Theme& t = theme();
    double widest = 0;
    for (const TimelineLayout::Group& group : placed.groups) {
        const TimelineGroup& data = m_scene->data.groups[group.index];
        widest = std::max(widest,
            textWidth(data.name.shortName, t.font(TextRole::Label))
                + textWidth(shareOf(data, group.lanes), t.font(TextRole::Tick)));
    }
    return px(kRowTextLeft + 6) + widest;
}

void TimelineView::drawBeside(QPainter& painter, const TimelineLayout::Group& group) const
{
    const Theme& t = theme();
    const TimelineGroup& data = m_scene->data.groups[group.index];
    const double centre = std::round(plot().top() + group.headerCentre);
    drawMarker(painter, QPointF(px(8), centre), px(3.6), t, data.name.model, 0, data.name.variant);
    const QFont font = t.font(data.live ? TextRole::Label : TextRole::Tick);
    drawText(painter, px(kRowTextLeft), centre, data.name.shortName, font, t.ink);
    drawText(painter, plot().left() - px(kYLabelGap), centre, shareOf(data, group.lanes), t.font(TextRole::Tick),
        t.ink3, Side::Right);
}

void TimelineView::drawAbove(QPainter& painter, const TimelineLayout::Group& group) const
{
    const Theme& t = theme();
    const TimelineGroup& data = m_scene->data.groups[group.index];
    const double header = std::round(plot().top() + group.headerCentre);
    const QFont strong = t.font(TextRole::Label), font = t.font(TextRole::Tick);
    drawMarker(
        painter, QPointF(std::round(plot().left() + px(6)), header), px(3.6), t, data.name.model, 0, data.name.variant);
    const double left = plot().left() + px(16);
    drawText(painter, left, header, data.name.label, strong, t.ink);
    drawText(
        painter, left + textWidth(data.name.label, strong) + px(8), header, laneCount(data, group.lanes), font, t.ink3);
}

void TimelineView::drawGroup(QPainter& painter, const TimelineLayout::Group& group, bool beside) const
{
    const Theme& t = theme();
    const TimelineGroup& data = m_scene->data.groups[group.index];
    if (beside)
        drawBeside(painter, group);
    else
        drawAbove(painter, group);
    const QFont font = t.font(TextRole::Tick);
    const int labelEvery = group.pitch >= px(kEveryLabelPitch) ? 1 : 2;
    for (int lane = 0; lane < group.lanes; ++lane) {
        const QRectF rect = laneRect(group, lane);
        const auto index = static_cast<std::size_t>(lane);
        if (!beside && lane % labelEvery == 0)
            drawText(painter, plot().left() - px(kYLabelGap), rect.center().y(), data.lanes[index].name, font, t.ink3,
                Side::Right);
        drawIdle(painter, data.lanes[index].known, rect);
        drawLane(painter, m_scene->groups[group.index][index], rect, data.name.model);
        drawPlanted(painter, data.lanes[index].planted, rect);
    }
}

/// The ground of a lane, on which a gap is idleness; hollow from where nothing was recorded.
void TimelineView::drawIdle(QPainter& painter, Nanos known, const QRectF& rect) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double end = known >= m_window.end
        ? rect.right()
        : std::clamp(std::round(x(static_cast<double>(known))), rect.left(), rect.right());
    painter.fillRect(QRectF(rect.topLeft(), QPointF(end, rect.bottom())), theme().surface2);
    if (end >= rect.right())
        return;
    painter.setPen(QPen(theme().grid, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(end, rect.top(), rect.right() - end - 1, rect.height() - 1));
}

void TimelineView::drawLane(QPainter& painter, const TimelineScene::Lane& lane, const QRectF& rect, Model model) const
{
    const Theme& t = theme();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const double thin = std::max(1.0, std::round(rect.height() * kOverhead));
    const double thinTop = rect.top() + std::floor((rect.height() - thin) / 2);
    const int width = static_cast<int>(rect.width());
    // Work first: a column that holds both shows the overhead on it.
    for (const Phase phase : { Phase::Work, Phase::QueueWait, Phase::Transport, Phase::Serialize, Phase::Spawn }) {
        lane.phases[static_cast<std::size_t>(phase)].boxes(m_window.begin, m_window.end, width, m_boxes);
        const bool work = phase == Phase::Work;
        const double top = work ? rect.top() : thinTop, height = work ? rect.height() : thin;
        if (m_boxes.size() > kDenseBoxes && isRaster(painter)) {
            drawDense(painter, QRectF(rect.left(), top, rect.width(), height), t.phase(phase, model));
            continue;
        }
        for (const LaneIndex::Box& box : m_boxes) {
            QColor color = t.phase(phase, model);
            if (box.level < LaneIndex::kLevels)
                color.setAlphaF(static_cast<float>(box.level) / LaneIndex::kLevels);
            const double left = rect.left() + box.left, right = rect.left() + box.right;
            if (phase == Phase::QueueWait && right - left >= px(8))
                drawHatch(painter, QRectF(left, top, right - left, height), t);
            else if (box.level < LaneIndex::kLevels)
                painter.fillRect(QRectF(left, top, right - left, height), color);
            else
                fillBox(painter, left, right, top, height, color);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    drawFailed(painter, lane.failed, rect);
}

/// Columns of a lane as one image a pixel high: hundreds of small fills cost more than all the rest.
void TimelineView::drawDense(QPainter& painter, const QRectF& strip, const QColor& color) const
{
    const int width = static_cast<int>(strip.width());
    if (m_row.width() != width)
        m_row = QImage(width, 1, QImage::Format_ARGB32_Premultiplied);
    m_row.fill(Qt::transparent);
    std::array<QRgb, LaneIndex::kLevels + 1> shades{};
    for (int level = 1; level <= LaneIndex::kLevels; ++level) {
        const int alpha = level * 255 / LaneIndex::kLevels;
        shades[static_cast<std::size_t>(level)] = qPremultiply(qRgba(color.red(), color.green(), color.blue(), alpha));
    }
    auto* pixels = reinterpret_cast<QRgb*>(m_row.scanLine(0));
    for (const LaneIndex::Box& box : m_boxes) {
        const int left = std::clamp(static_cast<int>(box.left), 0, width);
        const int right = std::clamp(static_cast<int>(std::ceil(box.right)), left, width);
        std::fill(pixels + left, pixels + right, shades[static_cast<std::size_t>(box.level)]);
    }
    painter.drawImage(strip, m_row);
}

void TimelineView::drawFailed(QPainter& painter, const std::vector<Slice>& failed, const QRectF& rect) const
{
    const auto endsAfter = [](Nanos time, const Slice& slice) { return time < slice.end; };
    const auto beginsBefore = [](const Slice& slice, Nanos time) { return slice.begin < time; };
    const double perNano = rect.width() / static_cast<double>(m_window.end - m_window.begin);
    auto next = std::upper_bound(failed.begin(), failed.end(), m_window.begin, endsAfter);
    while (next != failed.end() && next->begin < m_window.end) {
        const double left = std::max(0.0, static_cast<double>(next->begin - m_window.begin) * perNano);
        const double right = std::min(rect.width(), static_cast<double>(next->end - m_window.begin) * perNano);
        const double wide = std::max(right - left, px(5)); // a failure is never too small to be seen
        drawFailure(painter, QRectF(rect.left() + std::min(left, rect.width() - wide), rect.top(), wide, rect.height()),
            theme());
        // Each of those that begin in the same px would be drawn in the same place: once is enough.
        const auto columnEnd = m_window.begin + static_cast<Nanos>((std::floor(left) + 1) / perNano);
        next = std::lower_bound(next + 1, failed.end(), columnEnd, beginsBefore);
    }
}

void TimelineView::drawPlanted(QPainter& painter, const std::vector<PlantedMark>& planted, const QRectF& rect) const
{
    for (const PlantedMark& mark : planted) {
        if (mark.at < 0)
            drawFlag(painter, rect.right() - px(7.5), rect, theme()); // later than all that is drawn
        else if (mark.at >= m_window.begin && mark.at <= m_window.end)
            drawFlag(painter, x(static_cast<double>(mark.at)), rect, theme());
    }
}

QString TimelineView::select(std::optional<Pointed> pointed)
{
    if (pointed != m_pointed) {
        m_pointed = pointed;
        redrawCrosshair();
    }
    return m_pointed ? tooltip(*m_pointed).sentence() : QString();
}

std::optional<TimelineView::Pointed> TimelineView::placeAt(QPointF position) const
{
    const TimelineLayout placed = layout();
    for (std::size_t group = 0; group < placed.groups.size(); ++group) {
        const TimelineLayout::Group& one = placed.groups[group];
        const double down = position.y() - plot().top() - one.top;
        if (down >= 0 && down < one.lanes * one.pitch)
            return Pointed{ group, static_cast<int>(down / one.pitch), timeAt(position.x()) };
    }
    return std::nullopt;
}

QString TimelineView::hover(QPointF position)
{
    const bool beside = position.x() < plot().left() || position.x() > plot().right();
    return select(beside ? std::nullopt : placeAt(position));
}

QString TimelineView::step(int across, int down)
{
    const TimelineLayout placed = layout();
    if (placed.groups.empty())
        return {};
    Pointed at = m_pointed.value_or(Pointed{ 0, 0, m_window.begin });
    at.group = std::min(at.group, placed.groups.size() - 1);
    const double stride = 8 * static_cast<double>(m_window.end - m_window.begin) / std::max(1.0, plot().width());
    const double moved = static_cast<double>(at.time) + across * stride;
    at.time = static_cast<Nanos>(
        std::clamp(moved, static_cast<double>(m_window.begin), static_cast<double>(m_window.end - 1)));
    at.lane = at.lane + down;
    if (at.lane < 0 && at.group > 0)
        at.lane = placed.groups[--at.group].lanes - 1;
    else if (at.lane >= placed.groups[at.group].lanes && at.group + 1 < placed.groups.size())
        at = { at.group + 1, 0, at.time };
    at.lane = std::clamp(at.lane, 0, placed.groups[at.group].lanes - 1);
    return select(at);
}

void TimelineView::hideCrosshair()
{
    select({});
}

} // namespace ilv::ui
