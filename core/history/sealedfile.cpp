// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/sealedfile.h"

#include "base/codes.h"
#include "base/files.h"
#include "base/json.h"

#include <nettle/memops.h>
#include <nlohmann/json.hpp>

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

constexpr std::size_t kKeyBytes = 32;

std::string sealOf(const std::string& key, const std::string& text)
{
    return QMessageAuthenticationCode::hash(
        QByteArray::fromStdString(text), QByteArray::fromStdString(key), QCryptographicHash::Sha256)
        .toHex()
        .toStdString();
}

Error unbelieved(const std::string& why)
{
    return error(Code::TrustStore, "The list of trusted experiments is not believed: " + why + '.',
        "What was trusted before has to be trusted anew.");
}

/// Says nothing against what is there: it is not to be begun anew for it.
Error unreadable(const std::string& path, const std::string& why)
{
    return error(Code::FileUnreadable, "The list of trusted experiments cannot be read: " + why,
        "Check who may read " + path + ", then try again.");
}

/// Empty: it is a file of the user's that nobody else can read or write.
std::string exposure(const std::string& path)
{
    struct stat info { };
    if (::lstat(path.c_str(), &info) != 0)
        return path + " is missing";
    if (!S_ISREG(info.st_mode))
        return path + " is not a regular file";
    if (info.st_uid != ::geteuid())
        return path + " belongs to another user";
    if ((info.st_mode & 077) != 0)
        return path + " can be read or written by others";
    return {};
}

/// Nobody else can read it at any moment: a file that is replaced keeps its mode, so it is made with the right one.
Status writePrivately(const std::string& path, const std::string& bytes)
{
    const bool anew = !exposure(path).empty();
    if (anew)
        ::unlink(path.c_str());
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return error(Code::OutUnwritable, "The list of trusted experiments cannot be written: " + path + '.');
    ::close(fd);
    auto written = atomicWrite(path, bytes);
    if (!written && anew)
        ::unlink(path.c_str()); // empty, it would be taken for a list that somebody has touched
    return written;
}

std::string newKey()
{
    std::array<quint32, kKeyBytes / sizeof(quint32)> words{};
    QRandomGenerator::system()->fillRange(words.data(), words.size());
    return { reinterpret_cast<const char*>(words.data()), kKeyBytes };
}

} // namespace

SealedFile::SealedFile(const std::string& folder, const std::string& name)
    : m_file(folder + '/' + name + ".json")
    , m_key(folder + '/' + name + ".key")
{
}

Result<std::optional<std::string>> SealedFile::read() const
{
    struct stat info { };
    if (::lstat(m_file.c_str(), &info) != 0 && errno == ENOENT)
        return std::optional<std::string>();
    for (const auto& path : { m_file, m_key }) {
        if (::lstat(path.c_str(), &info) != 0 && errno != ENOENT)
            return unreadable(path, std::strerror(errno));
        if (const std::string why = exposure(path); !why.empty())
            return unbelieved(why);
    }
    const auto key = readFile(m_key, kKeyBytes), whole = readFile(m_file, kMostBytes);
    if (!key && key.error().code == name(Code::FileUnreadable))
        return unreadable(m_key, key.error().message);
    if (!whole && whole.error().code == name(Code::FileUnreadable))
        return unreadable(m_file, whole.error().message);
    if (!key || key->size() != kKeyBytes)
        return unbelieved("its key is none of ours");
    if (!whole)
        return unbelieved("it is larger than any list of ours");
    const auto fields = json::parse(*whole, { .bytes = kMostBytes, .stringBytes = kMostBytes });
    if (!fields)
        return unbelieved("it is no list of ours");
    // Sealed is the text, byte by byte: nothing of it is looked at before.
    std::string text(fields->str("entries"));
    const std::string seal(fields->str("seal")), right = sealOf(*key, text);
    if (seal.size() != right.size() || !memeql_sec(seal.data(), right.data(), right.size()))
        return unbelieved("somebody has changed it");
    return std::optional(std::move(text));
}

Status SealedFile::write(const std::string& text) const
{
    std::string key;
    const auto before = read();
    if (!before && before.error().code != name(Code::TrustStore))
        return before.error();
    if (before && *before) {
        auto kept = readFile(m_key, kKeyBytes);
        if (!kept)
            return kept.error();
        key = kept.take();
    }
    if (key.size() != kKeyBytes) {
        key = newKey();
        if (auto written = writePrivately(m_key, key); !written)
            return written;
    }
    const json::Out whole{ { "interleave_trust", 1 }, { "seal", sealOf(key, text) }, { "entries", text } };
    const std::string bytes = whole.dump(1) + '\n';
    if (bytes.size() > kMostBytes)
        return error(Code::FileTooLarge, "The list of trusted experiments would be larger than 8 MiB.");
    return writePrivately(m_file, bytes);
}

} // namespace ilv
