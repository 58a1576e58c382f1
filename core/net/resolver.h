// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/codes.h"
#include "net/bytestream.h"
#include "net/ioloop.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ilv {

/// What is known without asking anybody: a numeric address, or localhost. Else empty.
[[nodiscard]] Addresses literalAddresses(const std::string& host, std::uint16_t port);

/// Asks the system's resolver and blocks for as long as it takes; empty when there is no such name.
[[nodiscard]] Addresses lookUpAddresses(const std::string& host, std::uint16_t port);

/// The same on a thread of its own, so that the loop goes on.
class AddressLookup final : IoLoop::Watcher {
public:
    explicit AddressLookup(IoLoop& loop);
    ~AddressLookup(); ///< does not wait: a lookup still running is left to end by itself, unheard
    AddressLookup(const AddressLookup&) = delete;
    AddressLookup& operator=(const AddressLookup&) = delete;

    /// `found` is called from the loop once, unless this is destroyed or started again before. NET_NO_PORTS when there
    /// is no thread or descriptor to be had for it: then it is not called.
    [[nodiscard]] Code start(const std::string& host, std::uint16_t port, std::function<void(Addresses)> found);
    void abandon();

private:
    void ready(std::uint32_t epollEvents) override;

    struct Shared;
    IoLoop& m_loop;
    std::shared_ptr<Shared> m_shared;
    std::function<void(Addresses)> m_found;
};

/// What several connections know of one host: it is looked up once, however many ask at the same time. A failure is not
/// kept. On the loop's thread, and in a shared_ptr.
class AddressBook : public std::enable_shared_from_this<AddressBook> {
public:
    class Asker {
    public:
        /// From the loop; empty: no such name. May destroy askers, and ask again.
        virtual void addressesFound(const Addresses& addresses) = 0;

    protected:
        ~Asker() = default;
    };

    AddressBook(IoLoop& loop, std::string host, std::uint16_t port);

    [[nodiscard]] const Addresses& known() const { return m_known; } ///< empty: not yet
    [[nodiscard]] Code ask(Asker& asker); ///< as AddressLookup::start()
    void forget(Asker& asker); ///< it is not told

private:
    void found(Addresses addresses);

    const std::string m_host;
    const std::uint16_t m_port;
    Addresses m_known;
    std::vector<Asker*> m_askers, m_telling;
    AddressLookup m_lookup;
};

} // namespace ilv
