// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpclient.h"
#include "net/ioloop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ilv {

/// What a test compares of an answer, independent of the client that got it.
struct RigReply {
    Code code = Code::None;
    int status = 0;
    std::string body;
    Nanos readyAt = 0;
};

/// One client connection, of either kind, against servers on a loop. The async client shares the servers' loop and
/// thread; for the blocking one the loop runs on a thread of its own, so that both meet the same servers.
class HttpRig {
public:
    enum class Client : std::uint8_t { Async, Blocking };

    /// `serve` makes the servers on the loop and returns what keeps them alive.
    HttpRig(Client client, const std::function<std::shared_ptr<void>(IoLoop&)>& serve);
    ~HttpRig();
    HttpRig(const HttpRig&) = delete;
    HttpRig& operator=(const HttpRig&) = delete;

    void open(const std::string& url); ///< a new connection object; the old one is closed
    [[nodiscard]] RigReply get(const std::string& target, Nanos deadline = 0);
    [[nodiscard]] RigReply connect(Nanos deadline = 0);

    /// Runs `work` on the loop's thread, with nothing else going on there, and returns when it is done.
    void onLoop(const std::function<void()>& work);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
