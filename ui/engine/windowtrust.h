// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/truststore.h"

namespace ilv::ui {

/// What may run from the window. The rule: an experiment has leave if the user has trusted its very content and
/// programs; or if the form made it of the one that was opened or trusted last, that one has leave, and the edit names
/// no program, argument or address that it did not name (§2.10: an outside change asks again, one's own does not).
/// Saving gives no leave, it keeps what there is: a stranger's file saved under another name is a stranger's still.
/// Any thread, one at a time; ask(), saved() read the programs, unless they are stopped: then what they say means
/// nothing.
class WindowTrust {
public:
    explicit WindowTrust(std::string folder);

    void opened(const Experiment& experiment); ///< from outside: it has what leave the list says, and no other
    [[nodiscard]] TrustAnswer ask(const Experiment& experiment, const std::stop_token& stop = {});
    /// The user has said yes to what `seen` says. An error: it could not be kept, but holds in this session.
    [[nodiscard]] Status trust(const Experiment& experiment, const TrustSubject& seen);
    /// As trust(), if it may run here already.
    [[nodiscard]] Status saved(const Experiment& experiment, const std::stop_token& stop = {});

private:
    [[nodiscard]] TrustAnswer askAsItIs(const Experiment& experiment, const std::stop_token& stop);
    [[nodiscard]] bool isEditOfTrusted(
        const Experiment& experiment, const TrustSubject& seen, const std::stop_token& stop);

    TrustStore m_store;
    std::optional<Experiment> m_source; ///< what the form edits: opened or trusted last
    std::optional<TrustSubject> m_leave; ///< m_source as it was trusted, once that is known
    std::vector<TrustSubject> m_session; ///< trusted, but the store could not keep it
};

} // namespace ilv::ui
