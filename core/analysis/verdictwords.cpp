// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/verdictwords.h"

#include "base/format.h"

#include <algorithm>
#include <numeric>

namespace ilv::words {
namespace {

bool sameKind(const ModelSummary& a, const ModelSummary& b)
{
    return a.model == b.model && a.runtime == b.runtime
        && (a.model != Model::Hybrid || a.settings.offload == b.settings.offload);
}

bool ambiguous(const ModelSummary& model, const std::vector<ModelSummary>& all)
{
    return std::count_if(all.begin(), all.end(), [&](const ModelSummary& other) { return sameKind(model, other); }) > 1;
}

std::string_view imperative(const ModelSummary& model)
{
    switch (model.model) {
    case Model::Sequential:
        return "Use a plain sequential loop";
    case Model::Async:
        return "Use the async event loop";
    case Model::Threads:
        return "Use the thread pool here";
    case Model::Processes:
        return "Use the process pool";
    case Model::ProcessPerTask:
        return "Use a process per task";
    case Model::Hybrid:
        break;
    }
    return model.settings.offload == Offload::Threads ? "Use the hybrid: async I/O with worker threads"
                                                      : "Use the hybrid: async I/O with worker processes";
}

std::string_view plainNoun(const ModelSummary& model)
{
    switch (model.model) {
    case Model::Sequential:
        return "sequential";
    case Model::Async:
        return "the event loop";
    case Model::Threads:
        return "the thread pool";
    case Model::Processes:
        return "the process pool";
    case Model::ProcessPerTask:
        return "a process per task";
    case Model::Hybrid:
        break;
    }
    return model.settings.offload == Offload::Threads ? "the hybrid on threads" : "the hybrid";
}

/// "38", "2.4".
std::string times(double ratio)
{
    return formatSignificant(ratio, 2);
}

std::string interval(const std::string& low, const std::string& high)
{
    return " (95% interval " + low + " to " + high + ")";
}

/// Both ends with as few digits as tell them apart: "11% to 16%", "37.6 to 37.9".
template <typename Show> std::string interval(double low, double high, Show show)
{
    int digits = 2;
    while (digits < 4 && show(low, digits) == show(high, digits))
        ++digits;
    return interval(show(low, digits), show(high, digits));
}

std::string percent(double fraction, int digits)
{
    return digits == 2 ? formatPercent(fraction) : formatSignificant(fraction * 100, digits) + "%";
}

int processesOf(const ModelSummary& model)
{
    switch (model.model) {
    case Model::Processes:
        return model.settings.workers;
    case Model::ProcessPerTask:
        return model.inFlight;
    case Model::Hybrid:
        return model.settings.offload == Offload::Processes ? model.settings.workers : 0;
    default:
        return 0;
    }
}

std::string_view advice(Category category)
{
    switch (category) {
    case Category::QueueWait:
        return "try more workers, or fewer tasks in flight";
    case Category::LoopBlocked:
        return "try moving compute off the event loop";
    case Category::RunDelay:
        return "more wants to run than there are cores: try fewer workers, fewer tasks in flight or a quieter machine";
    case Category::StartUp:
        return "try workers that live longer than one task";
    case Category::Serialize:
    case Category::Transport:
        return "try more tasks in a chunk, or less payload where there is much";
    case Category::Retry:
        return "try mending what fails: attempts that fail cost more than they save";
    case Category::IoWait:
        return "the I/O itself is the limit";
    case Category::Compute:
        return "the computation itself is the limit";
    case Category::Idle:
    case Category::Unexplained:
        break;
    }
    return "nothing measured explains it";
}

std::string_view inWords(Category category)
{
    switch (category) {
    case Category::QueueWait:
        return "queue wait";
    case Category::IoWait:
        return "I/O wait";
    case Category::RunDelay:
        return "run-queue delay";
    case Category::LoopBlocked:
        return "waiting for the blocked event loop";
    case Category::Serialize:
        return "serialising";
    default:
        return name(category);
    }
}

} // namespace

std::string headline(const ModelSummary& model, const std::vector<ModelSummary>& all)
{
    std::string text(imperative(model));
    if (model.runtime == Runtime::Python)
        text += model.model == Model::Threads ? ", in Python" : " in Python";
    if (ambiguous(model, all))
        text += ": " + model.label;
    return text;
}

std::string noun(const ModelSummary& model, const std::vector<ModelSummary>& all)
{
    if (ambiguous(model, all))
        return "“" + model.label + "”";
    std::string text(plainNoun(model));
    if (model.runtime == Runtime::Python)
        text += " in Python";
    return text;
}

std::string versus(const Contrast& contrast, const std::string& other, bool nameTasks)
{
    const double ratio = contrast.ratio;
    const bool inTimes = ratio >= 2;
    std::string text;
    if (!contrast.separate)
        text = "no clear difference from " + other;
    else if (inTimes)
        text = times(ratio) + " times " + (nameTasks ? "the tasks of " : "as many as ") + other;
    else
        text = formatPercent(ratio >= 1 ? ratio - 1 : 1 - ratio) + (ratio >= 1 ? " more" : " fewer")
            + (nameTasks ? " tasks than " : " than ") + other;
    if (!contrast.interval)
        return text + " (" + rounds(contrast.rounds) + ", no interval)";
    const auto [low, high] = *contrast.interval;
    if (contrast.separate && ratio < 1) // "12% fewer (10% to 14%)": both ends are of the same sign
        return text + interval(1 - high, 1 - low, percent);
    return text + (inTimes ? interval(low, high, formatSignificant) : interval(low - 1, high - 1, percent));
}

std::string rate(const Estimate& throughput)
{
    std::string text = formatRate(throughput.median);
    if (throughput.low && throughput.high)
        return text + interval(formatRate(*throughput.low), formatRate(*throughput.high));
    return text + " (" + rounds(throughput.n) + ", no interval)";
}

std::string price(const ModelSummary& dearer, const ModelSummary& than)
{
    std::vector<std::string> parts;
    if (const int more = processesOf(dearer) - processesOf(than); more > 0)
        parts.push_back(formatCount(more) + (more == 1 ? " more process" : " more processes"));
    const double memory = than.resources.peakRssMb > 0 ? dearer.resources.peakRssMb / than.resources.peakRssMb : 0;
    if (memory > 1.1)
        parts.push_back(times(memory) + " times the memory");
    if (const Nanos later = dearer.startUp - than.startUp; later >= kMilli)
        parts.push_back(formatDuration(static_cast<double>(later)) + " more start-up");
    return joined(parts);
}

std::string bottleneck(const ModelSummary& model)
{
    const auto largest = std::max_element(model.perTask.begin(), model.perTask.end());
    const auto whole = std::accumulate(model.perTask.begin(), model.perTask.end(), 0.0);
    if (*largest <= 0 || whole <= 0)
        return {};
    const auto category = static_cast<Category>(largest - model.perTask.begin());
    return formatPercent(static_cast<double>(*largest) / whole) + " of a task's time there is "
        + std::string(inWords(category)) + ": " + std::string(advice(category));
}

std::string rounds(int n)
{
    return formatCount(n) + (n == 1 ? " round" : " rounds");
}

std::string capitalised(std::string text)
{
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

std::string claims(std::vector<std::string> parts)
{
    const auto basis = [](const std::string& part) {
        return part.ends_with("no interval)") ? part.substr(part.rfind(" (")) : std::string();
    };
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::string own = basis(parts[i]);
        if (i + 1 < parts.size() && !own.empty() && own == basis(parts[i + 1]))
            parts[i].resize(parts[i].size() - own.size());
        text += (i > 0 ? ", " : "") + parts[i];
    }
    return text;
}

std::string joined(const std::vector<std::string>& parts)
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0)
            text += i + 1 == parts.size() ? " and " : ", ";
        text += parts[i];
    }
    return text;
}

} // namespace ilv::words
