// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz target over its corpus and past findings, and over seeded mutants of each: what a compiler without
// libFuzzer can do of it, in the normal suite. replay TARGET'S-FOLDER… ; a broken promise or a crash fails.
#include "target.h"

#include "base/rng.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr int kMutants = 300; // of each file
constexpr std::size_t kLargest = 64 << 10; // of a file that is mutated

std::vector<std::string> filesIn(const std::string& folder)
{
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    return paths;
}

void mutate(Bytes& bytes, std::uint64_t seed)
{
    std::uint64_t n = 0;
    const auto dice = [&](std::size_t sides) { return ilv::draw(seed, n++) % std::max<std::size_t>(sides, 1); };
    for (std::size_t changes = 1 + dice(4); changes > 0 && !bytes.empty(); --changes) {
        const auto at = static_cast<std::ptrdiff_t>(dice(bytes.size()));
        const auto end = at + static_cast<std::ptrdiff_t>(dice(std::min<std::size_t>(bytes.size() - static_cast<std::size_t>(at), 40)));
        const Bytes piece(bytes.begin() + at, bytes.begin() + end);
        switch (dice(6)) {
        case 0:
            bytes[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1U << dice(8));
            break;
        case 1:
            bytes[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(dice(256));
            break;
        case 2:
            bytes.erase(bytes.begin() + at, bytes.begin() + end);
            break;
        case 3:
            bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(dice(bytes.size())), piece.begin(), piece.end());
            break;
        case 4:
            bytes.resize(static_cast<std::size_t>(at));
            break;
        default: // a digit more, or a number at its edge
            static constexpr std::string_view edges[] { "9", "-", "e9", "18446744073709551616", "-1", "null", "{}", "[", "\"" };
            const auto edge = edges[dice(std::size(edges))];
            bytes.insert(bytes.begin() + at, edge.begin(), edge.end());
        }
    }
}

} // namespace

int main(int argc, char** argv)
{
    std::size_t files = 0, inputs = 0;
    for (int i = 1; i < argc; ++i) {
        for (const auto& path : filesIn(argv[i])) {
            std::ifstream file(path, std::ios::binary);
            const Bytes original { std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>() };
            std::printf("%s\n", path.c_str()); // the last line says which one broke it
            std::fflush(stdout);
            LLVMFuzzerTestOneInput(original.data(), original.size());
            ++files;
            ++inputs;
            for (int k = 0; k < kMutants && original.size() <= kLargest; ++k, ++inputs) {
                Bytes bytes = original;
                mutate(bytes, static_cast<std::uint64_t>(files) * 1'000'003 + static_cast<std::uint64_t>(k));
                LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
            }
        }
    }
    LLVMFuzzerTestOneInput(nullptr, 0);
    std::printf("%zu files, %zu inputs\n", files, inputs);
    return files > 0 ? 0 : 1;
}
