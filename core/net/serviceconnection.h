// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/answercache.h"
#include "net/httpparser.h"
#include "net/ioloop.h"
#include "net/servicerequest.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ilv {

class ServiceConnection;

/// What the connections of one service share.
struct ServiceHost {
    IoLoop& loop;
    std::string prefix;
    AnswerCache cache;
    AnswerCache::Answer notFound;
    AnswerCache::Answer malformed;
    AnswerCache::Answer unavailable;
    AnswerCache::Answer garbage;
    std::uint64_t served = 0;
    std::function<void(ServiceConnection&)> closed; ///< destroys it
};

/// One client of the loopback service: reads a request, waits as long as it asks for, answers, reads the next.
/// Edge-triggered, so a request costs a recv and a send.
class ServiceConnection final : IoLoop::Watcher, IoLoop::Timer {
public:
    ServiceConnection(ServiceHost& host, int fd);
    ~ServiceConnection() override;

    std::size_t slot = 0; ///< the owner's place for it

private:
    enum class Phase : std::uint8_t { Reading, Waiting, Writing, Closed };

    void ready(std::uint32_t epollEvents) override;
    void fire() override;

    void work();
    bool read();
    void begin();
    void beginAnswer();
    bool write();
    void reset();

    ServiceHost& m_host;
    const int m_fd;
    HttpParser m_parser;
    ServiceRequest m_request;
    AnswerCache::Answer m_answer;
    std::size_t m_sent = 0;
    Phase m_phase = Phase::Reading;
    bool m_readable = true; ///< an edge came that has not been read to its end
    bool m_ending = false; ///< the peer will send nothing more: read until that shows
    bool m_closeAfter = false;
};

} // namespace ilv
