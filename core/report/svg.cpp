// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/svg.h"

#include "report/markup.h"

#include <cmath>

namespace ilv::report {
namespace {

std::string attribute(std::string_view name, double value)
{
    return std::string(" ").append(name).append("=\"").append(decimal(value, 2)).append("\"");
}

std::string classed(std::string_view cls)
{
    return cls.empty() ? std::string() : std::string(" class=\"").append(cls).append("\"");
}

std::string joined(const std::vector<Point>& points)
{
    std::string text;
    for (const auto& [x, y] : points)
        text += (text.empty() ? "" : " ") + decimal(x) + ',' + decimal(y);
    return text;
}

std::string polygon(const std::vector<Point>& corners, std::string_view cls)
{
    return "<polygon" + classed(cls) + " points=\"" + joined(corners) + "\"/>";
}

/// The same shapes as the window's: each looks as big as a circle of that radius.
std::string markerShape(Model model, Point c, double r, std::string_view cls)
{
    const auto at = [&](double x, double y) { return Point{ c.x + x * r, c.y + y * r }; };
    switch (model) {
    case Model::Sequential:
        return polygon({ at(-0.75, -0.75), at(0.75, -0.75), at(0.75, 0.75), at(-0.75, 0.75) }, cls);
    case Model::Async:
        return "<circle" + classed(cls) + attribute("cx", c.x) + attribute("cy", c.y) + attribute("r", r) + "/>";
    case Model::Threads:
        return polygon({ at(0, -0.95), at(1, 0.8), at(-1, 0.8) }, cls);
    case Model::Processes:
        return polygon({ at(0, -1.1), at(1.1, 0), at(0, 1.1), at(-1.1, 0) }, cls);
    case Model::ProcessPerTask:
        return polygon({ at(0, 0.95), at(1, -0.8), at(-1, -0.8) }, cls);
    case Model::Hybrid:
        break;
    }
    std::vector<Point> corners;
    for (int i = 0; i < 6; ++i) {
        const double angle = i * 1.0471975511965976; // 60°
        corners.push_back(at(1.08 * std::cos(angle), 1.08 * std::sin(angle)));
    }
    return polygon(corners, cls);
}

std::string markerMarkup(Model model, Point centre, double radius, int variant, bool ring)
{
    std::string out = markerShape(model, centre, radius, modelClass('m', model) + (ring ? " ring" : ""));
    if (variant > 0)
        out += markerShape(model, centre, radius * 0.52, "hole");
    return out;
}

} // namespace

std::string modelClass(char kind, Model model)
{
    return kind + std::to_string(static_cast<int>(model));
}

Svg::Svg(double width, double height, std::string_view title, std::string_view description)
    : m_width(width)
    , m_height(height)
    , m_text(
          "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" preserveAspectRatio=\"xMinYMid meet\" viewBox=\"0 0 "
          + decimal(width) + ' ' + decimal(height) + "\"><title>" + escaped(title) + "</title><desc>"
          + escaped(description) + "</desc>\n")
{
}

void Svg::line(Point from, Point to, std::string_view cls)
{
    m_text += "<line" + classed(cls) + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x)
        + attribute("y2", to.y) + "/>\n";
}

void Svg::polyline(const std::vector<Point>& points, std::string_view cls)
{
    m_text += "<polyline" + classed(cls) + " points=\"" + joined(points) + "\"/>\n";
}

void Svg::rect(double x, double y, double width, double height, std::string_view cls, double radius)
{
    m_text += "<rect" + classed(cls) + attribute("x", x) + attribute("y", y) + attribute("width", width)
        + attribute("height", height) + (radius > 0 ? attribute("rx", radius) : std::string()) + "/>\n";
}

void Svg::circle(Point centre, double radius, std::string_view cls)
{
    m_text += "<circle" + classed(cls) + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius)
        + "/>\n";
}

void Svg::text(Point at, std::string_view cls, std::string_view words, Anchor anchor)
{
    constexpr std::string_view anchors[]{ "", " text-anchor=\"middle\"", " text-anchor=\"end\"" };
    m_text += "<text" + classed(cls) + attribute("x", at.x) + attribute("y", at.y);
    m_text.append(anchors[static_cast<std::size_t>(anchor)]).append(">").append(escaped(words)).append("</text>\n");
}

void Svg::label(Point at, std::string_view name, std::string_view value)
{
    m_text += "<text" + attribute("x", at.x) + attribute("y", at.y) + "><tspan class=\"name\">" + escaped(name)
        + "</tspan> <tspan class=\"value\">" + escaped(value) + "</tspan></text>\n";
}

void Svg::marker(Model model, Point centre, double radius, int variant, bool ring)
{
    m_text += markerMarkup(model, centre, radius, variant, ring) + '\n';
}

void Svg::failure(double x, double y, double side)
{
    rect(x, y, side, side, "failbox");
    const double in = side * 0.28;
    line({ x + in, y + in }, { x + side - in, y + side - in }, "failcross");
    line({ x + in, y + side - in }, { x + side - in, y + in }, "failcross");
}

std::string Svg::take()
{
    return std::move(m_text) + "</svg>";
}

std::string inlineMarker(Model model, int variant, double side)
{
    const double half = side / 2;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"mark\" aria-hidden=\"true\"" + attribute("width", side)
        + attribute("height", side) + " viewBox=\"0 0 " + decimal(side) + ' ' + decimal(side) + "\">"
        + markerMarkup(model, { half, half }, half * 0.86, variant, false) + "</svg>";
}

std::string hatchDefinition()
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"defs\" aria-hidden=\"true\" width=\"0\" height=\"0\">"
           "<defs><pattern id=\"wait\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\">"
           "<rect class=\"waitback\" width=\"5\" height=\"5\"/>"
           "<path class=\"waitline\" d=\"M-1,1 l2,-2 M0,5 l5,-5 M4,6 l2,-2\"/></pattern></defs></svg>\n";
}

} // namespace ilv::report
