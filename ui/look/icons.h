// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcon>
#include <QRectF>

#include <cstdint>

class QPainter;

namespace ilv::ui {

enum class Icon : std::uint8_t {
    Play,
    Stop,
    Sweep,
    History,
    Export,
    Expand,
    Collapse,
    Monitor,
    Moon,
    Sun,
    Alert,
    Check,
    Close,
    ChevronDown,
    ChevronRight,
    Open,
    Save,
    More,
    Pause,
    Star,
    StarFilled,
    Book,
    Panel,
};

/// Draws the icon into a square of any size (the drawing grid is 16 × 16, strokes 1.5 px; play and stop are solid).
void drawIcon(QPainter& painter, Icon icon, const QRectF& square, const QColor& color);

/// For buttons: `px` is the side in scaled px; made at the device pixel ratio it is drawn at. `disabled` is used for
/// QIcon::Disabled.
[[nodiscard]] QIcon makeIcon(Icon icon, double px, const QColor& color, const QColor& disabled = QColor());

} // namespace ilv::ui
