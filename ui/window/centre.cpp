// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/centre.h"

#include "charts/chart.h"
#include "controls/card.h"
#include "controls/tabstrip.h"
#include "results/changestrip.h"
#include "results/verdictband.h"
#include "window/banner.h"
#include "window/board.h"

namespace ilv::ui {

Centre::Centre(QWidget* parent)
    : QWidget(parent)
    , m_banner(new Banner(this))
    , m_tabs(new TabStrip(this))
    , m_band(new VerdictBand(this))
    , m_note(new ChangeStrip(this))
    , m_change(new ChangeStrip(this))
    , m_board(new Board(this))
{
    m_tabs->setAccessibleName(tr("Charts"));
    m_note->setObjectName(QStringLiteral("note"));
    m_note->setAccessibleName(tr("Note on the results"));
    m_tabs->addTab(tr("Overview"));
    for (int tab = 1; tab < kBoardTabs; ++tab)
        m_tabs->addTab(m_board->card(mainCard(static_cast<BoardTab>(tab)))->title());
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_board->setTab(static_cast<BoardTab>(index));
        Q_EMIT tabChanged(tab());
    });
    connect(m_board, &Board::tabAsked, this, &Centre::setTab);
    connect(m_banner, &Banner::changed, this, &Centre::arrange);
    connect(m_band, &VerdictBand::wordsChanged, this, &Centre::arrange);
    connect(m_board, &Board::needsChanged, this, &Centre::needRoom);
    arrange();
}

void Centre::themeChanged()
{
    m_board->setSingle(m_theme.projector());
    QMetaObject::invokeMethod(this, &Centre::arrange, Qt::QueuedConnection); // after the children have it too
    arrange();
}

void Centre::setLarge(bool large)
{
    m_band->setCompact(!large);
    m_board->setLarge(large);
    m_note->setOneLine(!large); // the first to give way
    arrange();
}

void Centre::setTab(BoardTab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

BoardTab Centre::tab() const
{
    return static_cast<BoardTab>(m_tabs->currentIndex());
}

void Centre::setChange(const QString& sentence)
{
    if (sentence == m_change->text())
        return;
    m_change->setText(sentence);
    arrange();
}

void Centre::setNote(const QString& note)
{
    if (note == m_note->text())
        return;
    m_note->setText(note);
    arrange();
}

void Centre::setBandVisible(bool visible)
{
    if (visible == m_bandVisible)
        return;
    m_bandVisible = visible;
    arrange();
}

void Centre::resizeEvent(QResizeEvent*)
{
    arrange();
}

void Centre::arrange()
{
    const auto px = [this](double unscaled) { return static_cast<int>(m_theme.px(unscaled)); };
    const int margin = px(space::kWindowMargin), gap = px(10), inner = width() - 2 * margin;
    int y = gap;
    const auto place = [&](QWidget* widget, int high) {
        widget->setGeometry(margin, y, inner, high);
        y += high + gap;
    };
    if (m_banner->current())
        place(m_banner, m_banner->heightFor(inner));
    const bool tabs = !m_theme.projector(); // one chart for the room: the keys still change it
    m_tabs->setVisible(tabs);
    if (tabs)
        place(m_tabs, px(space::kTabHeight));
    m_band->setVisible(m_bandVisible);
    if (m_bandVisible)
        place(m_band, m_band->heightFor(inner));
    for (ChangeStrip* strip : { m_note, m_change }) {
        strip->setVisible(m_bandVisible && !strip->text().isEmpty() && !m_theme.projector());
        if (!strip->isHidden())
            place(strip, strip->heightFor(inner));
    }
    m_boardTop = y;
    needRoom();
    m_board->setGeometry(margin, y, inner, height() - y - margin);
}

void Centre::needRoom()
{
    const int margin = static_cast<int>(m_theme.px(space::kWindowMargin));
    setMinimumHeight(m_boardTop + m_board->leastHeightFor(width() - 2 * margin) + margin);
}

} // namespace ilv::ui
