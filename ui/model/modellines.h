// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <QString>

#include <vector>

namespace ilv::ui {

/// One line of the list of models: an entry of the experiment, or a model it could have.
struct ModelLine {
    ModelEntry entry = {};
    QString name = {}; ///< "Thread pool", or the entry's own label
    QString setting = {}; ///< "8 threads"
    bool used = false;
};

/// The list of models of the form: every model has a line, in the charts' order; an unticked one keeps its settings
/// and its place in the file.
class ModelLines {
public:
    explicit ModelLines(const Experiment& experiment, int cores);

    [[nodiscard]] const std::vector<ModelLine>& all() const { return m_lines; }
    void setUsed(std::size_t line, bool used, Experiment& experiment); ///< writes experiment.models
    void describe(const Experiment& experiment, int cores); ///< after the settings changed

private:
    std::vector<ModelLine> m_lines;
    std::vector<std::size_t> m_fileOrder; ///< of m_lines
};

} // namespace ilv::ui
