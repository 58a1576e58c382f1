// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace ilv {

/// Reads HTTP/1.x messages out of a stream of bytes, whatever way they are cut. The grammar is Boost.Beast's; this adds
/// the buffer, the limits and the reuse: after the first messages of a connection nothing is allocated any more.
///
///     const auto room = parser.space();  n = recv(fd, room);  switch (parser.received(n)) …
class HttpParser {
public:
    enum class Kind : std::uint8_t { Request, Response };
    enum class State : std::uint8_t { Incomplete, Complete, Malformed };

    static constexpr std::size_t kHeadLimit = 16 * 1024; ///< start line and fields
    static constexpr std::size_t kBodyLimit = 64 * 1024 * 1024;

    explicit HttpParser(Kind kind, std::size_t bodyLimit = kBodyLimit);
    ~HttpParser();
    HttpParser(const HttpParser&) = delete;
    HttpParser& operator=(const HttpParser&) = delete;

    /// Room for at least 1 KiB of what comes next. Only while Incomplete.
    [[nodiscard]] std::span<char> space();
    State received(std::size_t bytes); ///< so many were put into space()
    State ended(); ///< the peer ends its side: completes a response whose body goes until then, else Malformed

    [[nodiscard]] State state() const;
    [[nodiscard]] bool begun() const; ///< at least one byte of this message is here
    [[nodiscard]] std::size_t leftover() const; ///< bytes after a complete message
    State next(); ///< forgets the message; the next one may be in the leftover already
    void clear(); ///< forgets everything: a new connection

    // Of a complete message, valid until next() or clear().
    [[nodiscard]] int status() const; ///< of a response
    [[nodiscard]] bool get() const; ///< a request by GET
    [[nodiscard]] std::string_view target() const; ///< of a request
    [[nodiscard]] bool keepAlive() const;
    [[nodiscard]] std::span<const std::byte> body() const;

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace ilv
