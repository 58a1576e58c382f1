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
#include "model/rangecharts.h"
#include "results/resultstable.h"
#include "window/emptycard.h"

#include <QKeyEvent>

namespace ilv::ui {

namespace {

constexpr int kSlowMs = 500;

constexpr double kTableWidth = 900; ///< below this the table leaves columns out

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
    connect(chart, &Chart::goalDragged, this, [this](GoalKind kind, double value, bool done) {
        Q_EMIT goalDragged(kind, kind == GoalKind::Throughput ? value : value / 1e6, done);
    });
    connect(chart, &Chart::goalRemoved, this, &Board::goalRemoved);

    auto* menu = new FigureMenu(chart, card);
    m_menus.push_back(menu);
    connect(menu, &FigureMenu::saved, this, &Board::figureSaved);
    connect(menu, &FigureMenu::failed, this, [this, menu](const Error& error) {
        m_failedMenu = menu;
        Q_EMIT failed(error);
    });
    card->addExportButton()->setMenu(menu);
    connect(card->addExpandButton(), &Button::clicked, this, [this, which] { expandOrShrink(which); });
}

void Board::addSwitches()
{
    m_form = new Segmented(tr("Picture"), { tr("Lines"), tr("Bars") }, this);
    connect(m_form, &Segmented::chosen, this, [this](int index) {
        m_throughput->setForm(index == 0 ? ThroughputForm::Lines : ThroughputForm::Bars);
        arrange();
    });
    m_scale = new Segmented(tr("Scale"), { tr("Log"), tr("Linear") }, this);
    card(BoardCard::Throughput)->addTool(m_scale);
    card(BoardCard::Throughput)->addTool(m_form);
    connect(m_scale, &Segmented::chosen, this,
        [this](int index) { m_throughput->setAxisScale(index == 0 ? AxisScale::Log : AxisScale::Linear); });
    // A chart's menu has these choices too.
    const auto showThroughput = [this] {
        m_scale->setCurrent(m_throughput->isLog() ? 0 : 1);
        const int form = m_throughput->form() == ThroughputForm::Lines ? 0 : 1;
        if (form != m_form->current()) // the data asked for it: another form has other switches
            QMetaObject::invokeMethod(this, &Board::arrange, Qt::QueuedConnection);
        m_form->setCurrent(form);
    };
    connect(m_throughput, &Chart::subtitleChanged, this, showThroughput);
    showThroughput();

    m_latencyForm = new Segmented(tr("Picture"), { tr("Ranges"), tr("Over time") }, this);
    connect(m_latencyForm, &Segmented::chosen, this,
        [this](int index) { m_latency->setForm(index == 0 ? LatencyForm::Ranges : LatencyForm::OverTime); });
    m_latencyScale = new Segmented(tr("Scale"), { tr("Log"), tr("Linear") }, this);
    card(BoardCard::Latency)->addTool(m_latencyScale);
    card(BoardCard::Latency)->addTool(m_latencyForm);
    connect(m_latencyScale, &Segmented::chosen, this,
        [this](int index) { m_latency->setAxisScale(index == 0 ? AxisScale::Log : AxisScale::Linear); });
    connect(m_latency, &Chart::subtitleChanged, this, [this] {
        m_latencyForm->setCurrent(m_latency->form() == LatencyForm::Ranges ? 0 : 1);
        m_latencyScale->setCurrent(m_latency->isLog() ? 0 : 1);
    });
    connect(m_timeline, &TimelineChart::selectionChanged, this, &Board::follow);

    m_unit = new Segmented(tr("Unit"), { tr("Share"), tr("Time") }, this);
    card(BoardCard::TimeSplit)->addTool(m_unit);
    connect(m_unit, &Segmented::chosen, this,
        [this](int index) { m_timeSplit->setUnit(index == 0 ? SplitUnit::Share : SplitUnit::Time); });
    connect(m_timeSplit, &Chart::subtitleChanged, this,
        [this] { m_unit->setCurrent(m_timeSplit->unit() == SplitUnit::Share ? 0 : 1); });
}

void Board::themeChanged()
{
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

void Board::saveAgain()
{
    if (m_failedMenu)
        m_failedMenu->saveAgain();
}

void Board::setChooser(const PlaceChooser& chooser)
{
    for (FigureMenu* menu : m_menus)
        menu->setChooser(chooser);
}

/// What a chart without data says: while a run goes on there is nothing to press, and one that ended may have no data
/// of a kind.
void Board::setState(State state)
{
    if (state == m_state)
        return;
    m_state = state;
    if (state == State::Running)
        chart(BoardCard::Timeline)->resetView(); // the stretch that was looked at is another run's
    for (const BoardCard which :
        { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit, BoardCard::Timeline }) {
        if (state == State::Running)
            chart(which)->setEmptyText(tr("Measuring"), tr("The first figures come in a moment."));
        else if (state == State::Finished)
            chart(which)->setEmptyText(tr("Nothing to draw"), tr("This run measured nothing of this kind."));
        else
            chart(which)->setEmptyText(nothingMeasured(), nothingMeasuredHint());
    }
}

void Board::showNothing()
{
    setState(State::Empty);
    take({}, std::make_shared<TimelineData>(), {});
}

void Board::showLive(const LiveRun& live)
{
    setState(State::Running);
    showGoals(live.experiment.goals);
    card(BoardCard::Results)->setSubtitle(tr("live, fastest first"));
    take(live.charts, live.timeline, resultTable(live));
}

void Board::showFinished(const FinishedRun& run)
{
    setState(State::Finished);
    showGoals(run.run->experiment.goals);
    card(BoardCard::Results)->setSubtitle(tr("fastest first"));
    take(run.charts, run.timeline, resultTable(run));
}

void Board::setBefore(const FinishedRunPtr& run)
{
    m_before = run && run->run->status == RunStatus::Completed ? run : nullptr;
}

void Board::showGoals(const Goals& goals)
{
    std::vector<GoalLine> lines;
    if (goals.throughputPerS)
        lines.push_back({ GoalKind::Throughput, *goals.throughputPerS });
    if (goals.p95Ms)
        lines.push_back({ GoalKind::P95, *goals.p95Ms * 1e6 });
    if (goals.p99Ms)
        lines.push_back({ GoalKind::P99, *goals.p99Ms * 1e6 });
    m_throughput->setGoals(lines);
    m_latency->setGoals(lines);
}

void Board::follow(Nanos begin, Nanos end)
{
    m_range.reset();
    if (end > begin)
        m_range = chartDataInRange(*m_timelineData, begin, end, stretchText(begin, end));
    for (const BoardCard which : { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit }) {
        m_behind[slot(which)] = true;
        if (!card(which)->isHidden())
            feed(which);
    }
}

void Board::take(ChartInputs charts, std::shared_ptr<const TimelineData> timeline, ResultTable table)
{
    m_inputs = std::move(charts);
    if (m_before) { // each shares the other run's life
        m_inputs.throughput.before = { m_before, &m_before->charts.throughput };
        m_inputs.latency.before = { m_before, &m_before->charts.latency };
        m_inputs.timeSplit.before = { m_before, &m_before->charts.timeSplit };
    }
    m_behind[slot(BoardCard::Throughput)] = true;
    // Distributions move slowly: while a run goes on they are drawn twice a second, which halves what the window costs.
    if (m_state != State::Running || !m_sinceSlow.isValid() || m_sinceSlow.elapsed() >= kSlowMs) {
        m_sinceSlow.start();
        m_behind[slot(BoardCard::Latency)] = m_behind[slot(BoardCard::TimeSplit)] = true;
    }
    if (timeline != m_timelineData) {
        m_timelineData = std::move(timeline);
        m_behind[slot(BoardCard::Timeline)] = true;
        if (m_range) // what is shown of a stretch is the timeline's to say, seen or not: it may be another run's by now
            feed(BoardCard::Timeline);
    }
    const auto rows = m_table->results().table().rows.size();
    const bool wasHidden = m_emptyCard->isHidden() == (m_state == State::Empty);
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
    const ChartInputs& inputs = m_range ? *m_range : m_inputs;
    switch (which) {
    case BoardCard::Throughput:
        m_throughput->setData(inputs.throughput);
        break;
    case BoardCard::Latency:
        m_latency->setData(inputs.latency);
        break;
    case BoardCard::TimeSplit:
        m_timeSplit->setData(inputs.timeSplit);
        break;
    case BoardCard::Timeline:
        m_timeline->setData(*m_timelineData);
        if (const auto selected = m_timeline->selection()) // there is more on the same lanes now
            follow(selected->first, selected->second);
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
    m_emptyCard->setVisible(m_state == State::Empty);
    m_emptyCard->setGeometry(rect());

    m_table->setCompact(m_tab != BoardTab::Overview || width() < px(kTableWidth));
    const BoardPlaces places = placeCards(request(size()));

    arrangeSwitches(places[mainCard(m_tab)].width());
    for (std::size_t i = 0; i < kBoardCards; ++i) {
        const auto which = static_cast<BoardCard>(i);
        const QRect place = m_state == State::Empty ? QRect() : places[which];
        m_cards[i]->setExpanded(m_expanded && which == mainCard(m_tab));
        if (!place.isNull())
            m_cards[i]->setGeometry(place);
        m_cards[i]->setVisible(!place.isNull());
        if (!place.isNull()) {
            feed(which);
            refreshSubtitle(which);
        }
    }
    if (const int need = leastHeightFor(width()); need != m_need) {
        m_need = need;
        Q_EMIT needsChanged();
    }
}

BoardRequest Board::request(QSize size) const
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    BoardRequest request{ .tab = m_tab, .size = size, .gap = px(space::kCardGap) };
    request.rightWidth = px(m_large ? space::kRightWidth : space::kRightWidthCompact);
    request.tableHeight = m_table->wantedHeight() + px(22 + 4 + 2 * space::kCardPaddingY);
    request.large = m_large;
    request.single = m_single || m_expanded;
    request.sideBySide = px(request.sideBySide);
    request.chartHeight = px(request.chartHeight);
    return request;
}

int Board::leastHeightFor(int width) const
{
    return m_state == State::Empty ? static_cast<int>(m_theme.px(200)) : leastHeight(request({ width, height() }));
}

/// Those of the tab's own chart, as many as its header has room for; its context menu has them all.
void Board::arrangeSwitches(int cardWidth)
{
    const std::pair<Segmented*, BoardCard> switches[]{ { m_scale, BoardCard::Throughput },
        { m_form, BoardCard::Throughput }, { m_latencyForm, BoardCard::Latency },
        { m_latencyScale, BoardCard::Latency }, { m_unit, BoardCard::TimeSplit } };
    int room = cardWidth - static_cast<int>(m_theme.px(210)); // title, figure buttons, air
    for (const auto& [one, which] : switches) {
        const bool bars = m_throughput->form() == ThroughputForm::Bars; // a bar's length is its value: no scale
        const bool wanted = m_tab != BoardTab::Overview && mainCard(m_tab) == which && !m_theme.projector()
            && !(one == m_scale && bars);
        const int width = one->sizeHint().width() + static_cast<int>(m_theme.px(8));
        one->setVisible(wanted && width <= room);
        if (wanted && width <= room)
            room -= width;
    }
}

/// What and unit, in the words that fit the card.
void Board::refreshSubtitle(BoardCard which)
{
    if (which == BoardCard::Results)
        return;
    const std::pair<QString, QString> shorter[]{ { tr("tasks per second"), tr("tasks/s") },
        { tr("throughput against CPU time per task"), tr("by CPU time per task") },
        { tr("share of a task's latency"), tr("share of latency") }, { tr("from submit to result"), tr("to result") },
        { tr("to result, "), {} }, { tr("speed-up over one worker"), tr("speed-up") } };
    QString subtitle = chart(which)->subtitle();
    card(which)->setSubtitle(subtitle);
    for (const auto& [words, fewer] : shorter) {
        if (!card(which)->isSubtitleCut())
            return;
        card(which)->setSubtitle(subtitle.replace(words, fewer));
    }
    if (card(which)->isSubtitleCut())
        card(which)->setSubtitle({});
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
