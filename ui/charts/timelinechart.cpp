// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelinechart.h"

#include "charts/timelineview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr Nanos kShortest = 1000;
constexpr double kClick = 3; ///< px a pointer may move and still have clicked

QString describe(const TimelineScene& scene)
{
    if (scene.end == 0)
        return Charts::tr("Timeline: nothing measured yet.");
    std::size_t lanes = 0, failures = 0;
    for (const auto& group : scene.groups) {
        lanes += group.size();
        for (const auto& lane : group)
            failures += lane.failed.size();
    }
    return Charts::tr("Timeline of %1 lanes in %2 models over %3, %4 failed.")
        .arg(lanes)
        .arg(scene.groups.size())
        .arg(durationText(static_cast<double>(scene.end)))
        .arg(failures);
}

/// The lanes of a run that goes on, drawn again because there is more on them.
bool sameLanes(const TimelineData& a, const TimelineData& b)
{
    const auto sameName = [](const TimelineLane& one, const TimelineLane& other) { return one.name == other.name; };
    const auto same = [&](const TimelineGroup& one, const TimelineGroup& other) {
        return one.entry == other.entry && one.live == other.live
            && std::equal(one.lanes.begin(), one.lanes.end(), other.lanes.begin(), other.lanes.end(), sameName);
    };
    const bool live = std::any_of(a.groups.begin(), a.groups.end(), [](const TimelineGroup& one) { return one.live; });
    return live && std::equal(a.groups.begin(), a.groups.end(), b.groups.begin(), b.groups.end(), same);
}

bool anyFailure(const TimelineScene& scene)
{
    for (const auto& group : scene.groups) {
        for (const auto& lane : group) {
            if (!lane.failed.empty())
                return true;
        }
    }
    return false;
}

} // namespace

QString shortDuration(Nanos ns)
{
    const double value = static_cast<double>(ns);
    const TimeUnit unit = timeUnitFor(value);
    return durationTick(std::round(value / unit.nanos * 1000) / 1000 * unit.nanos, unit);
}

QString stretchText(Nanos begin, Nanos end)
{
    // As fine as it is long.
    const double length = static_cast<double>(std::max<Nanos>(1, end - begin));
    const auto step = std::max<Nanos>(1, std::llround(std::pow(10.0, std::floor(std::log10(length)) - 1)));
    const auto rounded = [step](Nanos at) { return (at + step / 2) / step * step; };
    return Charts::tr("%1 to %2").arg(shortDuration(rounded(begin)), shortDuration(rounded(end)));
}

TimelineChart::TimelineChart(QWidget* parent)
    : Chart(parent)
    , m_scene(std::make_shared<const TimelineScene>(TimelineData()))
    , m_window(std::make_unique<TimelineWindow>())
{
    openView();
    dataChanged(describe(*m_scene));
}

TimelineChart::~TimelineChart() = default;

TimelineView& TimelineChart::plot() const
{
    return static_cast<TimelineView&>(view());
}

void TimelineChart::setData(TimelineData data)
{
    const bool more = sameLanes(m_scene->data, data); // of the same: what the user points at and has selected stays
    if (!more)
        plot().hideCrosshair();
    m_scene = std::make_shared<const TimelineScene>(std::move(data));
    if (!more)
        clearSelection();
    if (m_chosen && m_scene->end > m_window->begin)
        setView(m_window->begin, m_window->end);
    else
        resetView();
}

const TimelineData& TimelineChart::data() const
{
    return m_scene->data;
}
Nanos TimelineChart::viewBegin() const
{
    return m_window->begin;
}
Nanos TimelineChart::viewEnd() const
{
    return m_window->end;
}

bool TimelineChart::canResetView() const
{
    return m_chosen;
}

void TimelineChart::resetView()
{
    m_chosen = false;
    m_window->begin = 0;
    const Nanos all = m_scene->end > 0 ? m_scene->end : kMilli, asked = m_scene->data.viewEnd; // lanes, and no time yet
    m_window->end = asked > 0 ? asked : all;
    redraw();
}

void TimelineChart::setView(Nanos begin, Nanos end)
{
    const Nanos all = std::max({ m_scene->end, m_scene->data.viewEnd, kShortest });
    const Nanos length = std::clamp(end - begin, kShortest, all);
    m_window->begin = std::clamp<Nanos>(begin, 0, all - length);
    m_window->end = m_window->begin + length;
    redraw();
}

void TimelineChart::redraw()
{
    dataChanged(describe(*m_scene));
}

void TimelineChart::show(Nanos time)
{
    const Nanos length = m_window->end - m_window->begin;
    if (time >= m_window->begin && time < m_window->end)
        return;
    m_chosen = true;
    setView(time - length / 2, time + length / 2);
}

void TimelineChart::zoomView(double factor, double aroundPx)
{
    m_chosen = true;
    const Nanos around = std::clamp(plot().timeAt(aroundPx), m_window->begin, m_window->end);
    const double left = static_cast<double>(around - m_window->begin) * factor,
                 right = static_cast<double>(m_window->end - around) * factor;
    setView(around - static_cast<Nanos>(std::llround(left)), around + static_cast<Nanos>(std::llround(right)));
}

void TimelineChart::panView(double px)
{
    const double perPx = static_cast<double>(m_window->end - m_window->begin) / std::max(1.0, plot().plotWidth());
    m_chosen = true;
    const Nanos begin = m_window->begin + static_cast<Nanos>(std::llround(px * perPx));
    setView(begin, begin + (m_window->end - m_window->begin));
}

std::optional<std::pair<Nanos, Nanos>> TimelineChart::selection() const
{
    return m_window->selected;
}

void TimelineChart::select(Nanos begin, Nanos end)
{
    setSelection(begin, end, true);
}

void TimelineChart::setSelection(Nanos begin, Nanos end, bool tell)
{
    if (begin > end)
        std::swap(begin, end);
    begin = std::max<Nanos>(begin, 0);
    end = std::min(end, std::max(m_scene->end, m_scene->data.viewEnd));
    const auto before = m_window->selected;
    m_window->selected.reset();
    if (end > begin)
        m_window->selected = { begin, end };
    if (before != m_window->selected)
        view().update();
    if (!tell || m_told == m_window->selected)
        return;
    m_told = m_window->selected;
    if (m_window->selected)
        Q_EMIT selectionChanged(begin, end);
    else
        Q_EMIT selectionChanged(0, 0);
}

bool TimelineChart::stepFailure(int direction)
{
    const auto at = plot().stepFailure(direction);
    if (!at) {
        say(tr("No further failure on the lanes shown."));
        return false;
    }
    show(*at);
    say(plot().sentence());
    return true;
}

std::optional<RunningLane> TimelineChart::pointAtRunningLane(QPointF position)
{
    const auto lane = isEmpty() || isTableShown() ? std::nullopt : plot().runningLaneAt(position);
    if (lane)
        say(plot().hover(position));
    else
        plot().hideCrosshair();
    return lane;
}

std::vector<ChartAction> TimelineChart::chartActions()
{
    const bool failures = anyFailure(*m_scene);
    std::vector<ChartAction> actions{ { tr("Next failure"), QKeySequence(Qt::Key_N), failures,
                                          [this] { stepFailure(1); } },
        { tr("Previous failure"), QKeySequence(Qt::SHIFT | Qt::Key_N), failures, [this] { stepFailure(-1); } },
        { tr("Select what is shown"), {}, !isEmpty(), [this] { select(m_window->begin, m_window->end); } },
        { tr("Clear selection"), {}, m_window->selected.has_value(), [this] { clearSelection(); } } };
    if (const auto lane = plot().pointedRunningLane())
        actions.push_back({ tr("Plant a fault on %1 of %2…").arg(lane->lane, lane->model), QKeySequence(Qt::Key_F),
            true, [this, lane] { Q_EMIT faultAsked(*lane); } });
    return actions;
}

QString TimelineChart::title() const
{
    return tr("Timeline");
}

QString TimelineChart::subtitle() const
{
    if (m_scene->end == 0)
        return tr("what every lane did");
    if (m_window->begin > 0)
        return stretchText(m_window->begin, m_window->end);
    if (m_window->end < m_scene->end)
        return tr("first %1").arg(shortDuration(m_window->end));
    return tr("all %1").arg(durationText(static_cast<double>(m_window->end))); // not to the microsecond
}

bool TimelineChart::isEmpty() const
{
    return m_scene->groups.empty();
}
QSize TimelineChart::figureSize() const
{
    return QSize(900, 560);
}

TableData TimelineChart::tableData() const
{
    TableData table;
    table.header << tr("Model") << tr("Lane");
    for (const Phase phase : kPhases)
        table.header << tr("%1, ms").arg(phaseName(phase));
    table.header << tr("Stretches") << tr("Failed");
    if (m_scene->planted)
        table.header << tr("Planted by hand");
    for (std::size_t g = 0; g < m_scene->groups.size(); ++g) {
        const TimelineGroup& group = m_scene->data.groups[g];
        for (std::size_t l = 0; l < group.lanes.size(); ++l) {
            const TimelineScene::Lane& lane = m_scene->groups[g][l];
            QStringList row{ group.name.label, group.lanes[l].name };
            std::size_t stretches = 0;
            for (const LaneIndex& phase : lane.phases) {
                row << QString::number(static_cast<double>(phase.busy(m_window->begin, m_window->end)) / 1e6, 'g', 6);
                stretches += phase.size();
            }
            row << QString::number(stretches + lane.failed.size()) << QString::number(lane.failed.size());
            if (m_scene->planted) {
                QStringList planted;
                for (const PlantedMark& mark : group.lanes[l].planted)
                    planted << mark.text;
                row << planted.join(QStringLiteral("; "));
            }
            table.rows.push_back(row);
        }
    }
    return table;
}

std::unique_ptr<PlotView> TimelineChart::makeView() const
{
    return std::make_unique<TimelineView>(theme(), m_scene, *m_window);
}

void TimelineChart::mousePressEvent(QMouseEvent* event)
{
    const bool selects = event->modifiers().testFlag(Qt::ShiftModifier) || plot().onTimeAxis(event->position());
    if (event->button() != Qt::LeftButton || isEmpty() || !selects) {
        Chart::mousePressEvent(event);
        return;
    }
    setFocus(Qt::MouseFocusReason);
    m_anchor = std::clamp(plot().timeAt(event->position().x()), m_window->begin, m_window->end);
}

void TimelineChart::mouseMoveEvent(QMouseEvent* event)
{
    if (m_anchor && event->buttons().testFlag(Qt::LeftButton)) {
        const Nanos at = std::clamp(plot().timeAt(event->position().x()), m_window->begin, m_window->end);
        setSelection(*m_anchor, at, false);
        return;
    }
    Chart::mouseMoveEvent(event);
}

void TimelineChart::mouseReleaseEvent(QMouseEvent* event)
{
    if (!m_anchor) {
        Chart::mouseReleaseEvent(event);
        return;
    }
    const double perPx = static_cast<double>(m_window->end - m_window->begin) / std::max(1.0, plot().plotWidth());
    const Nanos from = *std::exchange(m_anchor, std::nullopt);
    const Nanos to = std::clamp(plot().timeAt(event->position().x()), m_window->begin, m_window->end);
    if (static_cast<double>(std::abs(to - from)) < kClick * perPx)
        clearSelection();
    else
        setSelection(from, to, true);
}

void TimelineChart::keyPressEvent(QKeyEvent* event)
{
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (isEmpty() ? 0 : event->key()) {
    case Qt::Key_N:
        stepFailure(shift ? -1 : 1);
        return;
    case Qt::Key_F:
        if (const auto lane = plot().pointedRunningLane())
            Q_EMIT faultAsked(*lane);
        return;
    case Qt::Key_Period:
    case Qt::Key_Comma:
        if (const auto at = plot().stepStretch(event->key() == Qt::Key_Period ? 1 : -1)) {
            show(*at);
            say(plot().sentence());
        }
        return;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (shift) {
            selectWithKeys(event);
            return;
        }
        break;
    case Qt::Key_Escape:
        if (m_window->selected) {
            clearSelection();
            return;
        }
        break;
    default:
        break;
    }
    if (event->key() != Qt::Key_Shift) // which comes before the first arrow, and may come again
        m_keyAnchor.reset();
    Chart::keyPressEvent(event);
}

/// From where the crosshair was when the first one was pressed, to where it is.
void TimelineChart::selectWithKeys(QKeyEvent* event)
{
    if (!m_keyAnchor)
        m_keyAnchor = plot().pointedTime().value_or(m_window->begin);
    Chart::keyPressEvent(event);
    select(*m_keyAnchor, plot().pointedTime().value_or(*m_keyAnchor));
    if (m_window->selected)
        say(tr("Selected %1 to %2.")
                .arg(shortDuration(m_window->selected->first), shortDuration(m_window->selected->second)));
}

} // namespace ilv::ui
