// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/vocabulary.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ilv::report {

struct Point {
    double x = 0, y = 0;
};

/// A figure as inline SVG. Colours are classes of the page's style sheet, so that one figure serves light, dark and
/// paper. Class names are ours; texts are escaped here.
class Svg {
public:
    /// `title` and `description` are what a screen reader says of it.
    Svg(double width, double height, std::string_view title, std::string_view description);

    void line(Point from, Point to, std::string_view cls);
    void polyline(const std::vector<Point>& points, std::string_view cls);
    void rect(double x, double y, double width, double height, std::string_view cls, double radius = 0);
    void circle(Point centre, double radius, std::string_view cls);
    enum class Anchor { Start, Middle, End };
    void text(Point at, std::string_view cls, std::string_view words, Anchor anchor = Anchor::Start);
    /// "name" in bold ink and "value" after it: an end label.
    void label(Point at, std::string_view name, std::string_view value);
    void marker(Model model, Point centre, double radius, int variant, bool ring = false);
    void failure(double x, double y, double side); ///< hollow box with a cross

    [[nodiscard]] double width() const { return m_width; }
    [[nodiscard]] double height() const { return m_height; }
    [[nodiscard]] std::string take(); ///< the whole element; call once

private:
    double m_width, m_height;
    std::string m_text;
};

/// "m3": the class that fills with the model's colour; "s3": strokes; "o3": text upon it.
[[nodiscard]] std::string modelClass(char kind, Model model);

/// A marker alone, as a small inline picture before a name. A second entry of the same model is hollow.
[[nodiscard]] std::string inlineMarker(Model model, int variant, double side = 12);

/// The hatch that means waiting; once a page, before the first figure.
[[nodiscard]] std::string hatchDefinition();

} // namespace ilv::report
