// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/numberbox.h"

#include "controls/paint.h"

#include <QLineEdit>
#include <QPainter>
#include <QWheelEvent>

#include <algorithm>

namespace ilv::ui {

namespace {

constexpr int kLeastTarget = 26; ///< px that can be hit

} // namespace

NumberBox::NumberBox(QWidget* parent)
    : QDoubleSpinBox(parent)
{
    QLocale here = locale();
    here.setNumberOptions(QLocale::OmitGroupSeparator | QLocale::RejectGroupSeparator);
    setLocale(here);
    setButtonSymbols(QAbstractSpinBox::NoButtons);
    setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    setFocusPolicy(Qt::StrongFocus);
    setKeyboardTracking(false);
    setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    setFrame(false);
    themeChanged();
}

void NumberBox::themeChanged()
{
    setFont(m_theme.font(TextRole::Body));
    const int side = static_cast<int>(m_theme.px(6));
    lineEdit()->setTextMargins(side, 0, side, 0);
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
    QString text = locale().toString(value, 'f', decimals());
    const QString point = locale().decimalPoint(), nought = locale().zeroDigit();
    if (text.contains(point)) {
        while (text.endsWith(nought))
            text.chop(nought.size());
        if (text.endsWith(point))
            text.chop(point.size());
    }
    return text;
}

double NumberBox::valueFromText(const QString& text) const
{
    if (!specialValueText().isEmpty() && text == specialValueText())
        return minimum();
    bool understood = false;
    const double value = locale().toDouble(text.trimmed(), &understood);
    return understood ? value : QLocale::c().toDouble(text.trimmed());
}

QValidator::State NumberBox::validate(QString& text, int& position) const
{
    const auto state = QDoubleSpinBox::validate(text, position);
    if (state != QValidator::Invalid || !text.contains(QLatin1Char('.')))
        return state;
    bool understood = false;
    const double value = QLocale::c().toDouble(text.trimmed(), &understood);
    if (!understood)
        return state;
    return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
}

QSize NumberBox::sizeHint() const
{
    const int high = std::max(m_compact ? space::kInputHeightCompact : space::kInputHeight, kLeastTarget);
    return QSizeF(m_theme.px(72), m_theme.px(high)).toSize();
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
