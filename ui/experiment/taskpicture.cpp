// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/taskpicture.h"

#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>

namespace ilv::ui {

namespace {

/// "2 ms" rather than "2.00 ms": these are the numbers the user typed.
QString plainMs(double ms)
{
    if (ms >= 0.001 && ms < 1000)
        return QString::number(ms, 'g', 4) % QChar(0x202F) % QStringLiteral("ms");
    return durationText(ms * 1e6);
}

} // namespace

TaskPicture::TaskPicture(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("One task"));
}

void TaskPicture::setTask(std::optional<double> ioMs, std::optional<double> cpuMs, const QString& unknown)
{
    m_ioMs = ioMs;
    m_cpuMs = cpuMs;
    m_unknown = unknown;
    QStringList parts{ ioText(), cpuText() };
    parts.removeAll(QString());
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    update();
}

QString TaskPicture::ioText() const
{
    if (!m_ioMs)
        return m_cpuMs ? tr("I/O, time not known") : QString(); // then one word does for both
    return *m_ioMs > 0 ? tr("%1 waiting on I/O").arg(plainMs(*m_ioMs)) : tr("no waiting");
}

QString TaskPicture::cpuText() const
{
    if (!m_cpuMs)
        return m_unknown;
    return *m_cpuMs > 0 ? tr("%1 CPU").arg(plainMs(*m_cpuMs)) : tr("no CPU work");
}

QSize TaskPicture::sizeHint() const
{
    return QSizeF(m_theme.px(200), m_theme.px(34)).toSize();
}

void TaskPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double bar = m_theme.px(14);
    if (!m_ioMs && !m_cpuMs) {
        painter.fillRect(QRectF(0, 0, width(), bar), m_theme.hover);
    } else {
        const bool waits = !m_ioMs || *m_ioMs > 0, computes = !m_cpuMs || *m_cpuMs > 0;
        double share = waits && computes ? 0.5 : waits ? 1 : 0;
        if (waits && computes && m_ioMs && m_cpuMs)
            share = std::clamp(*m_ioMs / (*m_ioMs + *m_cpuMs), 0.02, 0.98); // what is there is seen
        const double split = width() * share;
        if (waits)
            drawHatch(painter, QRectF(0, 0, split, bar), m_theme);
        if (computes)
            painter.fillRect(QRectF(split, 0, width() - split, bar), m_theme.ink2);
    }
    painter.setFont(m_theme.font(TextRole::Tick));
    const QRectF words(0, bar, width(), height() - bar);
    painter.setPen(m_theme.ink3);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignBottom, ioText());
    painter.setPen(m_theme.ink2);
    painter.drawText(words, Qt::AlignRight | Qt::AlignBottom, cpuText());
}

} // namespace ilv::ui
