// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/coroutine.h"

#include <array>

namespace ilv::frames {

namespace {

constexpr std::size_t kStep = 64;
constexpr std::size_t kClasses = 64; ///< frames over 4 KiB are rare and go to the heap

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kRecycle = false; // the sanitizer shall see every use of a dead frame
#else
constexpr bool kRecycle = true;
#endif

struct FreeFrame {
    FreeFrame* next;
};

/// The heads are plain data, so that a frame released while the thread's other objects die is still safe to keep; what
/// the lists hold is given back by Drain, after which nothing is kept any more.
struct Lists {
    std::array<FreeFrame*, kClasses> heads;
    bool closed;
};

thread_local constinit Lists lists{};

struct Drain {
    ~Drain()
    {
        lists.closed = true;
        for (FreeFrame*& head : lists.heads) {
            while (head)
                ::operator delete(std::exchange(head, head->next));
        }
    }
    void attach() const noexcept { } ///< naming the object makes the thread construct it
};

thread_local const Drain drain;

constexpr std::size_t classOf(std::size_t size)
{
    return (size - 1) / kStep;
}

} // namespace

void* allocate(std::size_t size)
{
    const std::size_t index = classOf(size);
    if (!kRecycle || index >= kClasses)
        return ::operator new(size);
    if (FreeFrame*& head = lists.heads[index])
        return std::exchange(head, head->next);
    return ::operator new((index + 1) * kStep);
}

void release(void* frame, std::size_t size) noexcept
{
    const std::size_t index = classOf(size);
    if (!kRecycle || index >= kClasses || lists.closed) {
        ::operator delete(frame);
        return;
    }
    drain.attach();
    lists.heads[index] = new (frame) FreeFrame{ lists.heads[index] };
}

} // namespace ilv::frames
