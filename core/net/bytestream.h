// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"
#include "net/tls.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <netinet/in.h>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ilv {

struct SocketAddress {
    sockaddr_in6 storage{}; ///< large enough for IPv4 too
    socklen_t size = 0;
};
using Addresses = std::vector<SocketAddress>;

/// The codes of this project for what the kernel says about a connection.
[[nodiscard]] Code codeFromErrno(int reason);

/// One non-blocking stream socket, plain or under TLS. Every call returns at once; who waits, and how, is the caller's.
class ByteStream {
public:
    ByteStream(bool tls, std::string host);
    ~ByteStream();
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int fd() const { return m_fd; }

    IoResult open(const SocketAddress& address); ///< Done, WantWrite (then connected()) or Failed
    IoResult connected();
    IoResult handshake(); ///< Done at once when plain
    IoResult send(std::string_view bytes); ///< Done: `bytes` of them went
    IoResult receive(std::span<char> room); ///< Done: `bytes` came; Ended: none will
    void close();

private:
    const bool m_wantsTls;
    const std::string m_host;
    int m_fd = -1;
    std::unique_ptr<TlsSession> m_tls;
};

} // namespace ilv
