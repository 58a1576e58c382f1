// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"

#include <QPushButton>

namespace ilv::ui {

/// The line over a part of the side panel that can be folded away: a chevron, its name, and at the right what is in it.
class SectionHead : public QPushButton, public Themed {
    Q_OBJECT

public:
    explicit SectionHead(const QString& title, QWidget* parent = nullptr);

    void setSummary(
        const QString& summary, bool bad = false); ///< "none", "2 set"; bad: something in it is to be mended
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_summary;
    bool m_bad = false;
};

} // namespace ilv::ui
