// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpclient.h"

#include "net/httpmachine.h"
#include "net/resolver.h"

#include <cerrno>
#include <poll.h>
#include <utility>

namespace ilv {

namespace {

/// True when the socket is ready; false when the deadline came first.
bool awaitReady(int fd, short events, Nanos deadline)
{
    pollfd item{ .fd = fd, .events = events, .revents = 0 };
    for (;;) {
        timespec limit{};
        if (deadline != 0) {
            const Nanos left = deadline - now();
            if (left <= 0)
                return false;
            limit = { .tv_sec = static_cast<time_t>(left / kSecond), .tv_nsec = static_cast<long>(left % kSecond) };
        }
        const int count = ::ppoll(&item, 1, deadline != 0 ? &limit : nullptr, nullptr);
        if (count > 0)
            return true;
        if (count < 0 && errno != EINTR)
            return true; // the next call on the socket will say what is wrong with it
    }
}

} // namespace

struct BlockingHttpConnection::Parts {
    using Step = HttpMachine::Step;

    explicit Parts(Url url)
        : machine(std::move(url))
    {
    }

    HttpReply complete(Step step, Nanos deadline)
    {
        while (step != Step::Done) {
            if (step == Step::WantAddresses) {
                const Url& url = machine.url();
                Addresses known = literalAddresses(url.host, url.port);
                step = machine.addressesFound(known.empty() ? lookUpAddresses(url.host, url.port) : std::move(known));
            } else if (awaitReady(machine.fd(), step == Step::WantRead ? POLLIN : POLLOUT, deadline)) {
                step = machine.advance();
            } else {
                machine.fail(Code::NetTimeout);
                break;
            }
        }
        return machine.reply();
    }

    HttpMachine machine;
};

BlockingHttpConnection::BlockingHttpConnection(Url url)
    : m_parts(std::make_unique<Parts>(std::move(url)))
{
}

BlockingHttpConnection::~BlockingHttpConnection() = default;

HttpReply BlockingHttpConnection::get(std::string_view target, Nanos deadline)
{
    return m_parts->complete(m_parts->machine.beginGet(target), deadline);
}

HttpReply BlockingHttpConnection::connect(Nanos deadline)
{
    return m_parts->complete(m_parts->machine.beginConnect(), deadline);
}

} // namespace ilv
