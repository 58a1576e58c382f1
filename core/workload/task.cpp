// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/task.h"

#include "base/rng.h"
#include "workload/filestages.h"
#include "workload/payload.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <mutex>
#include <numbers>

namespace ilv {
namespace {

constexpr std::int64_t kOwnPayloadLimit = 1 << 20; ///< above it, variants share one payload

/// A factor with mean 1, from 64 random bits.
double spreadFactor(Spread spread, std::uint64_t random)
{
    switch (spread) {
    case Spread::Constant:
        return 1;
    case Spread::Uniform:
        return 2 * unit(random);
    case Spread::Exponential:
        return exponential(random);
    case Spread::Lognormal: {
        // Box–Muller; exp(N - 1/2) has mean 1.
        const double angle = 2 * std::numbers::pi * unit(mix64(random ^ 0x9E3779B97F4A7C15ULL));
        return std::exp(std::sqrt(2 * exponential(random)) * std::cos(angle) - 0.5);
    }
    case Spread::Bimodal:
        return unit(random) < 0.95 ? 0.5 : 10.5;
    }
    return 1;
}

void append(std::string& out, std::int64_t value)
{
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

} // namespace

struct TaskRecipe::Payloads {
    std::once_flag made;
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size = 0;
    std::size_t stride = 0; ///< 0: one for all

    explicit Payloads(std::int64_t inputBytes)
        : size(static_cast<std::size_t>(std::max<std::int64_t>(inputBytes, 0)))
        , stride(inputBytes <= kOwnPayloadLimit ? size : 0)
    {
    }

    void make()
    {
        const std::uint32_t count = stride == 0 ? 1 : kVariants;
        bytes = std::make_unique_for_overwrite<std::byte[]>(size * count);
        for (std::uint32_t v = 0; v < count; ++v) {
            const std::span payload(bytes.get() + v * stride, size);
            fillContent(contentSeed(v), payload);
            const std::uint64_t head = v;
            std::memcpy(payload.data(), &head, std::min<std::size_t>(size, sizeof head));
        }
    }
};

TaskRecipe::TaskRecipe(WorkloadSpec spec)
    : m_spec(std::move(spec))
    , m_payloads(std::make_unique<Payloads>(m_spec.inputBytes))
{
}

TaskRecipe::~TaskRecipe() = default;
TaskRecipe::TaskRecipe(TaskRecipe&&) noexcept = default;
TaskRecipe& TaskRecipe::operator=(TaskRecipe&&) noexcept = default;

Nanos TaskRecipe::drawWait(std::uint64_t index, std::size_t stage) const
{
    constexpr double kDay = 24 * 3600e9;
    double mean = 0;
    Spread spread = Spread::Constant;
    if (const auto* wait = std::get_if<WaitStage>(&m_spec.stages[stage])) {
        mean = wait->ms * 1e6;
        spread = wait->spread;
    } else if (const auto* request = std::get_if<RequestStage>(&m_spec.stages[stage])) {
        mean = request->latencyMs * 1e6;
        spread = request->spread;
    }
    if (spread != Spread::Constant)
        mean *= spreadFactor(spread, draw(draw(m_spec.seed, stage), index));
    return static_cast<Nanos>(std::clamp(mean, 0.0, kDay) + 0.5);
}

void TaskRecipe::requestPath(std::uint64_t index, std::size_t stage, std::string& out) const
{
    const auto* request = std::get_if<RequestStage>(&m_spec.stages[stage]);
    out.assign(m_spec.servicePrefix);
    out += "/r?ns=";
    append(out, drawWait(index, stage));
    out += "&bytes=";
    append(out, request != nullptr ? request->bytes : 0);
    out += "&v=";
    append(out, variant(index));
}

std::span<const std::byte> TaskRecipe::input(std::uint32_t variant) const
{
    Payloads& payloads = *m_payloads;
    if (payloads.size == 0)
        return {};
    std::call_once(payloads.made, [&payloads] { payloads.make(); });
    return { payloads.bytes.get() + variant % kVariants * payloads.stride, payloads.size };
}

void TaskRecipe::fillOutput(std::uint64_t digest, std::span<std::byte> out)
{
    fillContent(digest, out);
}

bool TaskRecipe::checkOutput(std::uint64_t digest, std::span<const std::byte> out)
{
    return isContent(digest, out);
}

std::uint64_t TaskRecipe::beginDigest(std::span<const std::byte> input)
{
    return bytesDigest(input);
}

std::uint64_t TaskRecipe::foldDigest(std::uint64_t digest, std::uint64_t stageDigest)
{
    return mix64(digest * 0x9E3779B97F4A7C15ULL + stageDigest + 1);
}

std::uint64_t TaskRecipe::bytesDigest(std::span<const std::byte> bytes)
{
    DigestStream stream;
    stream.add(bytes);
    return stream.finish();
}

std::uint64_t TaskRecipe::contentSeed(std::uint32_t variant)
{
    return mix64(std::uint64_t{ variant } + 1);
}

std::uint64_t TaskRecipe::responseDigest(std::uint32_t variant, std::int64_t bytes)
{
    return contentDigest(contentSeed(variant), static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0)));
}

std::uint64_t TaskRecipe::fileDigest(std::int64_t bytes)
{
    return contentDigest(kFileSeed, static_cast<std::uint64_t>(std::max<std::int64_t>(bytes, 0)));
}

} // namespace ilv
