// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ilv {

/// How far an operation on a non-blocking socket came.
enum class Io : std::uint8_t { Done, WantRead, WantWrite, Ended, Failed };

struct IoResult {
    Io io = Io::Done;
    Code code = Code::None; ///< of Failed
    std::size_t bytes = 0;
    bool drained = false; ///< the socket holds nothing more at this moment
};

/// A TLS client on a connected non-blocking socket. OpenSSL is loaded when the first session is made, so that programs
/// that never ask for https neither link nor load it. The peer's certificate must be signed by an authority the system
/// trusts (SSL_CERT_FILE and SSL_CERT_DIR are honoured) and must name `host`.
class TlsSession {
public:
    /// Null when there is no usable OpenSSL on this machine.
    [[nodiscard]] static std::unique_ptr<TlsSession> create(int fd, const std::string& host);
    ~TlsSession(); ///< says goodbye when the socket takes it at once; does not close the socket
    TlsSession(const TlsSession&) = delete;
    TlsSession& operator=(const TlsSession&) = delete;

    IoResult handshake();
    IoResult send(std::string_view bytes);
    IoResult receive(std::span<char> room);

private:
    struct Parts;
    explicit TlsSession(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
