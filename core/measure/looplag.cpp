// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure/looplag.h"

namespace ilv {

void LoopLag::start(Nanos at)
{
    m_next = at + kPeriod;
}

void LoopLag::wake(Nanos at)
{
    for (; m_next <= at; m_next += kPeriod)
        m_lag.add(at - m_next);
}

} // namespace ilv
