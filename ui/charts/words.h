// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

namespace ilv::ui {

/// The charts' words for translators: Charts::tr("…") in what is no QObject.
struct Charts {
    Q_DECLARE_TR_FUNCTIONS(Charts)
};

} // namespace ilv::ui
