// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/runcontrol.h"
#include "report/exportmenu.h"
#include "window/boardlayout.h"

#include <QElapsedTimer>
#include <QWidget>

#include <array>
#include <functional>
#include <optional>

namespace ilv::ui {

class Card;
class Chart;
class EmptyCard;
class LatencyChart;
class ResultsTable;
class Segmented;
struct ResultTable;
class ThroughputChart;
class TimelineChart;
class TimeSplitChart;

/// The cards of the centre: six charts and the table, one of each, placed by placeCards(). A chart takes new data only
/// while it is seen.
class Board : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit Board(QWidget* parent = nullptr);
    ~Board() override;

    void setTab(BoardTab tab);
    void setLarge(bool large); ///< the window has room for the overview with its table
    void setSingle(bool single); ///< projector: one chart only

    void showNothing();
    void showLive(const LiveRun& live);
    void showFinished(const FinishedRun& run);

    /// The run before, pale behind what is shown; null: none. With the next showLive() or showFinished().
    void setBefore(const FinishedRunPtr& run);
    void setFigureText(std::function<FigureText()> text); ///< for exported figures
    void setChooser(const PlaceChooser& chooser);
    void saveAgain(); ///< the figure that failed() was about, to another place
    [[nodiscard]] Card* card(BoardCard which) const { return m_cards[static_cast<std::size_t>(which)]; }
    [[nodiscard]] Chart* chart(BoardCard which) const { return m_charts[static_cast<std::size_t>(which)]; }
    [[nodiscard]] TimelineChart& timeline() const { return *m_timeline; }
    [[nodiscard]] ResultsTable* table() const { return m_table; }
    [[nodiscard]] bool isExpanded() const { return m_expanded; }
    void setExpanded(bool expanded); ///< the tab's card takes the whole board
    [[nodiscard]] int leastHeightFor(int width) const; ///< what its cards need

Q_SIGNALS:
    void tabAsked(ilv::ui::BoardTab tab); ///< a card of the overview wants to be large
    void figureSaved(const QString& path);
    void failed(const ilv::Error& error);
    /// A goal was moved on a chart: per second or ms. `done`: let go of. Removed: no such goal any more.
    void goalDragged(ilv::ui::GoalKind kind, double value, bool done);
    void goalRemoved(ilv::ui::GoalKind kind);
    void needsChanged(); ///< another least height

protected:
    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void addChart(BoardCard which, Chart* chart);
    void addSwitches();
    void showGoals(const Goals& goals);
    void follow(Nanos begin, Nanos end); ///< the charts follow a stretch of the timeline; an empty one: all again
    enum class State : std::uint8_t { Empty, Running, Finished };
    void setState(State state);
    void take(ChartInputs charts, std::shared_ptr<const TimelineData> timeline, ResultTable table);
    void feed(BoardCard which); ///< data into a card that is seen and behind
    void arrange();
    void arrangeSwitches(int cardWidth);
    [[nodiscard]] BoardRequest request(QSize size) const;
    void refreshSubtitle(BoardCard which);
    void expandOrShrink(BoardCard which);

    BoardTab m_tab = BoardTab::Overview;
    int m_need = 0;
    QElapsedTimer m_sinceSlow; ///< the charts that need not be drawn with every picture
    bool m_large = true, m_single = false, m_expanded = false;
    State m_state = State::Empty;
    EmptyCard* m_emptyCard;
    ThroughputChart* m_throughput;
    LatencyChart* m_latency;
    TimeSplitChart* m_timeSplit;
    TimelineChart* m_timeline;
    ResultsTable* m_table;
    Segmented *m_form, *m_scale, *m_latencyForm, *m_latencyScale, *m_unit;
    std::array<Card*, kBoardCards> m_cards{};
    std::array<Chart*, kBoardCards> m_charts{};
    std::array<bool, kBoardCards> m_behind{};
    std::vector<FigureMenu*> m_menus;
    FigureMenu* m_failedMenu = nullptr; ///< whose figure could not be saved

    ChartInputs m_inputs;
    std::optional<ChartInputs> m_range; // of the timeline's selection
    FinishedRunPtr m_before;
    std::shared_ptr<const TimelineData> m_timelineData;
};

} // namespace ilv::ui
