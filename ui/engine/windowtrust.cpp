// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windowtrust.h"

#include "experiment/trust.h"

#include <algorithm>

namespace ilv::ui {

WindowTrust::WindowTrust(std::string folder)
    : m_store(std::move(folder))
{
}

void WindowTrust::opened(const Experiment& experiment)
{
    m_source = experiment;
    m_leave.reset();
}

TrustAnswer WindowTrust::askAsItIs(const Experiment& experiment, const std::stop_token& stop)
{
    TrustAnswer answer = m_store.ask(experiment, stop);
    if (std::any_of(m_session.begin(), m_session.end(), [&](const TrustSubject& known) { // unread ones too: so agreed
            return answer.seen.hash == known.hash && answer.seen.programs == known.programs;
        }))
        answer.trust = Trust::Trusted;
    return answer;
}

bool WindowTrust::isEditOfTrusted(const Experiment& experiment, const TrustSubject& seen, const std::stop_token& stop)
{
    if (!m_source || !reachesNoFurther(experiment, *m_source))
        return false;
    if (!m_leave) {
        TrustAnswer source = askAsItIs(*m_source, stop);
        if (source.trust != Trust::Trusted)
            return false;
        m_leave = std::move(source.seen);
    }
    const auto& known = m_leave->programs;
    return std::all_of(seen.programs.begin(), seen.programs.end(), [&](const TrustSubject::Program& program) {
        return !program.unread() && std::find(known.begin(), known.end(), program) != known.end();
    });
}

TrustAnswer WindowTrust::ask(const Experiment& experiment, const std::stop_token& stop)
{
    TrustAnswer answer = askAsItIs(experiment, stop);
    if (answer.trust != Trust::Trusted && isEditOfTrusted(experiment, answer.seen, stop))
        answer.trust = Trust::Trusted;
    return answer;
}

Status WindowTrust::trust(const Experiment& experiment, const TrustSubject& seen)
{
    m_source = experiment;
    m_leave = seen;
    Status kept = m_store.trust(seen);
    if (!kept)
        m_session.push_back(seen);
    return kept;
}

Status WindowTrust::saved(const Experiment& experiment, const std::stop_token& stop)
{
    if (trustNeeds(experiment).empty())
        return {};
    const TrustAnswer answer = ask(experiment, stop);
    return answer.trust == Trust::Trusted ? m_store.trust(answer.seen) : Status();
}

} // namespace ilv::ui
