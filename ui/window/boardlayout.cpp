// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/boardlayout.h"

#include <algorithm>

namespace ilv::ui {

namespace {

bool isStacked(const BoardRequest& request)
{
    return request.size.width() < request.sideBySide;
}

BoardCard cardBelow(BoardTab tab)
{
    return mainCard(tab) == BoardCard::TimeSplit ? BoardCard::Throughput : BoardCard::TimeSplit;
}

/// One column: the charts share what the table leaves.
BoardPlaces stack(const BoardRequest& request)
{
    BoardPlaces places;
    const int w = request.size.width(), h = request.size.height(), gap = request.gap;
    int y = 0;
    const auto place = [&](BoardCard which, int high) {
        places[which] = QRect(0, y, w, high);
        y += high + gap;
    };
    if (request.tab == BoardTab::Overview) {
        const int each = std::max(request.chartHeight, (h - request.tableHeight - 4 * gap) / 4);
        for (const BoardCard chart :
            { BoardCard::Throughput, BoardCard::Latency, BoardCard::TimeSplit, BoardCard::Timeline })
            place(chart, each);
        place(BoardCard::Results, request.tableHeight);
        return places;
    }
    const int charts = std::max(2 * request.chartHeight, h - request.tableHeight - 2 * gap);
    const int main = charts * 11 / 20;
    place(mainCard(request.tab), main);
    place(BoardCard::Results, request.tableHeight);
    place(cardBelow(request.tab), charts - main);
    return places;
}

} // namespace

int leastHeight(const BoardRequest& request)
{
    const int chart = request.chartHeight, gap = request.gap, table = request.tableHeight;
    if (request.single)
        return chart;
    if (request.tab == BoardTab::Overview) {
        if (isStacked(request))
            return 4 * chart + 4 * gap + table;
        return 2 * chart + gap + (request.large ? gap + table : 0);
    }
    return isStacked(request) ? 2 * chart + 2 * gap + table : table + gap + chart;
}

BoardCard mainCard(BoardTab tab)
{
    return tab == BoardTab::Overview ? BoardCard::Throughput : static_cast<BoardCard>(static_cast<int>(tab) - 1);
}

BoardPlaces placeCards(const BoardRequest& request)
{
    BoardPlaces places;
    const int w = request.size.width(), h = request.size.height(), gap = request.gap;
    if (request.single) {
        places[mainCard(request.tab)] = QRect(0, 0, w, h);
        return places;
    }
    if (isStacked(request))
        return stack(request);
    if (request.tab == BoardTab::Overview) {
        const int table = request.large ? std::min(request.tableHeight, h / 2) : 0;
        const int charts = request.large ? h - table - gap : h;
        const int left = (w - gap) / 2, top = (charts - gap) / 2;
        const int right = w - gap - left, bottom = charts - gap - top;
        places[BoardCard::Throughput] = QRect(0, 0, left, top);
        places[BoardCard::Latency] = QRect(left + gap, 0, right, top);
        places[BoardCard::TimeSplit] = QRect(0, top + gap, left, bottom);
        places[BoardCard::Timeline] = QRect(left + gap, top + gap, right, bottom);
        if (request.large)
            places[BoardCard::Results] = QRect(0, charts + gap, w, table);
        return places;
    }
    const int side = std::min(request.rightWidth, w / 2), left = w - gap - side;
    const int table = std::min(request.tableHeight, h - gap - request.chartHeight);
    const BoardCard below = cardBelow(request.tab);
    places[mainCard(request.tab)] = QRect(0, 0, left, h);
    places[BoardCard::Results] = QRect(left + gap, 0, side, table);
    places[below] = QRect(left + gap, table + gap, side, h - table - gap);
    return places;
}

} // namespace ilv::ui
