// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpparser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <cassert>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

namespace {

namespace http = boost::beast::http;
using BeastError = boost::beast::error_code;

constexpr std::size_t kFirstBuffer = 4 * 1024;
constexpr std::size_t kLargestBuffer = 64 * 1024; ///< four times what an unfinished line may fill
constexpr std::size_t kLeastRoom = 1024;
constexpr std::size_t kLastChunk = 5; ///< "0", line end, line end

/// Where Beast's callbacks put what they see.
struct Message {
    const char* input = nullptr; ///< start of the bytes being parsed
    std::size_t headBefore = 0; ///< bytes of the head consumed before them
    std::size_t bodyLimit = 0;
    std::string target;
    int status = 0;
    bool get = false;
    bool exactLength = false; ///< Content-Length is known to be `length`
    std::uint64_t length = 0;
    std::uint64_t chunkLeft = 0; ///< bytes of the chunk being read
    std::span<const std::byte> view; ///< a body that came in one piece stays in the buffer
    std::vector<std::byte> pieces;

    void forget()
    {
        headBefore = 0;
        target.clear();
        status = 0;
        get = false;
        exactLength = false;
        length = 0;
        chunkLeft = 0;
        view = {};
        pieces.clear();
    }

    void append(boost::beast::string_view piece, BeastError& failure)
    {
        if (piece.size() > bodyLimit - pieces.size()) {
            failure = http::error::body_limit;
            return;
        }
        const auto bytes = std::as_bytes(std::span(piece.data(), piece.size()));
        if (exactLength && piece.size() == length)
            view = bytes;
        else
            pieces.insert(pieces.end(), bytes.begin(), bytes.end());
    }
};

template <bool kRequest> class Reader final : public http::basic_parser<kRequest> {
public:
    explicit Reader(Message& message)
        : m_message(message)
    {
        this->header_limit(HttpParser::kHeadLimit);
        this->body_limit(message.bodyLimit);
        this->eager(true);
    }

private:
    using Text = boost::beast::string_view;

    void on_request_impl(http::verb verb, Text, Text target, int, BeastError&) override
    {
        m_message.get = verb == http::verb::get;
        m_message.target.assign(target.data(), target.size());
    }
    void on_response_impl(int status, Text, int, BeastError&) override { m_message.status = status; }
    void on_field_impl(http::field, Text name, Text value, BeastError& failure) override
    {
        // Beast limits only what it has not consumed yet, so that a head of short lines could go on for ever.
        const auto before = m_message.headBefore + static_cast<std::size_t>(name.data() - m_message.input);
        if (before + name.size() + value.size() > HttpParser::kHeadLimit)
            failure = http::error::header_limit;
    }
    void on_header_impl(BeastError&) override { }
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, BeastError&) override
    {
        m_message.exactLength = length.has_value();
        m_message.length = length.value_or(0);
    }
    std::size_t on_body_impl(Text piece, BeastError& failure) override
    {
        m_message.append(piece, failure);
        return piece.size();
    }
    void on_chunk_header_impl(std::uint64_t size, Text, BeastError&) override { m_message.chunkLeft = size; }
    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, BeastError& failure) override
    {
        m_message.chunkLeft -= piece.size();
        m_message.append(piece, failure);
        return piece.size();
    }
    void on_finish_impl(BeastError&) override { }

    Message& m_message;
};

} // namespace

struct HttpParser::Parts {
    Parts(Kind wanted, std::size_t bodyLimit)
        : kind(wanted)
    {
        message.bodyLimit = bodyLimit;
        restart();
    }

    const Kind kind;
    State state = State::Incomplete;
    Message message;
    std::optional<Reader<true>> request;
    std::optional<Reader<false>> response;
    std::vector<char> buffer = std::vector<char>(kFirstBuffer);
    std::size_t begin = 0;
    std::size_t end = 0;

    template <typename Use> auto withReader(Use use) const
    {
        return kind == Kind::Request ? use(*request) : use(*response);
    }
    template <typename Use> auto withReader(Use use) { return kind == Kind::Request ? use(*request) : use(*response); }

    void restart()
    {
        message.forget();
        state = State::Incomplete;
        if (kind == Kind::Request)
            request.emplace(message);
        else
            response.emplace(message);
    }

    template <bool kRequest> State parse(Reader<kRequest>& reader)
    {
        while (begin < end) {
            const bool inHead = !reader.is_header_done();
            // Beast asserts at least as much of the last chunk; from between two chunks more than that must follow.
            if (!inHead && reader.chunked() && message.chunkLeft == 0 && end - begin < kLastChunk)
                break;
            message.input = buffer.data() + begin;
            BeastError failure;
            const std::size_t used = reader.put({ message.input, end - begin }, failure);
            begin += used;
            if (failure && failure != http::error::need_more)
                return State::Malformed;
            if (reader.is_done())
                return State::Complete;
            if (inHead)
                message.headBefore += used;
            if (!reader.is_header_done() && message.headBefore + (end - begin) > kHeadLimit)
                return State::Malformed;
            if (used == 0 || failure)
                break;
        }
        return State::Incomplete;
    }

    /// Beast looks at a head only when all of it is there; a peer that speaks something else is told apart at once.
    bool speaksHttp() const
    {
        constexpr std::string_view kStart = "HTTP/1.";
        const std::size_t seen = std::min(kStart.size(), end - begin);
        return kind == Kind::Request || message.headBefore > 0 || response->is_header_done()
            || kStart.substr(0, seen) == std::string_view(buffer.data() + begin, seen);
    }

    State parse()
    {
        state = speaksHttp() ? withReader([this](auto& reader) { return parse(reader); }) : State::Malformed;
        return state;
    }
};

HttpParser::HttpParser(Kind kind, std::size_t bodyLimit)
    : m_parts(std::make_unique<Parts>(kind, bodyLimit))
{
}

HttpParser::~HttpParser() = default;

std::span<char> HttpParser::space()
{
    Parts& p = *m_parts;
    if (p.begin == p.end)
        p.begin = p.end = 0;
    // A body larger than the buffer is worth larger reads.
    const std::size_t expected = std::max<std::size_t>(p.message.length + kLeastRoom, 2 * p.message.pieces.size());
    if (expected > p.buffer.size() && p.buffer.size() < kLargestBuffer)
        p.buffer.resize(std::min(expected, kLargestBuffer));
    if (p.buffer.size() - p.end < kLeastRoom && p.begin > 0) {
        std::memmove(p.buffer.data(), p.buffer.data() + p.begin, p.end - p.begin);
        p.end -= std::exchange(p.begin, 0);
    }
    if (p.buffer.size() - p.end < kLeastRoom)
        p.buffer.resize(p.buffer.size() * 2);
    return std::span(p.buffer).subspan(p.end);
}

HttpParser::State HttpParser::received(std::size_t bytes)
{
    Parts& p = *m_parts;
    assert(p.state == State::Incomplete && bytes <= p.buffer.size() - p.end);
    p.end += bytes;
    // The only thing that may stay unconsumed at this size is a chunk's extension or a trailer without end.
    if (p.parse() == State::Incomplete && p.end - p.begin > kLargestBuffer / 2)
        p.state = State::Malformed;
    return p.state;
}

HttpParser::State HttpParser::ended()
{
    Parts& p = *m_parts;
    if (p.state != State::Incomplete)
        return p.state;
    p.state = p.withReader([](auto& reader) {
        BeastError failure;
        if (reader.got_some())
            reader.put_eof(failure);
        return reader.got_some() && !failure && reader.is_done() ? State::Complete : State::Malformed;
    });
    return p.state;
}

HttpParser::State HttpParser::state() const
{
    return m_parts->state;
}

bool HttpParser::begun() const
{
    return m_parts->end > m_parts->begin || m_parts->withReader([](auto& reader) { return reader.got_some(); });
}

std::size_t HttpParser::leftover() const
{
    return m_parts->end - m_parts->begin;
}

HttpParser::State HttpParser::next()
{
    m_parts->restart();
    return m_parts->begin < m_parts->end ? m_parts->parse() : State::Incomplete;
}

void HttpParser::clear()
{
    m_parts->begin = m_parts->end = 0;
    m_parts->restart();
}

int HttpParser::status() const
{
    return m_parts->message.status;
}

bool HttpParser::get() const
{
    return m_parts->message.get;
}

std::string_view HttpParser::target() const
{
    return m_parts->message.target;
}

bool HttpParser::keepAlive() const
{
    return m_parts->withReader([](auto& reader) { return reader.keep_alive(); });
}

std::span<const std::byte> HttpParser::body() const
{
    return m_parts->message.view.empty() ? std::span<const std::byte>(m_parts->message.pieces) : m_parts->message.view;
}

} // namespace ilv
