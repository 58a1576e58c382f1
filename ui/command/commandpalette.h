// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/theme.h"

#include <QDialog>

#include <functional>
#include <vector>

class QListView;
class QStandardItemModel;

namespace ilv::ui {

class Actions;
class TextField;

/// One line that can be chosen: something to do, or a place to go.
struct PaletteItem {
    QString title = {}, detail = {}; ///< "Copy verdict as text", "Report"
    QString keys = {}; ///< "Ctrl+Shift+C"
    bool enabled = true; ///< false: shown, and not to be chosen now
    std::function<void()> choose = {};
};

[[nodiscard]] std::vector<PaletteItem> itemsOf(const Actions& actions);

/// A line to type into and below it what answers, best first. Up and Down choose, Enter does it, Escape leaves. What
/// was chosen happens after the palette is gone.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const Theme& theme, const QString& hint, std::vector<PaletteItem> items, QWidget* parent);

    [[nodiscard]] QStringList shownTitles() const; ///< top to bottom

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void filter(const QString& typed);
    void chooseRow(int row);

    Theme m_theme;
    std::vector<PaletteItem> m_items;
    TextField* m_field;
    QListView* m_list;
    QStandardItemModel* m_model;
};

} // namespace ilv::ui
