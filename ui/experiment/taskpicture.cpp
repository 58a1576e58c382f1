// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/taskpicture.h"

#include "look/marks.h"
#include "look/numbers.h"

#include <QPainter>

#include <algorithm>

namespace ilv::ui {

namespace {

/// "2 ms" rather than "2.00 ms": these are the numbers the user typed.
QString meanText(double ms)
{
    return ms >= 0.001 && ms < 1000 ? typedMs(ms, 4) : durationText(ms * 1e6);
}

} // namespace

TaskPicture::TaskPicture(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("One task"));
}

void TaskPicture::setTask(std::optional<double> ioMs, std::optional<double> cpuMs, bool own)
{
    m_ioMs = ioMs;
    m_cpuMs = cpuMs;
    m_own = own;
    QStringList parts{ ioText(), cpuText() };
    parts.removeAll(QString());
    setAccessibleDescription(parts.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QString TaskPicture::ioText() const
{
    if (!m_ioMs)
        return m_own && !m_cpuMs ? QString() : tr("I/O, time not known"); // of own stages one word does for both
    return *m_ioMs > 0 ? tr("%1 waiting on I/O").arg(meanText(*m_ioMs)) : tr("no waiting");
}

QString TaskPicture::cpuText() const
{
    if (!m_cpuMs)
        return m_own ? tr("own stages, time not known") : tr("CPU by units");
    return *m_cpuMs > 0 ? tr("%1 CPU").arg(meanText(*m_cpuMs)) : tr("no CPU work");
}

QSize TaskPicture::sizeHint() const
{
    return QSizeF(m_theme.px(200), m_theme.px(34)).toSize();
}

int TaskPicture::heightForWidth(int width) const
{
    const QFontMetrics metrics(m_theme.font(TextRole::Tick));
    const QString io = ioText(), cpu = cpuText();
    const bool meet = !io.isEmpty() && !cpu.isEmpty()
        && metrics.horizontalAdvance(io) + metrics.horizontalAdvance(cpu) + m_theme.px(8) > width;
    return sizeHint().height() + (meet ? metrics.lineSpacing() : 0);
}

void TaskPicture::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const double bar = m_theme.px(14);
    if (m_own && !m_ioMs && !m_cpuMs) {
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
    const bool meet = heightForWidth(width()) > sizeHint().height();
    const double lower = meet ? painter.fontMetrics().lineSpacing() : 0;
    painter.drawText(words.adjusted(0, 0, 0, -lower), Qt::AlignLeft | Qt::AlignBottom, ioText());
    painter.setPen(m_theme.ink2);
    painter.drawText(words, Qt::AlignRight | Qt::AlignBottom, cpuText());
}

} // namespace ilv::ui
