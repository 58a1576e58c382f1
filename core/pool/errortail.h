// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"
#include "pool/descriptor.h"

#include <cstdint>
#include <string>

namespace ilv {

/// What a worker and all it starts write to stderr: the last 64 KiB are kept, the rest is counted. A flood slows the
/// worker down, not the parent: one bounded read a turn.
class ErrorTail final : public IoLoop::Watcher {
public:
    explicit ErrorTail(IoLoop& loop)
        : m_loop(loop)
    {
    }
    ~ErrorTail() { close(); }
    ErrorTail(const ErrorTail&) = delete;
    ErrorTail& operator=(const ErrorTail&) = delete;

    [[nodiscard]] int open(); ///< the end for the child, to be closed by the caller; -1: errno
    void drainAndClose(); ///< the writer is dead: what is in the pipe is all there is
    [[nodiscard]] std::string last(std::size_t bytes) const;
    [[nodiscard]] std::uint64_t total() const { return m_total; }

private:
    void ready(std::uint32_t events) override;
    bool readSome();
    void close();

    IoLoop& m_loop;
    Descriptor m_end;
    std::string m_text;
    std::uint64_t m_total = 0;
};

} // namespace ilv
