// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/icons.h"
#include "look/themed.h"

#include <QPushButton>

#include <optional>

namespace ilv::ui {

enum class ButtonKind : std::uint8_t {
    Primary, ///< solid: Run, and what fixes an error
    Plain, ///< outlined in borderStrong
    Quiet, ///< outlined in the soft border: Stop
    Flat, ///< no outline until the pointer or the keyboard is on it
    Icon, ///< flat, square, no text; the text is its accessible name and tool tip
};

/// The workbench's button: 32 px high, icon before text, a 2 px ring when the keyboard is on it (not after a click).
class Button : public QPushButton, public Themed {
    Q_OBJECT

public:
    Button(ButtonKind kind, const QString& text, std::optional<Icon> icon = {}, QWidget* parent = nullptr);

    void setSymbol(Icon icon);
    void setSymbolInk(QColor Theme::*ink); ///< instead of the text's; null: the text's
    void setLabel(const QString& text); ///< also the accessible name; Icon: not drawn
    void setCompact(bool compact); ///< 26 px high: card headers, rows
    void setTextHidden(
        bool hidden); ///< only the icon, where room is scarce; the text becomes the tool tip if it has none
    [[nodiscard]] ButtonKind kind() const { return m_kind; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QFont labelFont() const;
    [[nodiscard]] QString shownText() const;
    [[nodiscard]] double padding() const;

    ButtonKind m_kind;
    std::optional<Icon> m_icon;
    QColor Theme::*m_symbolInk = nullptr;
    bool m_compact = false;
    bool m_textHidden = false, m_ownToolTip = false;
};

} // namespace ilv::ui
