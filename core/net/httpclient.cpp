// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include "net/httpmachine.h"
#include "net/resolver.h"

#include <cassert>
#include <sys/epoll.h>
#include <utility>

namespace ilv {

namespace {

constexpr std::uint32_t kGone = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
constexpr std::uint32_t kReading = EPOLLIN | kGone;
constexpr std::uint32_t kWriting = EPOLLOUT | EPOLLHUP | EPOLLERR;

} // namespace

std::shared_ptr<AddressBook> makeAddressBook(IoLoop& loop, const Url& url)
{
    return std::make_shared<AddressBook>(loop, url.host, url.port);
}

/// Edge-triggered: a socket is registered once in its life, a request costs a send and a recv. Edges that come while
/// something else is waited for are kept in m_edges, since the kernel does not tell them twice.
struct HttpConnection::Parts final : IoLoop::Watcher, IoLoop::Timer, AddressBook::Asker {
    using Step = HttpMachine::Step;

    Parts(IoLoop& theLoop, Url url, std::shared_ptr<AddressBook> theBook)
        : loop(theLoop)
        , machine(std::move(url))
        , book(std::move(theBook))
    {
        if (!book)
            book = makeAddressBook(loop, machine.url());
    }
    ~Parts() override
    {
        if (waiter)
            waiter->parts = nullptr;
        book->forget(*this);
        unwatch();
    }

    // The awaitable: done when the exchange is. It lives in the coroutine that waits: either may go before the other.
    struct Settled {
        explicit Settled(Parts& theParts)
            : parts(&theParts)
        {
        }
        Settled(const Settled&) = delete;
        Settled& operator=(const Settled&) = delete;
        ~Settled()
        {
            if (parts && parts->waiter == this)
                parts->waiter = nullptr;
        }
        bool await_ready() const noexcept { return !parts->busy; }
        void await_suspend(std::coroutine_handle<> theHandle) noexcept
        {
            handle = theHandle;
            parts->waiter = this;
        }
        HttpReply await_resume() const noexcept
        {
            HttpReply reply = parts->machine.reply();
            reply.readyAt = parts->loop.batchTime();
            return reply;
        }

        Parts* parts; ///< null: gone
        std::coroutine_handle<> handle;
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
        if (!book->known().empty()) {
            proceed(machine.addressesFound(book->known()));
        } else if (const Code code = book->ask(*this); code != Code::None) {
            machine.fail(code);
            settle();
        }
    }

    void addressesFound(const Addresses& addresses) override { proceed(machine.addressesFound(addresses)); }

    void settle()
    {
        busy = false;
        if (waiter)
            std::exchange(waiter, nullptr)->handle.resume();
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
        book->forget(*this);
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
    std::shared_ptr<AddressBook> book;
    Settled* waiter = nullptr;
    Nanos deadline = 0; ///< of the exchange; 0: none
    std::uint32_t edges = 0;
    std::uint32_t wanted = 0;
    int watched = -1;
    unsigned sockets = 0;
    bool busy = false;
};

HttpConnection::HttpConnection(IoLoop& loop, Url url, std::shared_ptr<AddressBook> book)
    : m_parts(std::make_unique<Parts>(loop, std::move(url), std::move(book)))
{
}

HttpConnection::~HttpConnection() = default;

Co<HttpReply> HttpConnection::get(std::string_view target, Nanos deadline)
{
    m_parts->begin(deadline);
    m_parts->proceed(m_parts->machine.beginGet(target));
    co_return co_await Parts::Settled(*m_parts);
}

Co<HttpReply> HttpConnection::connect(Nanos deadline)
{
    m_parts->begin(deadline);
    m_parts->proceed(m_parts->machine.beginConnect());
    co_return co_await Parts::Settled(*m_parts);
}

} // namespace ilv
