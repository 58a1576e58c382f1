// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "look/themed.h"
#include "model/runtexts.h"

#include <QWidget>

class QBoxLayout;
class QHBoxLayout;

namespace ilv::ui {

class Button;
class TextLabel;

/// Who wins, why, and one button to the chart that limits the claim.
class VerdictBand : public QWidget, public Themed {
    Q_OBJECT

public:
    explicit VerdictBand(QWidget* parent = nullptr);

    void setCompact(bool compact);
    void setWords(const BandWords& words);
    [[nodiscard]] const BandWords& words() const { return m_words; }
    [[nodiscard]] int heightFor(int width); ///< also decides what wraps at that width

Q_SIGNALS:
    void reasonsAsked();
    void wordsChanged(); ///< it may need another height

protected:
    void themeChanged() override;
    void paintEvent(QPaintEvent* event) override;

private:
    void arrange();

    bool m_compact = false;
    BandWords m_words;
    QHBoxLayout* m_row;
    QBoxLayout* m_texts; ///< headline and evidence, side by side or one below the other
    QWidget* m_markerRoom;
    TextLabel* m_headline;
    TextLabel* m_sentence;
    Button* m_why;
};

} // namespace ilv::ui
