// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpmachine.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ilv {

namespace {

std::string requestFields(const Url& url)
{
    std::string host = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
    if (url.port != (url.tls ? 443 : 80))
        host += ":" + std::to_string(url.port);
    return " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: interleave\r\n\r\n";
}

bool validTarget(std::string_view target)
{
    return target.starts_with('/')
        && std::all_of(target.begin(), target.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

HttpMachine::Step wanted(Io io)
{
    return io == Io::WantWrite ? HttpMachine::Step::WantWrite : HttpMachine::Step::WantRead;
}

} // namespace

HttpMachine::HttpMachine(Url url)
    : m_url(std::move(url))
    , m_fields(requestFields(m_url))
    , m_transport(m_url.tls, m_url.host)
{
}

HttpMachine::Step HttpMachine::beginConnect()
{
    m_connectOnly = true;
    return begin(Phase::Idle);
}

HttpMachine::Step HttpMachine::beginGet(std::string_view target)
{
    m_connectOnly = false;
    if (!validTarget(target)) {
        fail(Code::NetProtocol);
        return Step::Done;
    }
    m_request.assign("GET ").append(target).append(m_fields);
    return begin(Phase::Send);
}

HttpMachine::Step HttpMachine::begin(Phase whenOpen)
{
    m_reply = {};
    m_reused = m_transport.isOpen();
    m_phase = m_reused ? whenOpen : Phase::Locate;
    m_sent = 0;
    m_sendBlocked = false;
    if (m_parser.begun() || m_parser.state() != HttpParser::State::Incomplete)
        m_parser.clear();
    return advance();
}

HttpMachine::Step HttpMachine::advance(bool toEnd)
{
    for (;;) {
        switch (m_phase) {
        case Phase::Idle:
            return Step::Done;
        case Phase::Locate:
            if (m_addresses.empty())
                return Step::WantAddresses;
            m_nextAddress = 0;
            m_phase = Phase::Open;
            break;
        case Phase::Open:
            if (const Step step = openNext(); step != Step::Done)
                return step;
            break;
        case Phase::Connect:
            if (const IoResult result = m_transport.connected(); result.io == Io::WantWrite)
                return Step::WantWrite;
            else
                afterConnect(result);
            break;
        case Phase::Handshake: {
            const IoResult result = m_transport.handshake();
            if (result.io == Io::WantRead || result.io == Io::WantWrite)
                return wanted(result.io);
            if (result.io == Io::Done)
                m_phase = m_connectOnly ? Phase::Idle : Phase::Send;
            else
                fail(result.code);
            break;
        }
        case Phase::Send:
            if (const Step step = send(); step != Step::Done)
                return step;
            break;
        case Phase::Receive:
            if (const Step step = receive(toEnd); step != Step::Done)
                return step;
            break;
        }
    }
}

HttpMachine::Step HttpMachine::addressesFound(Addresses addresses)
{
    m_addresses = std::move(addresses);
    if (m_addresses.empty())
        fail(Code::NetDns);
    return advance();
}

HttpMachine::Step HttpMachine::openNext()
{
    if (m_nextAddress == m_addresses.size()) {
        fail(m_openFailure);
        return Step::Done;
    }
    const IoResult result = m_transport.open(m_addresses[m_nextAddress++]);
    ++m_sockets;
    if (result.io == Io::WantWrite) {
        m_phase = Phase::Connect;
        return Step::WantWrite;
    }
    afterConnect(result);
    return Step::Done;
}

void HttpMachine::afterConnect(const IoResult& result)
{
    if (result.io == Io::Done) {
        m_phase = Phase::Handshake;
    } else {
        m_openFailure = result.code;
        m_phase = Phase::Open;
    }
}

HttpMachine::Step HttpMachine::send()
{
    while (m_sent < m_request.size()) {
        const IoResult result = m_transport.send(std::string_view(m_request).substr(m_sent));
        if (result.io == Io::Done) {
            m_sent += result.bytes;
        } else if (result.io == Io::WantRead || result.io == Io::WantWrite) {
            m_sendBlocked = true;
            return wanted(result.io);
        } else {
            lost(result.io == Io::Ended ? Code::NetReset : result.code);
            return Step::Done;
        }
    }
    m_phase = Phase::Receive;
    // The answer cannot be here yet: reading now would be a system call for nothing.
    return m_sendBlocked || m_url.tls ? Step::Done : Step::WantRead;
}

HttpMachine::Step HttpMachine::receive(bool toEnd)
{
    for (;;) {
        const IoResult result = m_transport.receive(m_parser.space());
        if (result.io == Io::WantRead || result.io == Io::WantWrite)
            return wanted(result.io);
        if (result.io == Io::Failed) {
            lost(result.code);
            return Step::Done;
        }
        const bool ended = result.io == Io::Ended;
        if (ended && !m_parser.begun()) {
            lost(Code::NetReset);
            return Step::Done;
        }
        HttpParser::State state = ended ? m_parser.ended() : m_parser.received(result.bytes);
        while (state == HttpParser::State::Complete && m_parser.status() < 200) // "100 Continue" announces the answer
            state = m_parser.next();
        if (state == HttpParser::State::Complete)
            return finish(ended || toEnd);
        if (state == HttpParser::State::Malformed || ended) {
            fail(ended ? Code::NetReset : Code::NetProtocol);
            return Step::Done;
        }
        if (result.drained && !toEnd)
            return Step::WantRead;
    }
}

HttpMachine::Step HttpMachine::finish(bool ended)
{
    m_reply.status = m_parser.status();
    m_reply.code = m_reply.status >= 400 ? Code::NetStatus : Code::None;
    m_reply.body = m_parser.body();
    m_phase = Phase::Idle;
    if (ended || !m_parser.keepAlive() || m_parser.leftover() > 0)
        m_transport.close();
    return Step::Done;
}

void HttpMachine::fail(Code code)
{
    m_reply = {};
    m_reply.code = code;
    m_phase = Phase::Idle;
    m_transport.close();
}

void HttpMachine::lost(Code code)
{
    if (!m_reused || code != Code::NetReset || m_parser.begun()) {
        fail(code);
        return;
    }
    m_transport.close();
    m_reused = false;
    m_sent = 0;
    m_sendBlocked = false;
    m_nextAddress = 0;
    m_phase = Phase::Open;
}

void HttpMachine::checkIdle()
{
    std::array<char, 256> unasked;
    if (m_transport.isOpen() && m_transport.receive(unasked).io != Io::WantRead)
        m_transport.close();
}

} // namespace ilv
