// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "workload/kernelparts.h"
#include "workload/payload.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <span>

namespace ilv::kernels {
namespace {

constexpr std::uint64_t kRecords = 64; ///< in one document

void appendNumber(std::string& text, std::uint64_t value, int base = 10)
{
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value, base).ptr;
    text.append(digits, end);
}

/// {"active":true,"id":7,"name":"user-3f9c","score":12.25,"tags":[4,250,17]}: keys in alphabetical order and a score
/// in exact quarters, so that every writer of JSON prints it back the same.
void appendRecord(std::string& text, std::uint64_t id, std::uint64_t random)
{
    constexpr std::string_view quarters[]{ ".0", ".25", ".5", ".75" };
    text += (random & 1) != 0 ? R"({"active":true,"id":)" : R"({"active":false,"id":)";
    appendNumber(text, id);
    text += R"(,"name":"user-)";
    appendNumber(text, random >> 48, 16);
    text += R"(","score":)";
    appendNumber(text, (random >> 3) % 1000);
    text += quarters[(random >> 1) & 3];
    text += R"(,"tags":[)";
    for (int tag = 0; tag < 3; ++tag) {
        if (tag > 0)
            text += ',';
        appendNumber(text, (random >> (16 + 8 * tag)) & 0xFF);
    }
    text += "]}";
}

} // namespace

/// Unit: one record written, parsed into a document and printed again, in documents of at most 64 records.
std::uint64_t json(std::uint64_t units, std::uint64_t salt, Buffers& buffers)
{
    std::uint64_t digest = mix64(salt);
    for (std::uint64_t first = 0; first < units; first += kRecords) {
        const std::uint64_t count = std::min(units - first, kRecords);
        buffers.text.assign(1, '[');
        for (std::uint64_t i = first; i < first + count; ++i) {
            if (i > first)
                buffers.text += ',';
            appendRecord(buffers.text, i, draw(salt, i));
        }
        buffers.text += ']';
        const std::string printed = nlohmann::json::parse(buffers.text).dump();
        DigestStream stream;
        stream.add(std::as_bytes(std::span(printed)));
        digest = digestStep(digest, stream.finish());
    }
    return digest;
}

} // namespace ilv::kernels
