// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

#include <array>

namespace ilv::ui {

/// The sizes text can have, in percent of the designed one.
inline constexpr std::array kTextSizes{ 100, 125, 150, 175, 200 };

/// How the window looks: panels, size of the text, and the way back to how it was made.
class ViewMenu : public QMenu {
    Q_OBJECT

public:
    ViewMenu(QAction* history, QAction* lesson, QWidget* parent);
    void setTextSize(int percent); ///< ticks it

Q_SIGNALS:
    void textSizeAsked(int percent);
    void themeAsked();
    void projectorAsked();
    void fullScreenAsked();
    void defaultLayoutAsked();

private:
    QMenu* m_sizes;
};

} // namespace ilv::ui
