// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QSize>

#include <array>
#include <cstdint>

namespace ilv::ui {

enum class BoardTab : std::uint8_t { Overview, Throughput, Latency, TimeSplit, Timeline, Crossover, Scaling };
inline constexpr int kBoardTabs = 7;

enum class BoardCard : std::uint8_t { Throughput, Latency, TimeSplit, Timeline, Crossover, Scaling, Results };
inline constexpr std::size_t kBoardCards = 7;

struct BoardRequest {
    BoardTab tab = BoardTab::Overview;
    QSize size;
    int gap = 12;
    int rightWidth = 480;
    int tableHeight = 0; ///< the results card as high as its rows want
    bool large = true; ///< room for the full table below the overview
    bool single = false; ///< one chart only: projector, or the card was made larger
    int sideBySide = 700; ///< narrower: the cards stand below each other
    int chartHeight = 180; ///< the least a chart needs
};

/// Where each card stands; a null rectangle hides it.
struct BoardPlaces {
    std::array<QRect, kBoardCards> card{};
    [[nodiscard]] QRect& operator[](BoardCard which) { return card[static_cast<std::size_t>(which)]; }
    [[nodiscard]] const QRect& operator[](BoardCard which) const { return card[static_cast<std::size_t>(which)]; }
};

/// A pure function of the window's size: overview 2 × 2 with the full table below where there is room, one chart with
/// a compact table and the time split beside it on the other tabs; all of it in one column where there is little width.
[[nodiscard]] BoardPlaces placeCards(const BoardRequest& request);

/// The least height that shows those cards whole; where there is less, the board is scrolled.
[[nodiscard]] int leastHeight(const BoardRequest& request);

/// The card a tab is about. Not for Overview: there it is the throughput.
[[nodiscard]] BoardCard mainCard(BoardTab tab);

} // namespace ilv::ui
