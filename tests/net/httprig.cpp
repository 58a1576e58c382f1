// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httprig.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace ilv {

namespace {

RigReply copyOf(const HttpReply& reply)
{
    return { .code = reply.code,
        .status = reply.status,
        .body = std::string(reinterpret_cast<const char*>(reply.body.data()), reply.body.size()),
        .readyAt = reply.readyAt };
}

/// A loop on a thread, which can be asked to run something.
class LoopThread final : IoLoop::Watcher {
public:
    LoopThread()
        : m_event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
        , m_thread([this] { run(); })
    {
    }
    ~LoopThread()
    {
        call([this] { m_loop->stop(); });
        m_thread.join();
        ::close(m_event);
    }
    LoopThread(const LoopThread&) = delete;
    LoopThread& operator=(const LoopThread&) = delete;

    IoLoop& loop() { return *m_loop; }

    void call(const std::function<void()>& work)
    {
        std::unique_lock lock(m_mutex);
        m_work = &work;
        ::eventfd_write(m_event, 1);
        m_done.wait(lock, [this] { return m_work == nullptr; });
    }

private:
    void run()
    {
        IoLoop loop;
        m_loop = &loop;
        loop.add(m_event, EPOLLIN, *this);
        loop.run();
        loop.remove(m_event, *this);
    }
    void ready(std::uint32_t) override
    {
        eventfd_t value = 0;
        ::eventfd_read(m_event, &value);
        const std::lock_guard lock(m_mutex);
        (*std::exchange(m_work, nullptr))();
        m_done.notify_all();
    }

    const int m_event;
    IoLoop* m_loop = nullptr; ///< of the thread; valid inside call()
    std::mutex m_mutex;
    std::condition_variable m_done;
    const std::function<void()>* m_work = nullptr;
    std::thread m_thread;
};

} // namespace

struct HttpRig::Parts {
    std::optional<IoLoop> own;
    std::optional<LoopThread> thread;
    std::shared_ptr<void> servers;
    std::unique_ptr<HttpConnection> async;
    std::unique_ptr<BlockingHttpConnection> blocking;

    template <typename Ask> RigReply complete(Ask ask)
    {
        RigReply reply;
        const auto run = [&]() -> Strand { reply = copyOf(co_await ask()); };
        const Strand strand = run();
        const Nanos limit = now() + 10 * kSecond;
        while (!strand.finished()) {
            own->poll(kSecond);
            if (now() > limit)
                throw std::runtime_error("no answer within ten seconds");
        }
        return reply;
    }
};

HttpRig::HttpRig(Client client, const std::function<std::shared_ptr<void>(IoLoop&)>& serve)
    : m_parts(std::make_unique<Parts>())
{
    if (client == Client::Async)
        m_parts->own.emplace();
    else
        m_parts->thread.emplace();
    onLoop([&] { m_parts->servers = serve(m_parts->own ? *m_parts->own : m_parts->thread->loop()); });
}

HttpRig::~HttpRig()
{
    m_parts->async.reset();
    m_parts->blocking.reset();
    onLoop([this] { m_parts->servers.reset(); });
}

void HttpRig::open(const std::string& url)
{
    Result<Url> parsed = parseUrl(url);
    if (!parsed)
        throw std::runtime_error(parsed.error().message);
    if (m_parts->own)
        m_parts->async = std::make_unique<HttpConnection>(*m_parts->own, parsed.take());
    else
        m_parts->blocking = std::make_unique<BlockingHttpConnection>(parsed.take());
}

RigReply HttpRig::get(const std::string& target, Nanos deadline)
{
    if (m_parts->blocking)
        return copyOf(m_parts->blocking->get(target, deadline));
    return m_parts->complete([&] { return m_parts->async->get(target, deadline); });
}

RigReply HttpRig::connect(Nanos deadline)
{
    if (m_parts->blocking)
        return copyOf(m_parts->blocking->connect(deadline));
    return m_parts->complete([&] { return m_parts->async->connect(deadline); });
}

void HttpRig::onLoop(const std::function<void()>& work)
{
    if (m_parts->thread)
        m_parts->thread->call(work);
    else
        work();
}

} // namespace ilv
