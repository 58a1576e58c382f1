// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/golden.h"

#include "base/codes.h"
#include "workload/kernels.h"

#include <charconv>
#include <string>

namespace ilv {
namespace {

std::string hex(std::uint64_t digest)
{
    char digits[16];
    const std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, digest, 16).ptr);
    return std::string(16 - text.size(), '0').append(text);
}

Status check(const Golden& golden, std::size_t number, KernelScratch& scratch)
{
    const GoldenAnswer& answer = golden.answers[number];
    const std::uint64_t digest = runKernel(answer.kernel, answer.units, answer.salt, scratch);
    if (digest == answer.digest)
        return {};
    return error(Code::FileHashMismatch,
        "Answer " + std::to_string(number + 1) + " of the golden output \"" + std::string(golden.name) + "\" ("
            + std::string(name(answer.kernel)) + ", " + std::to_string(answer.units) + " units, salt "
            + std::to_string(answer.salt) + ") is " + hex(digest) + " here, but should be " + hex(answer.digest) + ".",
        "Results of this machine or build cannot be trusted: rebuild, and look at the compiler and its options.");
}

Error missing(std::string message)
{
    std::string hint = "Known golden outputs: ";
    for (const std::string_view known : goldenNames())
        hint.append(hint.back() == ' ' ? "" : ", ").append(known);
    return error(Code::FileGoldenMissing, std::move(message), hint + ".");
}

} // namespace

std::vector<std::string_view> goldenNames()
{
    std::vector<std::string_view> names;
    for (const Golden& golden : goldens())
        names.push_back(golden.name);
    return names;
}

const Golden* findGolden(std::string_view name)
{
    for (const Golden& golden : goldens()) {
        if (golden.name == name)
            return &golden;
    }
    return nullptr;
}

Status checkGolden(const Golden& golden)
{
    if (golden.answers.empty())
        return missing("The golden output \"" + std::string(golden.name) + "\" has no answers.");
    KernelScratch scratch;
    for (std::size_t i = 0; i < golden.answers.size(); ++i) {
        if (Status status = check(golden, i, scratch); !status)
            return status;
    }
    return {};
}

Status checkGolden(std::string_view name)
{
    const Golden* golden = findGolden(name);
    return golden != nullptr ? checkGolden(*golden)
                             : missing("There is no golden output \"" + std::string(name) + "\".");
}

Status checkKernel(Kernel kernel)
{
    KernelScratch scratch;
    bool found = false;
    for (const Golden& golden : goldens()) {
        for (std::size_t i = 0; i < golden.answers.size(); ++i) {
            if (golden.answers[i].kernel != kernel)
                continue;
            found = true;
            if (Status status = check(golden, i, scratch); !status)
                return status;
        }
    }
    return found ? Status() : Status(missing("There is no golden output of " + std::string(name(kernel)) + "."));
}

} // namespace ilv
