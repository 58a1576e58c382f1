// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include "net/httpmachine.h"
#include "net/resolver.h"

#include <cassert>
#include <optional>
#include <sys/epoll.h>
#include <utility>

namespace ilv {

namespace {

constexpr std::uint32_t kGone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
constexpr std::uint32_t kReading = EPOLLIN | kGone;
constexpr std::uint32_t kWriting = EPOLLOUT | EPOLLHUP | EPOLLERR;

} // namespace

/// Edge-triggered: a socket is registered once in its life, a request costs a send and a recv. Edges that come while
/// something else is waited for are kept in m_edges, since the kernel does not tell them twice.
struct HttpConnection::Parts final : IoLoop::Watcher, IoLoop::Timer {
    using Step = HttpMachine::Step;

    Parts(IoLoop& theLoop, Url url)
        : loop(theLoop)
        , machine(std::move(url))
    {
    }
    ~Parts() override { unwatch(); }

    // The awaitable: done when the exchange is.
    struct Settled {
        Parts& parts;
        bool await_ready() const noexcept { return !parts.busy; }
        void await_suspend(std::coroutine_handle<> handle) noexcept { parts.waiter = handle; }
        HttpReply await_resume() const noexcept
        {
            HttpReply reply = parts.machine.reply();
            reply.readyAt = parts.loop.batchTime();
            return reply;
        }
    };

    /// The timer stays armed from one exchange to the next while it is early enough, and looks at the deadline when it
    /// fires: a thousand connections would otherwise reorder the loop's timers twice a request.
    void begin(Nanos until)
    {
        assert(!busy && "one exchange at a time");
        busy = true;
        deadline = until;
        if (deadline != 0 && (!armed() || due() > deadline))
            loop.arm(*this, deadline);
    }

    /// Goes on until an edge is needed that has not come yet. May end with resuming the waiter, who may destroy this.
    void proceed(Step step)
    {
        watch();
        while (step == Step::WantRead || step == Step::WantWrite) {
            wanted = step == Step::WantRead ? kReading : kWriting;
            if ((edges & wanted) == 0)
                return;
            const bool toEnd = (edges & kGone) != 0;
            edges &= ~wanted;
            step = machine.advance(toEnd);
            watch();
        }
        if (step == Step::WantAddresses)
            locate();
        else
            settle();
    }

    void locate()
    {
        const Url& url = machine.url();
        if (Addresses known = literalAddresses(url.host, url.port); !known.empty()) {
            proceed(machine.addressesFound(std::move(known)));
            return;
        }
        if (!lookup)
            lookup.emplace(loop);
        lookup->start(
            url.host, url.port, [this](Addresses found) { proceed(machine.addressesFound(std::move(found))); });
    }

    void settle()
    {
        busy = false;
        if (waiter)
            std::exchange(waiter, {}).resume();
    }

    void ready(std::uint32_t epollEvents) override
    {
        edges |= epollEvents;
        if (busy) {
            if ((edges & wanted) != 0)
                proceed(wanted == kReading ? Step::WantRead : Step::WantWrite);
            return;
        }
        if ((edges & kReading) != 0) {
            machine.checkIdle();
            watch();
        }
        edges = 0;
    }

    void fire() override
    {
        if (!busy || deadline == 0)
            return;
        if (deadline > loop.batchTime()) {
            loop.arm(*this, deadline);
            return;
        }
        if (lookup)
            lookup->abandon();
        machine.fail(Code::NetTimeout);
        watch();
        settle();
    }

    /// Follows the machine from one socket to the next.
    void watch()
    {
        if (watched == machine.fd() && sockets == machine.sockets())
            return;
        unwatch();
        edges = 0;
        sockets = machine.sockets();
        watched = machine.fd();
        if (watched >= 0)
            loop.add(watched, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, *this);
    }

    void unwatch()
    {
        if (watched >= 0)
            loop.remove(std::exchange(watched, -1), *this);
    }

    IoLoop& loop;
    HttpMachine machine;
    std::optional<AddressLookup> lookup;
    std::coroutine_handle<> waiter;
    Nanos deadline = 0; ///< of the exchange; 0: none
    std::uint32_t edges = 0;
    std::uint32_t wanted = 0;
    int watched = -1;
    unsigned sockets = 0;
    bool busy = false;
};

HttpConnection::HttpConnection(IoLoop& loop, Url url)
    : m_parts(std::make_unique<Parts>(loop, std::move(url)))
{
}

HttpConnection::~HttpConnection() = default;

Co<HttpReply> HttpConnection::get(std::string_view target, Nanos deadline)
{
    m_parts->begin(deadline);
    m_parts->proceed(m_parts->machine.beginGet(target));
    co_return co_await Parts::Settled{ *m_parts };
}

Co<HttpReply> HttpConnection::connect(Nanos deadline)
{
    m_parts->begin(deadline);
    m_parts->proceed(m_parts->machine.beginConnect());
    co_return co_await Parts::Settled{ *m_parts };
}

} // namespace ilv
