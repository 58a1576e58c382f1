// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"
#include "net/transport.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

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

    /// `found` is called from the loop once, unless this is destroyed or started again before.
    void start(const std::string& host, std::uint16_t port, std::function<void(Addresses)> found);
    void abandon();

private:
    void ready(std::uint32_t epollEvents) override;

    struct Shared;
    IoLoop& m_loop;
    std::shared_ptr<Shared> m_shared;
    std::function<void(Addresses)> m_found;
};

} // namespace ilv
