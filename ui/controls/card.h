// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace ilv::ui {

class Button;
class TextLabel;

/// A plate with a header (title, what and unit in ink3, tools at the right) and one content widget below it.
class Card : public QWidget, public Themed {
    Q_OBJECT

public:
    Card(const QString& title, const QString& subtitle, QWidget* content, QWidget* parent = nullptr);

    void setSubtitle(const QString& subtitle);
    [[nodiscard]] bool isSubtitleCut() const; ///< at the card's present width
    [[nodiscard]] QString title() const;
    [[nodiscard]] QWidget* content() const { return m_content; }

    void addTool(QWidget* tool); ///< left of the tools there are
    Button* addExportButton(); ///< the figure and its data
    Button* addExpandButton();
    void setExpanded(bool expanded); ///< turns the expand button round

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;

private:
    QVBoxLayout* m_column;
    QHBoxLayout* m_header;
    TextLabel* m_title;
    TextLabel* m_subtitle;
    QWidget* m_content;
    Button* m_expand = nullptr;
};

} // namespace ilv::ui
