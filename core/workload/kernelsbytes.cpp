// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rng.h"
#include "workload/kernelparts.h"
#include "workload/payload.h"

#include <nettle/sha2.h>
#include <zlib.h>

#include <algorithm>
#include <stdexcept>

/// The kernels that work on bytes in memory.
namespace ilv {

/// Both streams are made once: deflateInit allocates 268 KiB, a reset nothing.
struct KernelScratch::Buffers::Zlib {
    z_stream deflater{};
    z_stream inflater{};
    std::vector<unsigned char> packed;
    std::vector<unsigned char> plain;

    explicit Zlib(std::size_t pieceBytes)
    {
        if (deflateInit(&deflater, 6) != Z_OK)
            throw std::runtime_error("zlib could not start a deflate stream");
        if (inflateInit(&inflater) != Z_OK) {
            deflateEnd(&deflater);
            throw std::runtime_error("zlib could not start an inflate stream");
        }
        packed.resize(deflateBound(&deflater, static_cast<uLong>(pieceBytes)));
        plain.resize(pieceBytes);
    }
    ~Zlib()
    {
        deflateEnd(&deflater);
        inflateEnd(&inflater);
    }
    Zlib(const Zlib&) = delete;
    Zlib& operator=(const Zlib&) = delete;

    /// Packs `size` bytes and unpacks them again into `plain`.
    void roundTrip(unsigned char* bytes, std::size_t size)
    {
        deflateReset(&deflater);
        deflater.next_in = bytes;
        deflater.avail_in = static_cast<uInt>(size);
        deflater.next_out = packed.data();
        deflater.avail_out = static_cast<uInt>(packed.size());
        if (deflate(&deflater, Z_FINISH) != Z_STREAM_END)
            throw std::runtime_error("zlib could not compress");
        inflateReset(&inflater);
        inflater.next_in = packed.data();
        inflater.avail_in = static_cast<uInt>(deflater.total_out);
        inflater.next_out = plain.data();
        inflater.avail_out = static_cast<uInt>(size);
        if (inflate(&inflater, Z_FINISH) != Z_STREAM_END || inflater.total_out != size)
            throw std::runtime_error("zlib could not read its own output");
    }
};

KernelScratch::Buffers::Buffers() = default;
KernelScratch::Buffers::~Buffers() = default;

namespace kernels {
namespace {

constexpr std::uint64_t kMessageBlocks = 64; ///< sha256 reads a message of 4 KiB over and over
constexpr std::uint64_t kSortBlock = 4096; ///< elements: sorting in blocks keeps the cost linear
constexpr std::uint64_t kPieceKib = 64; ///< compress works in pieces of at most 64 KiB
constexpr std::uint64_t kWordsPerKib = 1024 / 8;
constexpr std::uint64_t kPhrases = 64;

void need(std::vector<std::uint64_t>& words, std::uint64_t count)
{
    if (words.size() < count)
        words.resize(count);
}

std::uint64_t bigEndian(const std::uint8_t* bytes)
{
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i)
        value = value << 8 | bytes[i];
    return value;
}

} // namespace

/// Unit: one 64-byte block of message. The digest is the first 64 bits of the SHA-256, as its hex form begins.
std::uint64_t sha256(std::uint64_t units, std::uint64_t salt, Buffers& buffers)
{
    need(buffers.words, kMessageBlocks * 8);
    const std::uint64_t used = std::min(units, kMessageBlocks);
    for (std::uint64_t i = 0; i < used * 8; ++i)
        buffers.words[i] = draw(salt, i);
    const auto* message = reinterpret_cast<const std::uint8_t*>(buffers.words.data());
    sha256_ctx context;
    sha256_init(&context);
    for (std::uint64_t left = units; left > 0;) {
        const std::uint64_t blocks = std::min(left, kMessageBlocks);
        sha256_update(&context, blocks * 64, message);
        left -= blocks;
    }
    std::uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&context, sizeof digest, digest);
    return bigEndian(digest);
}

/// Unit: one 64-bit number sorted, in blocks of 4,096.
std::uint64_t sort(std::uint64_t units, std::uint64_t salt, Buffers& buffers)
{
    need(buffers.words, kSortBlock);
    std::uint64_t digest = mix64(salt);
    for (std::uint64_t first = 0; first < units; first += kSortBlock) {
        const std::uint64_t count = std::min(units - first, kSortBlock);
        for (std::uint64_t i = 0; i < count; ++i)
            buffers.words[i] = draw(salt, first + i);
        std::sort(buffers.words.begin(), buffers.words.begin() + static_cast<std::ptrdiff_t>(count));
        for (std::uint64_t i = 0; i < count; ++i)
            digest = digestStep(digest, buffers.words[i]);
    }
    return digest;
}

/// Unit: 1 KiB deflated at level 6 and inflated again. Three words of four come from 64 phrases, the fourth is random.
/// The digest is of what comes back, because the packed bytes differ between zlib versions.
std::uint64_t compress(std::uint64_t units, std::uint64_t salt, Buffers& buffers)
{
    need(buffers.words, kPieceKib * kWordsPerKib);
    if (!buffers.zlib)
        buffers.zlib = std::make_unique<Buffers::Zlib>(kPieceKib * 1024);
    std::array<std::uint64_t, kPhrases> phrases;
    for (std::uint64_t i = 0; i < kPhrases; ++i)
        phrases[i] = draw(~salt, i);
    std::uint64_t digest = mix64(salt);
    for (std::uint64_t first = 0; first < units; first += kPieceKib) {
        const std::uint64_t words = std::min(units - first, kPieceKib) * kWordsPerKib;
        for (std::uint64_t i = 0; i < words; ++i) {
            const std::uint64_t random = draw(salt, first * kWordsPerKib + i);
            buffers.words[i] = (random & 3) != 0 ? phrases[random >> 58] : random;
        }
        buffers.zlib->roundTrip(reinterpret_cast<unsigned char*>(buffers.words.data()), words * 8);
        DigestStream stream;
        stream.add(std::as_bytes(std::span(buffers.zlib->plain.data(), words * 8)));
        digest = digestStep(digest, stream.finish());
    }
    return digest;
}

} // namespace kernels
} // namespace ilv
