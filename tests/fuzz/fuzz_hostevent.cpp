// SPDX-License-Identifier: GPL-3.0-or-later
// What a host says: any line is an event or HOST_PROTOCOL, and an event written again reads as the same.
#include "target.h"

#include "trial/events.h"

using namespace ilv;
using fuzz::promise;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto event = decodeEvent(fuzz::textOf(data, size));
    if (!event) {
        promise(!event.error().code.empty() && !event.error().message.empty(), "a refusal says why");
        return 0;
    }
    const std::string line = encode(*event);
    promise(line.ends_with('\n') && line.find('\n') == line.size() - 1, "an event is one line");
    const auto again = decodeEvent(line);
    promise(again.ok(), "what is written can be read");
    promise(encode(*again) == line, "an event written twice is the same");
    return 0;
}
