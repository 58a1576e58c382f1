// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "pool/workerside.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ilv {

/// The words between a pool and its zygote: single messages on a SOCK_SEQPACKET socket pair. A zygote is a worker
/// program that has come up and waits; it forks a ready worker on request, which costs a tenth of starting a program.
struct ZygoteRequest {
    enum class Kind : std::uint32_t { Fork = 1, Signal };
    Kind kind = Kind::Fork;
    std::uint32_t id = 0; ///< the pool's name for the worker
    std::int32_t signal = 0; ///< Signal: to the worker's whole group, if it has not been reaped
    std::uint32_t present = 0; ///< Fork: bit i set: place i of the passed descriptors (below) is among those attached
};

struct ZygoteReply {
    enum class Kind : std::uint32_t { Forked = 1, Ended, Failed };
    Kind kind = Kind::Forked;
    std::uint32_t id = 0;
    std::int32_t pid = 0;
    std::int32_t value = 0; ///< Ended: the wait status; Failed: errno
};

/// What a forked worker is given: errors, in, out, page, input arena, output arena; -1: absent. `out` is absent when it
/// is `in`.
inline constexpr std::size_t kPassedDescriptors = 6;
using PassedDescriptors = std::array<int, kPassedDescriptors>;

/// Sends a request with those descriptors that are not -1. False: errno.
[[nodiscard]] bool sendRequest(int socket, ZygoteRequest request, const PassedDescriptors& descriptors);
/// Nothing: the other end is closed, or what came is no request.
[[nodiscard]] std::optional<ZygoteRequest> receiveRequest(int socket, PassedDescriptors& descriptors);

} // namespace ilv
