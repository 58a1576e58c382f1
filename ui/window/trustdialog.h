// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/truststore.h"
#include "window/dialogs.h"

namespace ilv::ui {

/// What is left without the stages that reach outside, under a name of its own: another experiment. Every task runs
/// every stage, so there is none that could run while the others are refused. Nothing: no work is left, or it would be
/// refused.
[[nodiscard]] std::optional<Experiment> withoutReach(const Experiment& experiment);

/// The exact command lines, the programs they are, where they run, and the foreign hosts; and what has changed since it
/// was trusted. Default: "Do not run".
class TrustDialog : public MessageDialog {
    Q_OBJECT

public:
    TrustDialog(const Theme& theme, const Experiment& experiment, const TrustAnswer& answer, QWidget* parent);

Q_SIGNALS:
    void restAsked(const ilv::Experiment& rest); ///< to run what withoutReach() leaves; the dialog is rejected

private:
    void showReach(const Experiment& experiment, const TrustSubject& seen);
    void showChanges(const TrustAnswer& answer);
    void offerRest(const Experiment& experiment);
};

} // namespace ilv::ui
