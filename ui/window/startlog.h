// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace ilv::ui {

/// How long the start took, for whoever makes it shorter: with QT_LOGGING_RULES="interleave.start.debug=true" each
/// stage says how many ms after the process it was reached. Silent otherwise.
void logStart(const char* reached);
/// "first frame", once that window has painted one.
void logFirstFrame(QWidget& window);

} // namespace ilv::ui
