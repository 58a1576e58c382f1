// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/formedit.h"

namespace ilv::ui {

FormEdit::FormEdit(const QString& text, int thing, ExperimentForm before, ExperimentForm after, Show show)
    : QUndoCommand(text)
    , m_thing(thing)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_show(std::move(show))
{
}

bool FormEdit::mergeWith(const QUndoCommand* later)
{
    if (later->id() != m_thing || m_thing < 0)
        return false;
    m_after = static_cast<const FormEdit*>(later)->m_after;
    setText(later->text());
    setObsolete(m_after.experiment() == m_before.experiment()); // typed away again: nothing happened
    return true;
}

} // namespace ilv::ui
