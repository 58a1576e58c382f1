// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <string>

class QProcess;

namespace ilv {

/// Before start(): the child leads a session of its own (so that a terminal's Ctrl-C does not reach it and everything
/// it starts can be ended with it), dies with the thread that starts it (reliability traps Q4 and Q5), leaves no core
/// file, and runs Qt on the plain UNIX event dispatcher.
void giveOwnSession(QProcess& process);

/// Ends a child and its process group with SIGKILL. A pid of 0 (not running) is ignored.
void killSession(qint64 pid);

/// How a process ended, as its parent saw it.
struct ProcessEnd {
    bool started = true; ///< false: it never ran, `reason` says why
    int exitCode = 0;
    int signal = 0; ///< 0: it ended by itself
    std::string reason; ///< system's words when it did not start
    std::string lastWords; ///< the end of what it wrote to stderr, at most 4 KiB
    [[nodiscard]] bool clean() const { return started && signal == 0 && exitCode == 0; }
};

/// "was ended by signal 11 (SIGSEGV: it used memory that is not its own)", "ended with exit code 3".
[[nodiscard]] std::string inWords(const ProcessEnd& end);

} // namespace ilv
