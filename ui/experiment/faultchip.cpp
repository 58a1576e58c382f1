// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/faultchip.h"

#include <QApplication>
#include <QDrag>
#include <QMimeData>
#include <QMouseEvent>

#include <algorithm>

namespace ilv::ui {

namespace {

QString mimeType()
{
    return QStringLiteral("application/x-interleave-fault");
}

} // namespace

FaultChip::FaultChip(PaletteFault fault, QWidget* parent)
    : Button(ButtonKind::Plain, faultName(fault), {}, parent)
    , m_fault(fault)
{
    setCompact(true);
    setToolTip(faultEffect(fault));
    setAccessibleName(tr("Plant a fault: %1").arg(faultName(fault)));
    setAccessibleDescription(faultEffect(fault));
}

void FaultChip::mousePressEvent(QMouseEvent* event)
{
    m_pressedAt = event->pos();
    Button::mousePressEvent(event);
}

void FaultChip::mouseMoveEvent(QMouseEvent* event)
{
    const bool far = (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance();
    if (!(event->buttons() & Qt::LeftButton) || !far) {
        Button::mouseMoveEvent(event);
        return;
    }
    setDown(false);
    auto* drag = new QDrag(this);
    drag->setMimeData(mimeOf(m_fault));
    drag->setPixmap(grab());
    drag->setHotSpot(m_pressedAt);
    drag->exec(Qt::CopyAction);
}

QMimeData* mimeOf(PaletteFault fault)
{
    auto* data = new QMimeData;
    data->setData(mimeType(), QByteArray::number(static_cast<int>(fault)));
    return data;
}

std::optional<PaletteFault> draggedFault(const QMimeData* data)
{
    bool isNumber = false;
    const int number = data->data(mimeType()).toInt(&isNumber);
    const auto found = std::find_if(kPaletteFaults.begin(), kPaletteFaults.end(),
        [number](PaletteFault fault) { return static_cast<int>(fault) == number; });
    return isNumber && found != kPaletteFaults.end() ? std::optional(*found) : std::nullopt;
}

} // namespace ilv::ui
