// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/experimentform.h"

#include <QUndoCommand>

#include <functional>

namespace ilv::ui {

/// One change of the form as the user made it: the whole form before and after. Edits of the same thing in one go
/// (the letters of one number, one drag of a goal line) become one step.
class FormEdit : public QUndoCommand {
public:
    using Show = std::function<void(const ExperimentForm&)>;
    /// `thing` names what is edited, in one go; negative: never joined with another edit.
    FormEdit(const QString& text, int thing, ExperimentForm before, ExperimentForm after, Show show);

    void undo() override { m_show(m_before); }
    void redo() override { m_show(m_after); }
    [[nodiscard]] int id() const override { return m_thing; }
    bool mergeWith(const QUndoCommand* later) override;

private:
    int m_thing;
    ExperimentForm m_before, m_after;
    Show m_show;
};

} // namespace ilv::ui
