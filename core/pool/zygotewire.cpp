// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/zygote.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace ilv {

namespace {

constexpr std::size_t kControlSize = CMSG_SPACE(sizeof(int) * kPassedDescriptors);

} // namespace

bool sendRequest(int socket, ZygoteRequest request, const PassedDescriptors& descriptors)
{
    int passed[kPassedDescriptors];
    std::size_t count = 0;
    request.present = 0;
    for (std::size_t i = 0; i < kPassedDescriptors; ++i) {
        if (descriptors[i] >= 0) {
            request.present |= 1U << i;
            passed[count++] = descriptors[i];
        }
    }
    iovec part{ &request, sizeof request };
    alignas(cmsghdr) char control[kControlSize]{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (count > 0) {
        message.msg_control = control;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof(int) * count);
        std::memcpy(CMSG_DATA(header), passed, sizeof(int) * count);
    }
    return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(sizeof request);
}

std::optional<ZygoteRequest> receiveRequest(int socket, PassedDescriptors& descriptors)
{
    descriptors.fill(-1);
    ZygoteRequest request;
    iovec part{ &request, sizeof request };
    alignas(cmsghdr) char control[kControlSize]{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    ssize_t n = -1;
    do {
        n = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    int passed[kPassedDescriptors];
    std::size_t count = 0;
    if (const cmsghdr* header = n > 0 ? CMSG_FIRSTHDR(&message) : nullptr; header && header->cmsg_type == SCM_RIGHTS) {
        count = std::min((header->cmsg_len - CMSG_LEN(0)) / sizeof(int), kPassedDescriptors);
        std::memcpy(passed, CMSG_DATA(header), sizeof(int) * count);
    }
    std::size_t used = 0;
    for (std::size_t i = 0; i < kPassedDescriptors && used < count; ++i) {
        if ((request.present & (1U << i)) != 0)
            descriptors[i] = passed[used++];
    }
    for (; used < count; ++used)
        ::close(passed[used]);
    if (n != static_cast<ssize_t>(sizeof request))
        return std::nullopt;
    return request;
}

} // namespace ilv
