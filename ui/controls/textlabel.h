// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QLabel>

namespace ilv::ui {

/// Text in one of the theme's roles and inks. Elided text keeps its whole in the tool tip.
class TextLabel : public QLabel, public Themed {
    Q_OBJECT

public:
    using Ink = QColor Theme::*;
    TextLabel(TextRole role, Ink ink, const QString& text = {}, QWidget* parent = nullptr);

    void setRole(TextRole role);
    void setInk(Ink ink);
    void setElided(bool elided); ///< one line that may be cut with "…"; otherwise the label asks for its full width
    [[nodiscard]] bool isCut() const; ///< does the text not fit now?

    QSize minimumSizeHint() const override;

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void restyle();

    TextRole m_role;
    Ink m_ink;
    bool m_elided = false;
};

} // namespace ilv::ui
