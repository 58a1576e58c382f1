// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/board.h"

#include "charts/emptystate.h"
#include "charts/latencychart.h"
#include "charts/messagechart.h"
#include "charts/throughputchart.h"
#include "charts/timelinechart.h"
#include "charts/timesplitchart.h"
#include "controls/button.h"
#include "controls/card.h"
#include "controls/segmented.h"
#include "results/resultstable.h"
#include "window/emptycard.h"

#include <QKeyEvent>

namespace ilv::ui {

namespace {

std::size_t slot(BoardCard which)
{
    return static_cast<std::size_t>(which);
}

} // namespace

Board::Board(QWidget* parent)
    : QWidget(parent)
    , m_emptyCard(new EmptyCard(this))
    , m_throughput(new ThroughputChart)
    , m_latency(new LatencyChart)
    , m_timeSplit(new TimeSplitChart)
    , m_timeline(new TimelineChart)
    , m_table(new ResultsTable)
    , m_timelineData(std::make_shared<TimelineData>())
{
    addChart(BoardCard::Throughput, m_throughput);
    addChart(BoardCard::Latency, m_latency);
    addChart(BoardCard::TimeSplit, m_timeSplit);
    addChart(BoardCard::Timeline, m_timeline);
    addChart(BoardCard::Crossover, new CrossoverChart);
    addChart(BoardCard::Scaling, new ScalingChart);
    m_cards[slot(BoardCard::Results)] = new Card(tr("Results"), tr("fastest first"), m_table, this);
    addSwitches();
    arrange();
}

Board::~Board() = default;

void Board::addChart(BoardCard which, Chart* chart)
{
    auto* card = new Card(chart->title(), chart->subtitle(), chart, this);
    card->resize(640, 400); // until it is placed: a plot of no size cannot be drawn, not even hidden
    m_cards[slot(which)] = card;
    m_charts[slot(which)] = chart;
    connect(chart, &Chart::subtitleChanged, this, [this, which] { refreshSubtitle(which); });

    auto* menu = new FigureMenu(chart, card);
    m_menus.push_back(menu);
    connect(menu, &FigureMenu::saved, this, &Board::figureSaved);
    connect(menu, &FigureMenu::failed, this, &Board::failed);
    card->addExportButton()->setMenu(menu);
    connect(card->addExpandButton(), &Button::clicked, this, [this, which] { expandOrShrink(which); });
}

void Board::addSwitches()
{
    m_scale = new Segmented(tr("Scale"), { tr("Log"), tr("Linear") }, this);
    card(BoardCard::Throughput)->addTool(m_scale);
    connect(m_scale, &Segmented::chosen, this,
        [this](int index) { m_throughput->setAxisScale(index == 0 ? AxisScale::Log : AxisScale::Linear); });
    connect(
        m_throughput, &Chart::subtitleChanged, this, [this] { m_scale->setCurrent(m_throughput->isLog() ? 0 : 1); });

    m_unit = new Segmented(tr("Unit"), { tr("Share"), tr("Time") }, this);
    card(BoardCard::TimeSplit)->addTool(m_unit);
    connect(m_unit, &Segmented::chosen, this,
        [this](int index) { m_timeSplit->setUnit(index == 0 ? SplitUnit::Share : SplitUnit::Time); });
}

void Board::setTheme(const Theme& theme)
{
    m_theme = theme;
    arrange();
}

void Board::setTab(BoardTab tab)
{
    m_tab = tab;
    m_expanded = false;
    arrange();
}

void Board::setLarge(bool large)
{
    m_large = large;
    arrange();
}

void Board::setSingle(bool single)
{
    m_single = single;
    arrange();
}

void Board::setExpanded(bool expanded)
{
    m_expanded = expanded;
    arrange();
}

void Board::expandOrShrink(BoardCard which)
{
    if (m_tab != BoardTab::Overview && mainCard(m_tab) == which)
        setExpanded(!m_expanded);
    else
        Q_EMIT tabAsked(static_cast<BoardTab>(static_cast<int>(which) + 1));
}

void Board::setFigureText(std::function<FigureText()> text)
{
    for (FigureMenu* menu : m_menus)
        menu->setText(text);
}

void Board::setChooser(const PlaceChooser& chooser)
{
    for (FigureMenu* menu : m_menus)
        menu->setChooser(chooser);
}

/// What a chart without data says: while a run goes on there is nothing to press.
void Board::setRunning(bool running)
{
    if (running == m_running)
        return;
    m_running = running;
    for (const BoardCard which :
        { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit, BoardCard::Timeline }) {
        if (running)
            chart(which)->setEmptyText(tr("Measuring"), tr("The first figures come in a moment."));
        else
            chart(which)->setEmptyText(nothingMeasured(), nothingMeasuredHint());
    }
}

void Board::showNothing()
{
    m_empty = true;
    setRunning(false);
    take({}, std::make_shared<TimelineData>(), {});
}

void Board::showLive(const LiveRun& live)
{
    m_empty = false;
    setRunning(true);
    card(BoardCard::Results)->setSubtitle(tr("live, fastest first"));
    take(live.charts, live.timeline, resultTable(live));
}

void Board::showFinished(const FinishedRun& run)
{
    m_empty = false;
    setRunning(false);
    card(BoardCard::Results)->setSubtitle(tr("fastest first"));
    take(run.charts, run.timeline, resultTable(run));
}

void Board::take(ChartInputs charts, std::shared_ptr<const TimelineData> timeline, ResultTable table)
{
    m_inputs = std::move(charts);
    for (const BoardCard which : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit })
        m_behind[slot(which)] = true;
    if (timeline != m_timelineData) {
        m_timelineData = std::move(timeline);
        m_behind[slot(BoardCard::Timeline)] = true;
    }
    const auto rows = m_table->results().table().rows.size();
    const bool wasHidden = m_emptyCard->isHidden() == m_empty;
    m_table->setTable(std::move(table));
    if (wasHidden || rows != m_table->results().table().rows.size())
        arrange();
    else
        for (std::size_t i = 0; i < kBoardCards; ++i)
            if (!m_cards[i]->isHidden())
                feed(static_cast<BoardCard>(i));
}

void Board::feed(BoardCard which)
{
    if (!m_behind[slot(which)])
        return;
    m_behind[slot(which)] = false;
    switch (which) {
    case BoardCard::Throughput:
        m_throughput->setData(m_inputs.throughput);
        break;
    case BoardCard::Latency:
        m_latency->setData(m_inputs.latency);
        break;
    case BoardCard::TimeSplit:
        m_timeSplit->setData(m_inputs.timeSplit);
        break;
    case BoardCard::Timeline:
        m_timeline->setData(*m_timelineData);
        break;
    case BoardCard::Crossover:
    case BoardCard::Scaling:
    case BoardCard::Results:
        break;
    }
}

void Board::arrange()
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    m_emptyCard->setVisible(m_empty);
    m_emptyCard->setGeometry(rect());

    const bool single = m_single || m_expanded;
    m_table->setCompact(m_tab != BoardTab::Overview);
    BoardRequest request{ .tab = m_tab, .size = size(), .gap = px(space::kCardGap) };
    request.rightWidth = px(m_large ? space::kRightWidth : space::kRightWidthCompact);
    request.tableHeight = m_table->wantedHeight() + px(22 + 4 + 2 * space::kCardPaddingY);
    request.large = m_large;
    request.single = single;
    const BoardPlaces places = placeCards(request);

    const bool switches = m_tab != BoardTab::Overview;
    m_scale->setVisible(switches && mainCard(m_tab) == BoardCard::Throughput && !m_theme.projector());
    m_unit->setVisible(switches && mainCard(m_tab) == BoardCard::TimeSplit && !m_theme.projector());
    for (std::size_t i = 0; i < kBoardCards; ++i) {
        const auto which = static_cast<BoardCard>(i);
        const QRect place = m_empty ? QRect() : places[which];
        m_cards[i]->setExpanded(m_expanded && which == mainCard(m_tab));
        if (!place.isNull())
            m_cards[i]->setGeometry(place);
        m_cards[i]->setVisible(!place.isNull());
        if (!place.isNull()) {
            feed(which);
            refreshSubtitle(which);
        }
    }
}

/// What and unit, in the words that fit the card.
void Board::refreshSubtitle(BoardCard which)
{
    if (which == BoardCard::Results)
        return;
    QString subtitle = chart(which)->subtitle();
    if (card(which)->width() < m_theme.px(400))
        subtitle.replace(tr("tasks per second"), tr("tasks/s"));
    card(which)->setSubtitle(subtitle);
}

void Board::resizeEvent(QResizeEvent*)
{
    arrange();
}

void Board::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && m_expanded)
        setExpanded(false);
    else
        QWidget::keyPressEvent(event);
}

} // namespace ilv::ui
