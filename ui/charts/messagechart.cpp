// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/messagechart.h"

#include "charts/plotview.h"
#include "charts/words.h"

namespace ilv::ui {
namespace {

class NoPlot final : public PlotView {
public:
    explicit NoPlot(const Theme& theme)
        : PlotView(theme)
    {
    }

protected:
    void arrange() override { setMargins(0, 0, 0, 0); }
};

} // namespace

MessageChart::MessageChart(
    QString title, QString subtitle, const QString& headline, const QString& hint, QWidget* parent)
    : Chart(parent)
    , m_title(std::move(title))
    , m_subtitle(std::move(subtitle))
{
    setEmptyText(headline, hint);
    openView();
    dataChanged(m_title + QStringLiteral(": ") + headline + QStringLiteral(". ") + hint);
}

std::unique_ptr<PlotView> MessageChart::makeView() const
{
    return std::make_unique<NoPlot>(theme());
}

CrossoverChart::CrossoverChart(QWidget* parent)
    : MessageChart(Charts::tr("Crossover"), Charts::tr("throughput against CPU time per task"),
        Charts::tr("Sweeps are not in this version"),
        Charts::tr("This chart will show which model is fastest at which CPU time of a task."), parent)
{
}

ScalingChart::ScalingChart(QWidget* parent)
    : MessageChart(Charts::tr("Scaling"), Charts::tr("speed-up over one worker"),
        Charts::tr("Sweeps are not in this version"),
        Charts::tr("This chart will show how far each model scales with its workers."), parent)
{
}

} // namespace ilv::ui
