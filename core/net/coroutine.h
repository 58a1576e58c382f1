// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <new>
#include <utility>

namespace ilv {

/// Coroutine frames come from per-thread free lists by size: after warm-up a co_await costs no malloc.
namespace frames {
[[nodiscard]] void* allocate(std::size_t size);
void release(void* frame, std::size_t size) noexcept;
} // namespace frames

/// A coroutine that starts when awaited and resumes its awaiter when it ends. Result by value. One that ends within its
/// start lets the awaiter go on instead of resuming it, so a loop over answers that are there at once keeps its stack in
/// every build: symmetric transfer would need tail calls, which neither -O0 nor AddressSanitizer makes.
template <typename T> class [[nodiscard]] Co {
public:
    struct promise_type {
        std::coroutine_handle<> awaiter; ///< none until it has to wait itself
        T value{};
        Co get_return_object() { return Co(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        auto final_suspend() noexcept
        {
            struct Final {
                bool await_ready() noexcept { return false; }
                void await_suspend(std::coroutine_handle<promise_type> h) noexcept
                {
                    if (h.promise().awaiter)
                        h.promise().awaiter.resume(); // may destroy this
                }
                void await_resume() noexcept { }
            };
            return Final{};
        }
        void return_value(T v) { value = std::move(v); }
        void unhandled_exception() { std::terminate(); } // errors are values here
        static void* operator new(std::size_t size) { return frames::allocate(size); }
        static void operator delete(void* p, std::size_t size) noexcept { frames::release(p, size); }
    };

    Co(Co&& other) noexcept
        : m_handle(std::exchange(other.m_handle, nullptr))
    {
    }
    Co& operator=(Co&&) = delete;
    ~Co()
    {
        if (m_handle)
            m_handle.destroy();
    }

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiter) noexcept
    {
        m_handle.resume();
        if (m_handle.done())
            return false;
        m_handle.promise().awaiter = awaiter;
        return true;
    }
    T await_resume() { return std::move(m_handle.promise().value); }

private:
    explicit Co(std::coroutine_handle<promise_type> handle)
        : m_handle(handle)
    {
    }
    std::coroutine_handle<promise_type> m_handle;
};

/// A coroutine owned by whoever started it: runs until its first suspension at once; destroyed with the value, wherever
/// it stands (its locals' destructors disarm timers and watchers: that is how a stop drops what is in flight).
class [[nodiscard]] Strand {
public:
    struct promise_type {
        bool finished = false;
        Strand get_return_object() { return Strand(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept
        {
            finished = true;
            return {};
        }
        void return_void() { }
        void unhandled_exception() { std::terminate(); }
        static void* operator new(std::size_t size) { return frames::allocate(size); }
        static void operator delete(void* p, std::size_t size) noexcept { frames::release(p, size); }
    };

    Strand() = default;
    Strand(Strand&& other) noexcept
        : m_handle(std::exchange(other.m_handle, nullptr))
    {
    }
    Strand& operator=(Strand&& other) noexcept
    {
        std::swap(m_handle, other.m_handle);
        return *this;
    }
    ~Strand()
    {
        if (m_handle)
            m_handle.destroy();
    }
    [[nodiscard]] bool finished() const { return !m_handle || m_handle.promise().finished; }

private:
    explicit Strand(std::coroutine_handle<promise_type> handle)
        : m_handle(handle)
    {
    }
    std::coroutine_handle<promise_type> m_handle;
};

/// co_await sleepUntil(loop, due): resumes from the loop's timers, never early. Yields how late the loop's turn was
/// that resumed it (batchTime - due, science §13).
class SleepUntil final : public IoLoop::Timer {
public:
    SleepUntil(IoLoop& loop, Nanos due)
        : m_loopRef(loop)
        , m_due(due)
    {
    }
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle)
    {
        m_handle = handle;
        m_loopRef.arm(*this, m_due);
    }
    Nanos await_resume() const { return m_loopRef.batchTime() - m_due; }

private:
    void fire() override { m_handle.resume(); }
    IoLoop& m_loopRef;
    Nanos m_due;
    std::coroutine_handle<> m_handle;
};

[[nodiscard]] inline SleepUntil sleepUntil(IoLoop& loop, Nanos due)
{
    return SleepUntil(loop, due);
}

/// A place where one coroutine waits until somebody calls notify(); a notify before the wait is kept (one).
class Gate {
public:
    /// Stands for the gate in a co_await: GCC 12 copies an awaited lvalue that a lambda captured by reference.
    struct Wait {
        Gate& gate;
        bool await_ready() noexcept { return std::exchange(gate.m_open, false); }
        void await_suspend(std::coroutine_handle<> handle) noexcept { gate.m_waiting = handle; }
        void await_resume() noexcept { }
    };

    Gate() = default;
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    [[nodiscard]] Wait operator co_await() noexcept { return { *this }; }
    [[nodiscard]] bool waiting() const { return static_cast<bool>(m_waiting); }
    void notify() ///< resumes the waiter at once, on the caller's stack
    {
        if (m_waiting)
            std::exchange(m_waiting, {}).resume();
        else
            m_open = true;
    }

private:
    std::coroutine_handle<> m_waiting;
    bool m_open = false;
};

} // namespace ilv
