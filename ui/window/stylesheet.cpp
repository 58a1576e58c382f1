// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/stylesheet.h"

namespace ilv::ui {

QPalette paletteFor(const Theme& theme)
{
    QPalette palette;
    palette.setColor(QPalette::Window, theme.window);
    palette.setColor(QPalette::WindowText, theme.ink);
    palette.setColor(QPalette::Base, theme.surface);
    palette.setColor(QPalette::AlternateBase, theme.surface2);
    palette.setColor(QPalette::Text, theme.ink);
    palette.setColor(QPalette::PlaceholderText, theme.ink3);
    palette.setColor(QPalette::Button, theme.surface);
    palette.setColor(QPalette::ButtonText, theme.ink);
    palette.setColor(QPalette::Highlight, theme.accent);
    palette.setColor(QPalette::HighlightedText, theme.accentInk);
    palette.setColor(QPalette::ToolTipBase, theme.accent);
    palette.setColor(QPalette::ToolTipText, theme.accentInk);
    palette.setColor(QPalette::Link, theme.ink);
    palette.setColor(QPalette::Mid, theme.border);
    palette.setColor(QPalette::Dark, theme.borderStrong);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText })
        palette.setColor(QPalette::Disabled, role, theme.ink3);
    return palette;
}

QString styleSheetFor(const Theme& theme)
{
    // %1 surface, %2 border, %3 ink, %4 ink2, %5 ink3, %6 hover, %7 accent, %8 accentInk, %9 borderStrong; %A4px:
    // scaled
    QString sheet = QStringLiteral(
        "QToolTip { background: %7; color: %8; border: 0; padding: %A4px %A6px; }"
        "QMenu { background: %1; color: %3; border: 1px solid %9; padding: %A4px; }"
        "QMenu::item { padding: %A5px %A24px %A5px %A22px; border-radius: %A4px; background: transparent; }"
        "QMenu::item:selected { background: %6; }"
        "QMenu::item:disabled { color: %5; }"
        "QMenu::separator { height: 1px; background: %2; margin: %A4px 0; }"
        "QScrollBar:vertical { width: %A10px; background: transparent; margin: 0; }"
        "QScrollBar:horizontal { height: %A10px; background: transparent; margin: 0; }"
        "QScrollBar::handle { background: %9; border-radius: %A3px; margin: %A2px; }"
        "QScrollBar::handle:vertical { min-height: %A24px; }"
        "QScrollBar::handle:horizontal { min-width: %A24px; }"
        "QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }"
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }"
        "QScrollArea { background: transparent; }"
        "QTableView { background: %1; color: %3; border: 0; selection-background-color: %6; selection-color: %3; }"
        "QHeaderView { background: %1; border: 0; }"
        "QHeaderView::section { background: %1; color: %5; border: 0; padding: 0 3px; }"
        "QAbstractSpinBox { background: transparent; border: 1px solid transparent; color: %3; }"
        "QAbstractSpinBox:disabled { color: %5; }"
        "QDialog { background: %1; }"
        "QListView { background: %1; color: %3; border: 0; outline: 0; }"
        "ilv--ui--TextField { background: %1; color: %3; border: 1px solid %9; border-radius: %A5px;"
        " padding: 0 %A6px; selection-background-color: %7; selection-color: %8; }"
        "ilv--ui--TextField:focus { border: 2px solid %7; padding: 0 %A5px; }"
        "QComboBox QAbstractItemView { background: %1; color: %3; border: 1px solid %9; outline: 0;"
        " selection-background-color: %6; selection-color: %3; }"
        "QRadioButton { color: %3; spacing: %A6px; }"
        "QRadioButton:focus { border: 2px solid %7; border-radius: %A4px; }"
        "QRadioButton:disabled { color: %5; }"
        "ilv--ui--NoteEditor QPlainTextEdit { background: %1; color: %3; border: 1px solid %9; border-radius: %A5px; }"
        "ilv--ui--NoteEditor QPlainTextEdit:focus { border: 2px solid %7; }"
        "QDialog QTableView::item { padding: 0 %A6px; }"
        "QMainWindow::separator { background: %2; width: %A5px; height: %A5px; }"
        "QMainWindow::separator:hover { background: %9; }"
        "QMainWindow > QTabBar { background: %1; }"
        "QMainWindow > QTabBar::tab { background: %1; color: %4; border: 0; padding: %A6px %A10px;"
        " min-height: %A16px; }"
        "QMainWindow > QTabBar::tab:selected { color: %3; border-bottom: 2px solid %7; }"
        "QDialog QPlainTextEdit { background: %1; color: %3; border: 1px solid %9;"
        " border-radius: %A5px; padding: %A4px; }"
        "QDialog QPlainTextEdit:focus { border: 2px solid %7; padding: %A3px; }");
    for (const int px : { 24, 22, 16, 10, 6, 5, 4, 3, 2 })
        sheet.replace(QStringLiteral("%A") % QString::number(px) % QStringLiteral("px"),
            QString::number(static_cast<int>(theme.px(px))) % QStringLiteral("px"));
    const QColor colours[]{ theme.surface, theme.border, theme.ink, theme.ink2, theme.ink3, theme.hover, theme.accent,
        theme.accentInk, theme.borderStrong };
    int number = 0;
    for (const QColor& colour : colours)
        sheet.replace(QLatin1Char('%') % QString::number(++number), colour.name());
    return sheet;
}

} // namespace ilv::ui
