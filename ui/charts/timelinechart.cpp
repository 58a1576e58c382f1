// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timelinechart.h"

#include "charts/timelineview.h"
#include "model/numbers.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ilv::ui {
namespace {

constexpr Nanos kShortest = 1000;

QString describe(const TimelineScene& scene)
{
    if (scene.groups.empty())
        return QStringLiteral("Timeline: nothing measured yet.");
    std::size_t lanes = 0, failures = 0;
    for (const auto& group : scene.groups) {
        lanes += group.size();
        for (const auto& lane : group)
            failures += lane.failed.size();
    }
    return QStringLiteral("Timeline of %1 lanes in %2 models over %3, %4 failed.")
        .arg(lanes)
        .arg(scene.groups.size())
        .arg(durationText(static_cast<double>(scene.end)))
        .arg(failures);
}

/// Without digits that say nothing: "30 ms", "1.25 ms".
QString shortDuration(Nanos ns)
{
    const double value = static_cast<double>(ns);
    const TimeUnit unit = timeUnitFor(value);
    return durationTick(std::round(value / unit.nanos * 1000) / 1000 * unit.nanos, unit);
}

} // namespace

TimelineChart::TimelineChart(QWidget* parent)
    : Chart(parent)
    , m_scene(std::make_shared<const TimelineScene>(TimelineData()))
{
    openView();
    dataChanged(describe(*m_scene));
}

TimelineChart::~TimelineChart() = default;

void TimelineChart::setData(TimelineData data)
{
    m_scene = std::make_shared<const TimelineScene>(std::move(data));
    if (m_chosen && m_scene->end > m_begin)
        setView(m_begin, m_end);
    else
        showStart();
}

const TimelineData& TimelineChart::data() const
{
    return m_scene->data;
}

void TimelineChart::showStart()
{
    m_chosen = false;
    m_begin = 0;
    const Nanos all = std::max<Nanos>(1, m_scene->end), asked = m_scene->data.viewEnd;
    m_end = asked > 0 ? asked : all;
    redraw();
}

void TimelineChart::setView(Nanos begin, Nanos end)
{
    const Nanos all = std::max({ m_scene->end, m_scene->data.viewEnd, kShortest });
    const Nanos length = std::clamp(end - begin, kShortest, all);
    m_begin = std::clamp<Nanos>(begin, 0, all - length);
    m_end = m_begin + length;
    redraw();
}

void TimelineChart::redraw()
{
    dataChanged(describe(*m_scene));
}

void TimelineChart::zoom(double factor, Nanos around)
{
    m_chosen = true;
    const double left = static_cast<double>(around - m_begin) * factor,
                 right = static_cast<double>(m_end - around) * factor;
    setView(around - static_cast<Nanos>(left), around + static_cast<Nanos>(right));
}

QString TimelineChart::title() const
{
    return QStringLiteral("Timeline");
}

QString TimelineChart::subtitle() const
{
    if (isEmpty())
        return QStringLiteral("what every lane did");
    if (m_begin > 0)
        return shortDuration(m_begin) + QStringLiteral(" to ") + shortDuration(m_end);
    return (m_end < m_scene->end ? QStringLiteral("first ") : QStringLiteral("all ")) + shortDuration(m_end);
}

bool TimelineChart::isEmpty() const
{
    return m_scene->end == 0;
}
QSize TimelineChart::figureSize() const
{
    return QSize(900, 560);
}

TableData TimelineChart::tableData() const
{
    TableData table;
    table.header << QStringLiteral("Model") << QStringLiteral("Lane");
    for (const Phase phase : kPhases)
        table.header << phaseName(phase) + QStringLiteral(", ms");
    table.header << QStringLiteral("Stretches") << QStringLiteral("Failed");
    for (std::size_t g = 0; g < m_scene->groups.size(); ++g) {
        const TimelineGroup& group = m_scene->data.groups[g];
        for (std::size_t l = 0; l < group.lanes.size(); ++l) {
            const TimelineScene::Lane& lane = m_scene->groups[g][l];
            QStringList row{ group.name.label, group.lanes[l].name };
            std::size_t stretches = 0;
            for (const LaneIndex& phase : lane.phases) {
                row << QString::number(static_cast<double>(phase.busy(m_begin, m_end)) / 1e6, 'g', 6);
                stretches += phase.size();
            }
            row << QString::number(stretches + lane.failed.size()) << QString::number(lane.failed.size());
            table.rows.push_back(row);
        }
    }
    return table;
}

std::unique_ptr<PlotView> TimelineChart::makeView() const
{
    return std::make_unique<TimelineView>(theme(), m_scene, m_begin, m_end);
}

void TimelineChart::wheelEvent(QWheelEvent* event)
{
    const double steps = event->angleDelta().y() / 120.0;
    if (isEmpty() || steps == 0)
        return;
    const auto& plot = static_cast<const TimelineView&>(view());
    zoom(std::pow(0.8, steps), std::clamp(plot.timeAt(event->position().x()), m_begin, m_end));
    event->accept();
}

void TimelineChart::mousePressEvent(QMouseEvent* event)
{
    m_dragX = event->position().x();
    m_dragBegin = m_begin;
}

void TimelineChart::mouseMoveEvent(QMouseEvent* event)
{
    if (!event->buttons().testFlag(Qt::LeftButton) || isEmpty()) {
        Chart::mouseMoveEvent(event);
        return;
    }
    const double width = std::max(1.0, static_cast<const TimelineView&>(view()).plotWidth());
    const double moved = (m_dragX - event->position().x()) / width * static_cast<double>(m_end - m_begin);
    m_chosen = true;
    const Nanos begin = m_dragBegin + static_cast<Nanos>(moved);
    setView(begin, begin + (m_end - m_begin));
}

void TimelineChart::mouseDoubleClickEvent(QMouseEvent*)
{
    showStart();
}

void TimelineChart::keyPressEvent(QKeyEvent* event)
{
    const Nanos middle = m_begin + (m_end - m_begin) / 2;
    if (!isEmpty() && (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal))
        zoom(0.8, middle);
    else if (!isEmpty() && event->key() == Qt::Key_Minus)
        zoom(1.25, middle);
    else if (!isEmpty() && event->key() == Qt::Key_0)
        showStart();
    else
        Chart::keyPressEvent(event);
}

} // namespace ilv::ui
