// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timesplitchart.h"

#include "charts/canvas.h"
#include "charts/timesplitview.h"
#include "charts/words.h"
#include "look/numbers.h"

#include <algorithm>

namespace ilv::ui {
namespace {

double workShare(const TimeSplitRow& row)
{
    return row.ns[static_cast<std::size_t>(Phase::Work)] / row.total();
}

QString describe(const TimeSplitData& data)
{
    const auto rows = drawnOf(data.rows);
    if (rows.empty())
        return Charts::tr("Time split: nothing measured yet.");
    QStringList parts;
    for (const TimeSplitRow* row : rows)
        parts << QString(row->name.label + QLatin1Char(' ') + percentText(workShare(*row)));
    return Charts::tr("Time split of a task's latency; share that is work: %1.").arg(parts.join(QStringLiteral(", ")));
}

} // namespace

TimeSplitChart::TimeSplitChart(QWidget* parent)
    : Chart(parent)
{
    openView();
    dataChanged(describe(m_data));
}

void TimeSplitChart::setData(TimeSplitData data)
{
    m_data = std::move(data);
    dataChanged(describe(m_data));
}

void TimeSplitChart::setUnit(SplitUnit unit)
{
    m_unit = unit;
    view().setZoom({});
    dataChanged(describe(m_data));
}

std::vector<ChartAction> TimeSplitChart::chartActions()
{
    const bool share = m_unit == SplitUnit::Share;
    return { { share ? tr("Show time") : tr("Show shares"), {}, !isEmpty(),
        [this, share] { setUnit(share ? SplitUnit::Time : SplitUnit::Share); } } };
}

QString TimeSplitChart::title() const
{
    return tr("Time split");
}

QString TimeSplitChart::subtitle() const
{
    const bool share = m_unit == SplitUnit::Share;
    if (!m_data.scope.isEmpty())
        return (share ? tr("on the lanes, %1") : tr("a task on the lanes, %1")).arg(m_data.scope);
    return share ? tr("share of a task's latency") : tr("mean time of a task");
}

bool TimeSplitChart::isEmpty() const
{
    return drawnOf(m_data.rows).empty();
}

TableData TimeSplitChart::tableData() const
{
    TableData table;
    table.header << tr("Model") << tr("State");
    for (const Phase phase : kPhases)
        table.header << tr("%1, ms").arg(phaseName(phase));
    table.header << tr("Per task, ms");
    for (const TimeSplitRow& row : m_data.rows) {
        const bool shown = row.drawn();
        QStringList cells{ row.name.label, stateText(row.state) };
        for (const double ns : row.ns)
            cells << (shown ? QString::number(ns / 1e6, 'g', 6) : QString());
        cells << (shown ? QString::number(row.total() / 1e6, 'g', 6) : QString());
        table.rows.push_back(cells);
    }
    return table;
}

std::unique_ptr<PlotView> TimeSplitChart::makeView() const
{
    return std::make_unique<TimeSplitView>(theme(), m_data, m_unit);
}

} // namespace ilv::ui
