// SPDX-License-Identifier: GPL-3.0-or-later
#include "controls/segmented.h"
#include "controls/textlabel.h"
#include "experiment/experimentpanel.h"
#include "experiment/taskpicture.h"
#include "model/stagewords.h"
#include "model/tasktime.h"

namespace ilv::ui {

/// What the task is, and what of it only the file can change.
void ExperimentPanel::refreshWorkload()
{
    const bool own = m_form.kind() == WorkloadKind::Own;
    m_kind->setCurrent(own ? -1 : static_cast<int>(m_form.kind()));
    m_kind->setEnabled(!own);
    const QString why
        = own ? tr("The file's own stages may wait or compute: the task is none of the three.") : QString();
    m_kind->setToolTip(why);
    m_kind->setAccessibleDescription(why);

    QStringList hidden;
    bool waits = false; // somewhere, and nobody knows how long
    for (const Stage& stage : m_form.fileStages()) {
        hidden << stageWords(stage);
        waits = waits || (isIo(stage) && !waitOf(stage));
    }
    const double io = taskIoMs(m_form.experiment());
    m_picture->setTask(io == 0 && (own || waits) ? std::nullopt : std::optional(io),
        taskCpuMs(m_form.experiment(), m_unitsPerMs), own);
    m_fileStages->setText(tr("Set in the file only: %1").arg(hidden.join(QStringLiteral(", "))));
    m_fileStages->setVisible(!hidden.isEmpty());
}

} // namespace ilv::ui
