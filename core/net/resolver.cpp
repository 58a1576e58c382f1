// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/resolver.h"

#include <arpa/inet.h>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <netdb.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

SocketAddress fromFour(in_addr address, std::uint16_t port)
{
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_addr = address;
    four.sin_port = htons(port);
    SocketAddress result;
    std::memcpy(&result.storage, &four, sizeof four);
    result.size = sizeof four;
    return result;
}

SocketAddress fromSix(in6_addr address, std::uint16_t port)
{
    SocketAddress result;
    result.storage.sin6_family = AF_INET6;
    result.storage.sin6_addr = address;
    result.storage.sin6_port = htons(port);
    result.size = sizeof result.storage;
    return result;
}

} // namespace

Addresses literalAddresses(const std::string& host, std::uint16_t port)
{
    in_addr four{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1)
        return { fromFour(four, port) };
    in6_addr six{};
    if (::inet_pton(AF_INET6, host.c_str(), &six) == 1)
        return { fromSix(six, port) };
    if (::strcasecmp(host.c_str(), "localhost") == 0)
        return { fromFour({ .s_addr = htonl(INADDR_LOOPBACK) }, port), fromSix(in6addr_loopback, port) };
    return {};
}

Addresses lookUpAddresses(const std::string& host, std::uint16_t port)
{
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &list) != 0)
        return {};
    Addresses found;
    for (const addrinfo* item = list; item; item = item->ai_next) {
        if (item->ai_family != AF_INET && item->ai_family != AF_INET6)
            continue;
        SocketAddress address;
        std::memcpy(&address.storage, item->ai_addr, item->ai_addrlen);
        address.storage.sin6_port = htons(port); // the same place in both families
        address.size = item->ai_addrlen;
        found.push_back(address);
    }
    ::freeaddrinfo(list);
    return found;
}

/// Lives as long as the slower of the two: the thread that looks up, and who waits for it.
struct AddressLookup::Shared {
    explicit Shared(int descriptor)
        : event(descriptor)
    {
    }
    ~Shared() { ::close(event); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    const int event;
    std::atomic<bool> done{ false };
    Addresses found; ///< written by the thread before `done`, read by the loop after
};

AddressLookup::AddressLookup(IoLoop& loop)
    : m_loop(loop)
{
}

AddressLookup::~AddressLookup()
{
    abandon();
}

Code AddressLookup::start(const std::string& host, std::uint16_t port, std::function<void(Addresses)> found)
{
    abandon();
    const int event = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (event < 0)
        return Code::NetNoPorts;
    try {
        m_shared = std::make_shared<Shared>(event);
        m_loop.add(m_shared->event, EPOLLIN, *this);
        std::thread([shared = m_shared, host, port] {
            shared->found = lookUpAddresses(host, port);
            shared->done.store(true, std::memory_order_release);
            ::eventfd_write(shared->event, 1);
        }).detach();
    } catch (const std::system_error&) { // no thread: nobody above could do anything but terminate
        abandon();
        return Code::NetNoPorts;
    }
    m_found = std::move(found);
    return Code::None;
}

void AddressLookup::abandon()
{
    if (m_shared)
        m_loop.remove(m_shared->event, *this);
    m_shared.reset();
}

void AddressLookup::ready(std::uint32_t)
{
    if (!m_shared->done.load(std::memory_order_acquire))
        return;
    Addresses found = std::move(m_shared->found);
    const auto tell = std::move(m_found); // may destroy this
    abandon();
    tell(std::move(found));
}

AddressBook::AddressBook(IoLoop& loop, std::string host, std::uint16_t port)
    : m_host(std::move(host))
    , m_port(port)
    , m_known(literalAddresses(m_host, port))
    , m_lookup(loop)
{
}

Code AddressBook::ask(Asker& asker)
{
    if (m_askers.empty()) {
        const Code code = m_lookup.start(m_host, m_port, [this](Addresses addresses) { found(std::move(addresses)); });
        if (code != Code::None)
            return code;
    }
    m_askers.push_back(&asker);
    return Code::None;
}

void AddressBook::forget(Asker& asker)
{
    std::erase(m_askers, &asker);
    std::erase(m_telling, &asker);
    if (m_askers.empty())
        m_lookup.abandon();
}

void AddressBook::found(Addresses addresses)
{
    const auto self = shared_from_this(); // the last of those who share it may go when it is told
    m_known = std::move(addresses);
    m_telling = std::exchange(m_askers, {}); // who is told of a failure may ask again
    while (!m_telling.empty()) {
        Asker* asker = m_telling.back();
        m_telling.pop_back();
        asker->addressesFound(m_known);
    }
}

} // namespace ilv
