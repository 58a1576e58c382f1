// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "net/ioloop.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace ilv {

/// The other end of the I/O: an HTTP/1.1 keep-alive server on 127.0.0.1 whose every answer says in its path how it is
/// to be: GET PREFIX/r?ns=LATENCY&bytes=SIZE&v=VARIANT[&fault=reset|close|garbage|status]. Anything else is 404.
/// The body is `fill(variant, span)`. Latency counts from the complete request to the first byte of the answer.
class HttpService {
public:
    struct Options {
        std::string prefix; ///< random path prefix, "/…"; empty: none
        std::uint16_t port = 0; ///< 0: a free one
        std::function<void(std::uint32_t variant, std::span<std::byte> body)> fill; ///< content of a body
    };
    HttpService(IoLoop& loop, Options options);
    ~HttpService();
    HttpService(const HttpService&) = delete;
    HttpService& operator=(const HttpService&) = delete;

    [[nodiscard]] Status listen(); ///< NET_REFUSED, NET_NO_PORTS
    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::uint64_t served() const;
    [[nodiscard]] int connections() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
