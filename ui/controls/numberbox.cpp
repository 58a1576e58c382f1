// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/numberbox.h"

#include "controls/paint.h"

#include <QLineEdit>
#include <QPainter>
#include <QWheelEvent>

namespace ilv::ui {

NumberBox::NumberBox(QWidget* parent)
    : QDoubleSpinBox(parent)
{
    setLocale(QLocale::c());
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setFocusPolicy(Qt::StrongFocus);
    setKeyboardTracking(false);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setFrame(false);
    setTheme(m_theme);
}

void NumberBox::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(TextRole::Body));
    const int side = static_cast<int>(theme.px(6));
    lineEdit()->setTextMargins(side, 0, side, 0);
    updateGeometry();
    update();
}

void NumberBox::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
}

void NumberBox::setInvalid(bool invalid)
{
    if (invalid == m_invalid)
        return;
    m_invalid = invalid;
    update();
}

QString NumberBox::textFromValue(double value) const
{
    QString text = QLocale::c().toString(value, 'f', decimals());
    text.remove(QLatin1Char(','));
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0')))
            text.chop(1);
        if (text.endsWith(QLatin1Char('.')))
            text.chop(1);
    }
    return text;
}

double NumberBox::valueFromText(const QString& text) const
{
    if (!specialValueText().isEmpty() && text == specialValueText())
        return minimum();
    return QLocale::c().toDouble(QString(text).remove(QLatin1Char(',')).trimmed());
}

QSize NumberBox::sizeHint() const
{
    return QSizeF(m_theme.px(72), m_theme.px(m_compact ? space::kInputHeightCompact : space::kInputHeight)).toSize();
}

void NumberBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QDoubleSpinBox::wheelEvent(event);
    else
        event->ignore();
}

void NumberBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double radius = m_theme.px(space::kInputRadius);
    const QColor edge = !isEnabled() ? m_theme.border : m_invalid ? m_theme.err : m_theme.borderStrong;
    drawPlate(painter, rect(), radius, isEnabled() ? m_theme.surface : m_theme.surface2, edge, m_theme.hairline());
    if (hasFocus())
        drawFocusRing(painter, rect(), radius, m_theme);
}

} // namespace ilv::ui
