// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/modelrow.h"

#include "controls/paint.h"
#include "experiment/checkline.h"
#include "look/marks.h"
#include "look/numbers.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>
#include <QSignalBlocker>

#include <cmath>

namespace ilv::ui {

namespace {

// Where things stand, unscaled, from the row's left edge.
constexpr double kBox = 18, kMarkerX = 31, kNameX = 45, kGap = 8;

} // namespace

ModelRow::ModelRow(QWidget* parent)
    : QCheckBox(parent)
{
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ModelRow::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
}

void ModelRow::setLine(const ModelLine& line, int variant)
{
    m_line = line;
    m_variant = variant;
    const QSignalBlocker quiet(this);
    setChecked(line.used);
    describe();
}

void ModelRow::setWords(const std::optional<LineWords>& words)
{
    if (words == m_words)
        return;
    m_words = words;
    describe();
}

void ModelRow::describe()
{
    setAccessibleName(m_line.name);
    setAccessibleDescription(m_words ? m_words->text : m_line.setting);
    setToolTip(QFontMetricsF(m_theme.font(TextRole::BodyMedium)).horizontalAdvance(m_line.name) > m_theme.px(110)
            ? m_line.name
            : QString());
    update();
}

void ModelRow::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    const QAction* run = menu.addAction(tr("Run only this model"));
    const QAction* use = menu.addAction(tr("Tick only this model"));
    const QAction* chosen = menu.exec(event->globalPos());
    if (chosen == run)
        Q_EMIT runOnlyAsked();
    else if (chosen == use)
        Q_EMIT useOnlyAsked();
}

QSize ModelRow::sizeHint() const
{
    return QSizeF(m_theme.px(200), m_theme.px(m_compact ? 36 : 46)).toSize();
}

void ModelRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto px = [this](double unscaled) { return m_theme.px(unscaled); };
    const double middle = height() / 2.0;

    const QRectF box(0, middle - px(kBox) / 2, px(kBox), px(kBox));
    drawCheckBox(painter, box, isChecked(), underMouse(), m_theme);
    drawMarker(painter, { px(kMarkerX), middle }, px(4.5), m_theme, m_line.entry.model, 0, m_variant);

    const LineWords words = m_words.value_or(LineWords{ .text = m_line.setting, .progress = {} });
    const QFont right = m_theme.font(words.strong ? TextRole::Label : TextRole::Tick);
    const double rightWidth = words.text.isEmpty() ? 0 : cellWidth(words.text, right);
    const double baseline = middle + QFontMetricsF(m_theme.font(TextRole::Body)).capHeight() / 2;
    painter.setPen(words.bad ? m_theme.err : words.strong ? m_theme.ink : m_theme.ink3);
    if (!words.text.isEmpty())
        drawCellsRight(painter, { width() - 1.0, baseline }, words.text, right);

    const QFont nameFont = m_theme.font(TextRole::BodyMedium);
    const double room = width() - px(kNameX) - rightWidth - px(kGap);
    painter.setFont(nameFont);
    painter.setPen(isChecked() ? m_theme.ink : m_theme.ink3);
    painter.drawText(
        QPointF(px(kNameX), baseline), QFontMetricsF(nameFont).elidedText(m_line.name, Qt::ElideRight, room));

    if (words.progress) {
        const QRectF track(px(kNameX), middle + px(14), width() - px(kNameX), px(3));
        painter.fillRect(track, m_theme.hover);
        painter.fillRect(QRectF(track.topLeft(), QSizeF(track.width() * *words.progress, track.height())),
            m_theme.model(m_line.entry.model));
    }
    if (hasFocus())
        drawFocusRing(painter, box.adjusted(-px(3), -px(3), px(3), px(3)), px(space::kTagRadius + 3), m_theme);
}

} // namespace ilv::ui
