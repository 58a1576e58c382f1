// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRadioButton>

namespace ilv::ui {

/// One prediction to choose: a radio button whose words go on in a second line where the panel is narrow.
class OptionButton : public QRadioButton {
    Q_OBJECT

public:
    OptionButton(const QString& words, QWidget* parent);

    void fitInto(int width, int least); ///< takes the height its words need; at least `least`
    QSize sizeHint() const override { return { 120, height() }; }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    bool hitButton(const QPoint& at) const override { return rect().contains(at); }
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] int indent() const; ///< where the words begin
    QString m_words;
};

} // namespace ilv::ui
