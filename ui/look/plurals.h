// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace ilv::ui {

/// The plurals of the English source texts, which need no file: "%n run(s)" becomes "1 run" or "3 runs", "%n
/// process(es)" likewise. Install it before any translation, which then goes first.
class EnglishPlurals final : public QTranslator {
    Q_OBJECT

public:
    using QTranslator::QTranslator;
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(
        const char* context, const char* sourceText, const char* disambiguation, int n) const override;
};

} // namespace ilv::ui
