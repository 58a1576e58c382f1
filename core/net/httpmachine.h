// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/bytestream.h"
#include "net/httpclient.h"
#include "net/httpparser.h"

#include <string>
#include <string_view>

namespace ilv {

/// One kept-alive connection and the exchange running on it, without any waiting: it goes on as far as it can and says
/// what it needs. The async client waits in epoll, the blocking one in poll; all that HTTP asks for stands here once.
/// A kept connection that turns out to be closed before a byte of the answer came is opened again, once per exchange.
class HttpMachine {
public:
    enum class Step : std::uint8_t { Done, WantRead, WantWrite, WantAddresses };

    explicit HttpMachine(Url url);

    Step beginConnect();
    Step beginGet(std::string_view target);

    /// After what it wanted came true. `toEnd`: the peer is known to have ended, so read until that shows.
    Step advance(bool toEnd = false);
    Step addressesFound(Addresses addresses); ///< empty: NET_DNS
    void fail(Code code); ///< gives up and closes; then Done

    /// An event came between two exchanges: closes unless the connection is still good.
    void checkIdle();

    [[nodiscard]] const HttpReply& reply() const { return m_reply; } ///< when Done
    [[nodiscard]] const Url& url() const { return m_url; }
    [[nodiscard]] int fd() const { return m_transport.fd(); }
    [[nodiscard]] unsigned sockets() const
    {
        return m_sockets;
    } ///< how many were opened: tells a new one of the same number

private:
    enum class Phase : std::uint8_t { Idle, Locate, Open, Connect, Handshake, Send, Receive };

    Step begin(Phase whenOpen);
    Step openNext();
    void afterConnect(const IoResult& result);
    Step send();
    Step receive(bool toEnd);
    Step finish(bool ended);
    void lost(Code code);

    const Url m_url;
    const std::string m_fields; ///< what follows the target in every request
    ByteStream m_transport;
    HttpParser m_parser{ HttpParser::Kind::Response };
    Addresses m_addresses;
    std::size_t m_nextAddress = 0;
    std::string m_request;
    std::size_t m_sent = 0;
    HttpReply m_reply;
    Code m_openFailure = Code::None;
    unsigned m_sockets = 0;
    Phase m_phase = Phase::Idle;
    bool m_connectOnly = false;
    bool m_reused = false; ///< the connection is older than the exchange
    bool m_sendBlocked = false;
};

} // namespace ilv
