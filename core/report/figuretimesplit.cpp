// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "report/axis.h"
#include "report/figurerows.h"
#include "report/figures.h"

#include <array>
#include <numeric>

namespace ilv::report {
namespace {

constexpr double kRight = 492, kTotal = 556, kBar = 17;
using Part = std::optional<Phase>; ///< none: what no phase explains
/// As drawn: what nothing explains stands before the work, which is always last.
constexpr Part kOrder[]{ Phase::Spawn, Phase::Serialize, Phase::Transport, Phase::QueueWait, std::nullopt,
    Phase::Work };
constexpr double kShownFrom = 0.001; ///< of the response: a thinner segment has no pixel

using Parts = std::array<double, kPhaseCount + 1>; ///< by place()

std::size_t place(const Part& part)
{
    return part ? static_cast<std::size_t>(*part) : kPhaseCount;
}

Parts partsOf(const ModelSummary& model)
{
    Parts parts{};
    for (std::size_t i = 0; i < kCategoryCount; ++i)
        parts[place(phaseOf(static_cast<Category>(i)))] += static_cast<double>(model.perTask[i]);
    return parts;
}

double totalOf(const Parts& parts)
{
    return std::accumulate(parts.begin(), parts.end(), 0.0);
}

const char* nameOf(const Part& part)
{
    constexpr const char* names[]{ "Spawn", "Serialize", "Transport", "Queue wait", "Work", "Unexplained" };
    return names[place(part)];
}

void drawKey(Svg& svg, bool unexplained)
{
    double x = unexplained ? 0 : Rows::kLeft - 44; // room for all of them
    for (const Part& phase : kOrder) {
        if (!phase && !unexplained)
            continue;
        if (phase == Phase::Work) { // any model's colour: three of them
            for (const auto& [model, at] :
                { std::pair{ Model::Async, 0.0 }, { Model::Threads, 4.6 }, { Model::Processes, 9.3 } })
                svg.rect(x + at, 4, 4.8, 11, modelClass('m', model));
        } else {
            svg.rect(x, 4, 14, 11, phaseClass(phase, Model::Sequential));
        }
        const std::string_view name = nameOf(phase);
        svg.text({ x + 19, 14 }, "legend", name);
        x += 33 + textWidth(name);
    }
    svg.text({ kTotal, 14 }, "legend", "per task", Svg::Anchor::End);
}

void drawBar(Svg& svg, double y, const Parts& parts, Model model)
{
    const double total = totalOf(parts);
    double x = Rows::kLeft;
    for (const Part& phase : kOrder) {
        const double share = parts[place(phase)] / total;
        if (share < kShownFrom)
            continue;
        const double width = share * (kRight - Rows::kLeft);
        const double drawn = std::max(width - 1, 0.75); // the gap of 1 px between segments
        svg.rect(x, y - kBar / 2, drawn, kBar, phaseClass(phase, model));
        const std::string percent = formatPercent(share);
        if (width >= 36) {
            const bool onHatch = !phase || phase == Phase::QueueWait;
            const double middle = x + drawn / 2;
            if (onHatch)
                svg.rect(middle - 16, y - 7, 32, 14, "plate", 3);
            const std::string cls = onHatch
                ? "share onplate"
                : "share " + (phase == Phase::Work ? modelClass('o', model) : "o" + phaseClass(phase, model));
            svg.text({ middle, y + 4 }, cls, percent, Svg::Anchor::Middle);
        }
        x += width;
    }
}

} // namespace

Figure timeSplitFigure(const std::vector<Entry>& entries)
{
    bool any = false, unexplained = false;
    for (const auto& entry : entries) {
        const Parts parts = partsOf(*entry.summary);
        const double total = entry.measured() ? totalOf(parts) : 0;
        any = any || total > 0;
        unexplained
            = unexplained || (total > 0 && parts[kPhaseCount] / total >= kShownFrom);
    }
    if (!any)
        return {};
    const Rows rows{ entries.size() };
    Svg svg(Rows::kWidth, rows.height(), "Time split", "What a task's response time was spent on, by model.");
    drawKey(svg, unexplained);
    const Axis x = linearAxisTo(1, Rows::kLeft, kRight, 80);
    for (const double tick : { 0.0, 0.25, 0.5, 0.75, 1.0 }) {
        svg.line({ x.at(tick), Rows::kTop }, { x.at(tick), rows.bottom() }, "grid");
        svg.text({ x.at(tick), rows.bottom() + 18 }, "tick", formatPercent(tick), Svg::Anchor::Middle);
    }
    svg.line({ Rows::kLeft, rows.bottom() }, { kRight, rows.bottom() }, "axis");
    for (std::size_t row = 0; row < entries.size(); ++row) {
        const Entry& entry = entries[row];
        drawRowName(svg, rows, row, entry);
        const Parts parts = partsOf(*entry.summary);
        if (totalOf(parts) <= 0 || !entry.measured()) {
            svg.text({ Rows::kLeft + 8, rows.middle(row) + 4 }, "state", stateWord(*entry.summary));
            continue;
        }
        drawBar(svg, rows.middle(row), parts, entry.model());
        svg.text({ kTotal, rows.middle(row) + 4 }, "strong", formatDuration(totalOf(parts)), Svg::Anchor::End);
    }
    return { "Time split", "share of response time; a blocked loop counts as waiting", svg.take() };
}

} // namespace ilv::report
