// SPDX-License-Identifier: GPL-3.0-or-later
#include "pool/frame.h"
#include "pool/sharedpage.h"
#include "pool/workerside.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

// Worker programs that misbehave, each in the one way that its name says: evil-NAME are links to this one. They know
// the frames and nothing else, as a stranger's program would. Those called at5-NAME do what is right, but for the jobs
// 5, 13, 21 … (index % 8 == 5).

namespace {

using namespace ilv;

std::string_view evil; // NAME of the link

struct Channel {
    WorkerDescriptors fds;
    FrameReader reader{ 1 << 20 };
    Frame frame;

    void write(std::span<const std::byte> bytes) const
    {
        while (!bytes.empty()) {
            const ssize_t n = ::write(fds.out, bytes.data(), bytes.size());
            if (n <= 0)
                std::_Exit(0);
            bytes = bytes.subspan(static_cast<std::size_t>(n));
        }
    }
    void text(std::string_view bytes) const { write(std::as_bytes(std::span(bytes))); }

    template <typename Body> void send(std::uint64_t sequence, const Body& body, std::size_t payload = 0) const
    {
        ByteQueue out;
        std::byte* place = putFrame(out, sequence, body, payload);
        std::memset(place, 0, payload);
        write(out.bytes());
    }

    void receive()
    {
        while (reader.next(frame) != FrameReader::Found::Frame) {
            const auto space = reader.space();
            const ssize_t n = ::read(fds.in, space.data(), space.size());
            if (n <= 0)
                std::_Exit(0);
            reader.filled(static_cast<std::size_t>(n));
        }
    }
};

[[noreturn]] void waitForEver()
{
    for (;;)
        ::pause();
}

void sayHello(Channel& channel)
{
    HelloBody hello;
    hello.pid = ::getpid();
    std::snprintf(hello.build, sizeof hello.build, "%s", kBuildVersion);
    if (evil == "old-protocol")
        hello.protocol = 9999;
    if (evil == "other-build")
        std::snprintf(hello.build, sizeof hello.build, "0.0.1-stranger");
    channel.send(0, hello);
    if (evil == "two-hellos")
        channel.send(0, hello);
    if (evil == "half-frame") {
        channel.text("ILV1\x40");
        waitForEver();
    }
    if (evil == "closes-channel") {
        ::close(channel.fds.out);
        waitForEver();
    }
}

/// Does what is right until the first job.
void serve(Channel& channel)
{
    for (;;) {
        channel.receive();
        switch (channel.frame.type()) {
        case FrameType::Ping: {
            PongBody pong;
            pong.received = pong.sent = now();
            channel.send(channel.frame.sequence, pong);
            break;
        }
        case FrameType::Setup:
            channel.send(0, ReadyBody{});
            break;
        case FrameType::Shutdown:
            std::_Exit(0);
        default:
            return;
        }
    }
}

void answerWrongly(Channel& channel)
{
    const std::uint64_t sequence = channel.frame.sequence;
    ResultBody result;
    if (evil == "deaf-to-jobs")
        waitForEver();
    if (evil == "closes-at-job") {
        ::close(channel.fds.out);
        waitForEver();
    }
    if (evil == "other-job")
        channel.send(sequence + 1000, result);
    if (evil == "answers-twice") {
        channel.send(sequence, result);
        channel.send(sequence, result);
    }
    if (evil == "bad-outcome") {
        result.outcome = static_cast<Outcome>(77);
        channel.send(sequence, result);
    }
    if (evil == "bad-arena") {
        result.flags = kInArena;
        result.position = std::uint64_t{ 1 } << 60;
        result.size = std::uint64_t{ 1 } << 40;
        channel.send(sequence, result);
    }
    if (evil == "bad-grow") {
        GrowBody grow;
        grow.output = 1;
        grow.capacity = std::uint64_t{ 1 } << 50;
        channel.send(0, grow);
    }
    if (evil == "too-much-output")
        channel.send(sequence, result, 300'000);
    if (evil == "half-result") {
        ByteQueue out;
        putFrame(out, sequence, result);
        channel.write(out.bytes().first(40));
        ::raise(SIGKILL);
    }
    if (evil == "slow-result") {
        channel.text("ILV1");
        waitForEver();
    }
    if (evil == "dies-at-job")
        std::_Exit(0);
    waitForEver();
}

/// As soon as it is over, a job's page says so; its answer may come before or after that.
void misbehave(Channel& channel, SharedPageMap& page, std::uint64_t sequence)
{
    ResultBody result;
    if (evil == "at5-exit-in-decode")
        std::_Exit(1);
    if (evil == "at5-segv-in-decode")
        ::raise(SIGSEGV);
    page->startedAt.store(now());
    page->startedSeq.store(sequence);
    result.begun = result.ended = now();
    if (evil == "at5-throw-in-decode") {
        result.outcome = Outcome::Error;
        result.code = Code::TaskBadParams;
        channel.send(sequence, result);
    }
    if (evil == "at5-segv-in-encode" || evil == "at5-exit-in-encode") {
        ByteQueue out;
        putFrame(out, sequence, result);
        channel.write(out.bytes().first(40));
        if (evil == "at5-exit-in-encode")
            std::_Exit(0);
        ::raise(SIGSEGV);
    }
    if (evil == "at5-bad-body") {
        result.outcome = static_cast<Outcome>(77);
        channel.send(sequence, result);
    }
    if (evil == "at5-dies-after") {
        channel.send(sequence, result);
        page->finishedSeq.store(sequence);
        ::raise(SIGKILL);
    }
    page->finishedSeq.store(sequence);
}

/// Of one parent's workers only the first to come gets the name; it is free again when that one ends.
bool isTheOnlyOne()
{
    sockaddr_un address { };
    address.sun_family = AF_UNIX;
    const int length = std::snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "interleave-only-one-%d", ::getppid());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), static_cast<socklen_t>(sizeof(sa_family_t) + 1 + static_cast<std::size_t>(length))) == 0;
}

/// A whole life with manners, but for some jobs.
[[noreturn]] void serveDecently(Channel& channel)
{
    SharedPageMap page;
    if (!page.map(channel.fds.page))
        std::_Exit(2);
    page->bornAt.store(now());
    sayHello(channel);
    for (;;) {
        serve(channel);
        JobBody job;
        if (channel.frame.type() != FrameType::Job || !readBody(channel.frame, job))
            continue; // an arena that grew: this one never uses it
        const std::uint64_t sequence = channel.frame.sequence;
        if (job.index % 8 == 5 && evil != "only-one") {
            misbehave(channel, page, sequence);
            continue;
        }
        page->startedAt.store(now());
        page->startedSeq.store(sequence);
        if (evil == "only-one")
            ::usleep(1000); // so that it takes a while
        ResultBody result;
        result.received = result.begun = result.ended = result.flushed = now();
        page->finishedSeq.store(sequence);
        channel.send(sequence, result);
    }
}

} // namespace

int main(int argc, char** argv)
{
    evil = argv[0];
    evil.remove_prefix(evil.rfind("evil-") + 5);
    if (evil == "exit-3") {
        std::fputs("no licence to work\n", stderr);
        return 3;
    }
    if (evil == "dies-at-once")
        return 1;
    const auto fds = argc == 2 ? WorkerDescriptors::fromArgument(argv[1]) : std::nullopt;
    if (!fds)
        return 2;
    Channel channel;
    channel.fds = *fds;
    if (evil == "only-one" && !isTheOnlyOne())
        return 1;
    if (evil.starts_with("at5-") || evil == "only-one")
        serveDecently(channel);
    if (evil == "silent")
        waitForEver();
    if (evil == "garbage")
        channel.text("this is no frame at all, but it is rather long for something that is not a frame");
    if (evil == "huge-length")
        channel.text(std::string_view("ILV1\xff\xff\xff\xff and then some", 22));
    if (evil == "yes") {
        for (;;)
            channel.text("y\ny\ny\ny\ny\ny\ny\ny\ny\ny\n");
    }
    if (evil == "early-result")
        channel.send(1, ResultBody{});
    sayHello(channel);
    serve(channel);
    answerWrongly(channel);
}
