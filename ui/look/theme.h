// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"
#include "measure/phase.h"

#include <QColor>
#include <QFont>

#include <array>
#include <cstdint>

namespace ilv::ui {

using ilv::kPhaseCount;
using ilv::kPhases;
using ilv::Phase;
[[nodiscard]] QString phaseName(Phase phase); ///< "Spawn", "Serialize", "Transport", "Queue wait", "Work"

/// What a piece of text is; size and weight follow (interface.md, Type).
enum class TextRole : std::uint8_t {
    Verdict, ///< 21 px, 700
    VerdictCompact, ///< 18 px, 700
    CardTitle, ///< 14.5 px, 600
    Body, ///< 13 px, 400
    BodyMedium, ///< 13 px, 500
    BodyStrong, ///< 13 px, 600
    Tick, ///< 12 px, 400: ticks, legends, values
    Label, ///< 12 px, 600: end labels
    Caption, ///< 11.5 px, 400
    FigureTitle, ///< 17 px, 600
    FigureSubtitle, ///< 12.5 px, 400
    FigureFooter, ///< 10.5 px, 400
    Mono, ///< 12 px, logs only
};

/// Spacing and shape in unscaled px; multiply with Theme::px().
namespace space {
inline constexpr int kBase = 4, kWindowMargin = 12, kCardGap = 12, kCardPaddingX = 14, kCardPaddingY = 11,
                     kTitleToChart = 8, kSidePadding = 16, kFieldGap = 8;
inline constexpr int kCardRadius = 8, kSegmentedRadius = 7, kButtonRadius = 6, kInputRadius = 5, kTagRadius = 4;
inline constexpr int kToolbarHeight = 52, kButtonHeight = 32, kTabHeight = 30, kInputHeight = 28,
                     kInputHeightCompact = 25, kSideWidth = 284, kSideWidthCompact = 250, kRightWidth = 480,
                     kRightWidthCompact = 352;
} // namespace space

/// Every colour, size and font of the interface as one value, handed down from the window; there is no global one.
/// Colour is data: the model colours appear on model data only.
struct Theme {
    bool dark = false;
    double scale = 1.0; ///< 1.0 desktop, 1.5 projector, times the size of the text
    bool room = false; ///< projector: for people at a distance

    QColor window, surface, surface2, hover, border, borderStrong;
    QColor ink, ink2, ink3, grid, axis;
    QColor accent, accentInk;
    QColor ok, okSoft, warn, warnSoft, err, errSoft;
    std::array<QColor, 6> models; ///< by Model
    std::array<QColor, 4> phases; ///< Spawn … QueueWait (the hatch's strokes); Work has the model's colour
    QColor queueBack; ///< behind the hatch

    [[nodiscard]] const QColor& model(Model m) const { return models[static_cast<std::size_t>(m)]; }
    /// Work asks for the model, the others ignore it.
    [[nodiscard]] const QColor& phase(Phase p, Model m) const
    {
        return p == Phase::Work ? model(m) : phases[static_cast<std::size_t>(p)];
    }
    [[nodiscard]] bool projector() const { return room; }
    [[nodiscard]] double px(double unscaled) const { return unscaled * scale; }
    /// A whole number of pixels for hairlines: 1, or 2 from scale 1.4 on.
    [[nodiscard]] int hairline() const { return scale >= 1.4 ? 2 : 1; }
    /// The same with everything so many times as large; stays a desk or a room.
    [[nodiscard]] Theme scaledBy(double factor) const;
    [[nodiscard]] QFont font(TextRole role) const;
};

/// From scale 1.4 on (a room with a projector) ink3 := ink2, grid := border, axis := borderStrong, so that a washed-out
/// picture keeps them.
[[nodiscard]] Theme lightTheme(double scale = 1.0);
[[nodiscard]] Theme darkTheme(double scale = 1.0);

/// Inter, Noto Sans, DejaVu Sans with hinting off. `px` already scaled; rounded to a whole one.
[[nodiscard]] QFont uiFont(double px, int weight = QFont::Normal);

/// WCAG 2 contrast ratio of two opaque colours, 1 … 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);
/// White where it reads at 4.5:1 or better on that fill, otherwise #14181F.
[[nodiscard]] QColor textOnFill(const QColor& fill);
/// `share` of a, the rest of b, in sRGB; opaque.
[[nodiscard]] QColor mix(const QColor& a, const QColor& b, double share);

} // namespace ilv::ui
