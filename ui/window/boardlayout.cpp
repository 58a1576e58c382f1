// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/boardlayout.h"

#include <algorithm>

namespace ilv::ui {

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
    const int table = std::min(request.tableHeight, h * 3 / 5);
    const BoardCard chart = mainCard(request.tab);
    const BoardCard below = chart == BoardCard::TimeSplit ? BoardCard::Throughput : BoardCard::TimeSplit;
    places[chart] = QRect(0, 0, left, h);
    places[BoardCard::Results] = QRect(left + gap, 0, side, table);
    places[below] = QRect(left + gap, table + gap, side, h - table - gap);
    return places;
}

} // namespace ilv::ui
