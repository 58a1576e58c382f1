// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/modellines.h"

#include "model/modelnames.h"

#include <QCoreApplication>

#include <algorithm>

namespace ilv::ui {

namespace {

QString settingText(const Settings& settings, const ModelEntry& entry)
{
    const auto count
        = [&](const char* text) { return QCoreApplication::translate("ModelLines", text, nullptr, settings.workers); };
    switch (entry.model) {
    case Model::Sequential:
    case Model::Async:
        return QStringLiteral("1 thread");
    case Model::Threads:
        return count("%n thread(s)") % (settings.lock ? QStringLiteral(", lock") : QString());
    case Model::Processes:
        return count("%n process(es)");
    case Model::ProcessPerTask:
        return QStringLiteral("1 per task");
    case Model::Hybrid:
        if (settings.offload == Offload::Threads)
            return QStringLiteral("loop + ") % count("%n thread(s)");
        return QString::number(settings.workers) % QStringLiteral(" × loop");
    }
    return {};
}

/// The model's name, or with a number where an entry of another model wears it: labels are unique.
std::string freeLabel(const Experiment& experiment, Model model)
{
    const std::string own(ilv::name(model));
    std::string label = own;
    const auto taken = [&](const ModelEntry& entry) { return entry.label == label; };
    for (int n = 2; std::any_of(experiment.models.begin(), experiment.models.end(), taken); ++n)
        label = own + ' ' + std::to_string(n);
    return label;
}

} // namespace

ModelLines::ModelLines(const Experiment& experiment, int cores)
{
    m_fileOrder.resize(experiment.models.size());
    for (const Model model : kModels) {
        const std::size_t before = m_lines.size();
        for (std::size_t i = 0; i < experiment.models.size(); ++i) {
            if (experiment.models[i].model != model)
                continue;
            m_fileOrder[i] = m_lines.size();
            m_lines.push_back({ .entry = experiment.models[i], .used = true });
        }
        if (m_lines.size() == before) {
            ModelEntry entry;
            entry.model = model;
            entry.label = freeLabel(experiment, model);
            m_lines.push_back({ .entry = std::move(entry), .used = false });
        }
    }
    for (std::size_t line = 0; line < m_lines.size(); ++line) { // a model the file lacks goes after the simpler ones
        if (m_lines[line].used)
            continue;
        const auto later = std::find_if(m_fileOrder.begin(), m_fileOrder.end(),
            [&](std::size_t other) { return m_lines[other].entry.model > m_lines[line].entry.model; });
        m_fileOrder.insert(later, line);
    }
    describe(experiment, cores);
}

void ModelLines::describe(const Experiment& experiment, int cores)
{
    for (auto& line : m_lines) {
        line.name = entryName(line.entry.model, line.entry.label);
        line.setting = settingText(effectiveSettings(experiment, line.entry, cores), line.entry);
    }
}

void ModelLines::setUsed(std::size_t line, bool used, Experiment& experiment)
{
    if (line >= m_lines.size() || m_lines[line].used == used)
        return;
    m_lines[line].used = used;
    experiment.models.clear();
    for (const std::size_t each : m_fileOrder)
        if (m_lines[each].used)
            experiment.models.push_back(m_lines[each].entry);
}

} // namespace ilv::ui
