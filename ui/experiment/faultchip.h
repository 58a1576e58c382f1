// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "controls/button.h"
#include "model/faultpalette.h"

#include <optional>

class QMimeData;

namespace ilv::ui {

/// A fault of the palette: pressed it is planted, dragged it can be dropped where a fault is taken.
class FaultChip : public Button {
    Q_OBJECT

public:
    explicit FaultChip(PaletteFault fault, QWidget* parent = nullptr);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    PaletteFault m_fault;
    QPoint m_pressedAt;
};

/// The fault that is being dragged; absent: something else is.
[[nodiscard]] std::optional<PaletteFault> draggedFault(const QMimeData* data);
[[nodiscard]] QMimeData* mimeOf(PaletteFault fault); ///< the caller owns it

} // namespace ilv::ui
