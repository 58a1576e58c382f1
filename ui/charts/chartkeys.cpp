// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartkeys.h"

#include "charts/words.h"

namespace ilv::ui {

KeyHelp chartKeys()
{
    return { { Charts::tr("Move the crosshair, by ten with Ctrl"), Charts::tr("Arrows") },
        { Charts::tr("To the first, to the last"), Charts::tr("Home, End") },
        { Charts::tr("Closer, further away"), QStringLiteral("+, −") },
        { Charts::tr("To the left, to the right"), QStringLiteral("A, D") },
        { Charts::tr("Show everything again"), QStringLiteral("0") },
        { Charts::tr("Take hold of a goal, which the arrows then move"), QStringLiteral("G") },
        { Charts::tr("As a table, and back"), QStringLiteral("T") } };
}

KeyHelp timelineKeys()
{
    return { { Charts::tr("Next failure, previous failure"), QStringLiteral("N, Shift+N") },
        { Charts::tr("Next stretch of the lane, previous one"), QStringLiteral("., ,") },
        { Charts::tr("Select a stretch, which the other charts follow"), Charts::tr("Shift+Left, Shift+Right") },
        { Charts::tr("Plant a fault on a lane that is being measured"), QStringLiteral("F") } };
}

} // namespace ilv::ui
