// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/codes.h"
#include "net/coroutine.h"
#include "net/ioloop.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ilv {

/// A parsed http or https address. "http://host:port/path?query".
struct Url {
    bool tls = false;
    std::string host; ///< without brackets
    std::uint16_t port = 80;
    std::string target = "/"; ///< path and query
    [[nodiscard]] bool loopback() const; ///< 127.0.0.0/8, ::1 or localhost, by spelling alone: no name is looked up
};
[[nodiscard]] Result<Url> parseUrl(std::string_view text); ///< FILE_RANGE

/// What came back: a code for the ways it can fail (NET_REFUSED, NET_NO_PORTS, NET_RESET, NET_TIMEOUT, NET_DNS,
/// NET_TLS, NET_PROTOCOL, NET_STATUS for 4xx and 5xx), else the status and the body, valid until the next request.
struct HttpReply {
    Code code = Code::None;
    int status = 0;
    std::span<const std::byte> body;
    Nanos readyAt = 0; ///< batch time of the loop turn that completed it (0 for the blocking client)
};

/// The addresses of a host, looked up once for all connections that share it (resolver.h).
class AddressBook;
[[nodiscard]] std::shared_ptr<AddressBook> makeAddressBook(IoLoop& loop, const Url& url);

/// Limits of what a server may send us: head 16 KiB, body 64 MiB. Bodies may be chunked or by length.
/// One kept-alive connection, used by one coroutine at a time; reconnects when the server closed it between requests.
class HttpConnection {
public:
    /// `book`: of the same host, shared with its other connections; null: this one looks it up for itself.
    HttpConnection(IoLoop& loop, Url url, std::shared_ptr<AddressBook> book = nullptr);
    ~HttpConnection(); ///< closes; a pending get() never resumes (its coroutine is being destroyed)
    HttpConnection(const HttpConnection&) = delete;
    HttpConnection& operator=(const HttpConnection&) = delete;

    /// GET `target`; gives up at `deadline` (0: none) with NET_TIMEOUT and closes the connection.
    [[nodiscard]] Co<HttpReply> get(std::string_view target, Nanos deadline = 0);
    [[nodiscard]] Co<HttpReply> connect(Nanos deadline = 0); ///< ahead of time, so that the first request is warm

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

/// The same on a thread that may block. A name that is neither numeric nor localhost is looked up by the system's
/// resolver for as long as that takes: the deadline bounds everything else.
class BlockingHttpConnection {
public:
    explicit BlockingHttpConnection(Url url);
    ~BlockingHttpConnection();
    BlockingHttpConnection(const BlockingHttpConnection&) = delete;
    BlockingHttpConnection& operator=(const BlockingHttpConnection&) = delete;
    [[nodiscard]] HttpReply get(std::string_view target, Nanos deadline = 0);
    [[nodiscard]] HttpReply connect(Nanos deadline = 0);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
