// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "trial/events.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <string_view>
#include <thread>

namespace ilv {

/// The host's thread for talking: ten times a second it asks for a live event and writes it, and it listens on stdin
/// meanwhile, so that a host whose main thread computes or is stuck is still followed and can still be stopped.
class Reporter {
public:
    struct Callbacks {
        std::function<std::vector<HostEvent>()> tick; ///< what is to be told in any case; on the reporter's thread
        std::function<HostEvent()> live; ///< then the picture of the moment; on the reporter's thread
        std::function<void(Nanos)> beat = {}; ///< on the reporter's thread, every `every`, on an absolute grid
        Nanos every = 0; ///< 0: no beat
        std::function<void()> cancel; ///< the runner asked for it; on the reporter's thread
        std::function<void(std::string_view lane, std::string_view fault)> fault = {}; ///< likewise: plant one
        std::function<void()> orphaned; ///< stdin was closed: the runner is gone
    };
    Reporter(int in, int out, Callbacks callbacks);
    ~Reporter(); ///< stops and joins

    void start();
    void stop(); ///< no tick after this returns
    /// CPU that the reporter's thread has used so far, seconds; -1: it does not run. Any thread but after stop().
    [[nodiscard]] double cpuSeconds();
    /// Of it, for the live events: asking for them and writing them. Any thread.
    [[nodiscard]] double liveCpuSeconds() const { return secondsFromNanos(m_liveCpu.load(std::memory_order_relaxed)); }
    void write(const HostEvent& event); ///< any thread; whole lines; blocks while the pipe is full

private:
    void loop();
    void listen();
    void tell();

    int m_in, m_out, m_wake;
    Callbacks m_callbacks;
    std::mutex m_writeMutex;
    std::atomic<bool> m_flushed { false };
    std::atomic<Nanos> m_liveCpu { 0 };
    std::thread m_thread;
    std::string m_heard;
};

} // namespace ilv
