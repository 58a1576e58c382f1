// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "window/boardlayout.h"

#include <QWidget>

namespace ilv::ui {

class Banner;
class Board;
class ChangeStrip;
class TabStrip;
class VerdictBand;

/// What stands right of the side panel: notices, tabs, the verdict, and the board of cards. As its minimum height it
/// asks for what shows all of them whole; where the window has less, it is scrolled.
class Centre : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit Centre(QWidget* parent = nullptr);

    void setLarge(bool large);
    void setTab(BoardTab tab);
    [[nodiscard]] BoardTab tab() const;
    [[nodiscard]] Banner& banner() { return *m_banner; }
    [[nodiscard]] VerdictBand& band() { return *m_band; }
    [[nodiscard]] Board& board() { return *m_board; }
    [[nodiscard]] TabStrip& tabs() { return *m_tabs; }
    void setChange(const QString& sentence); ///< old against new, under the verdict; empty: not shown
    void setNote(
        const QString& note); ///< what has to be known of the results, over the old against new; empty: not shown
    void setBandVisible(bool visible); ///< nothing is claimed where nothing was measured

Q_SIGNALS:
    void tabChanged(ilv::ui::BoardTab tab);

protected:
    void themeChanged() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void needRoom(); ///< the minimum height

    bool m_bandVisible = false;
    int m_boardTop = 0;
    Banner* m_banner;
    TabStrip* m_tabs;
    VerdictBand* m_band;
    ChangeStrip *m_note, *m_change;
    Board* m_board;
};

} // namespace ilv::ui
