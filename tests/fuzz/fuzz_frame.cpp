// SPDX-License-Identifier: GPL-3.0-or-later
// The frame decoder: cut in pieces anywhere, a stream gives the same frames as whole, none is longer than allowed, and
// memory grows by what arrived.
#include "target.h"

#include "pool/frame.h"

#include <algorithm>
#include <cstring>
#include <vector>

using namespace ilv;
using fuzz::promise;

namespace {

constexpr std::size_t kMostBody = 4096;

struct Seen {
    std::vector<std::pair<std::uint64_t, std::vector<std::byte>>> frames;
    FrameReader::Found ending = FrameReader::Found::Nothing;
};

/// Feeds the stream in pieces of 1 … `piece` bytes.
Seen readIn(const std::uint8_t* data, std::size_t size, std::size_t piece)
{
    Seen seen;
    FrameReader reader(kMostBody);
    std::size_t at = 0;
    std::size_t step = 0;
    for (;;) {
        Frame frame;
        const auto found = reader.next(frame);
        if (found == FrameReader::Found::Frame) {
            promise(!frame.body.empty() && frame.body.size() <= kMostBody, "a frame is within its limits");
            seen.frames.emplace_back(frame.sequence, std::vector(frame.body.begin(), frame.body.end()));
            continue;
        }
        seen.ending = found;
        if (found != FrameReader::Found::Nothing || at == size)
            return seen;
        const auto space = reader.space();
        promise(!space.empty(), "there is always room for what comes");
        const std::size_t n = std::min({ size - at, space.size(), 1 + step++ % piece });
        std::memcpy(space.data(), data + at, n);
        reader.filled(n);
        at += n;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const Seen whole = readIn(data, size, 1 << 20);
    for (const std::size_t piece : { 1U, 7U, 100U }) {
        const Seen cut = readIn(data, size, piece);
        promise(cut.frames == whole.frames && cut.ending == whole.ending, "where a stream is cut does not matter");
    }
    for (const auto& [sequence, body] : whole.frames) {
        const Frame frame { sequence, body };
        ResultBody result;
        JobBody job;
        GrowBody grow;
        (void)(readBody(frame, result) && payloadOf<ResultBody>(frame).size() < kMostBody);
        (void)(readBody(frame, job) && payloadOf<JobBody>(frame).size() < kMostBody);
        (void)readBody(frame, grow);
    }
    if (whole.ending != FrameReader::Found::Nothing)
        promise(codeOf(whole.ending) != Code::None, "a broken stream has a code");
    return 0;
}
