// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/truststore.h"

#include "base/codes.h"
#include "base/files.h"
#include "base/hex.h"
#include "base/json.h"
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "workload/command.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <nlohmann/json.hpp>

#include <QLockFile>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ilv {
namespace {

constexpr std::size_t kKeyBytes = 32, kMostEntries = 1000, kMostBytes = 64u << 20, kMostText = 64u << 10;
constexpr std::size_t kMostChanges = 20;
constexpr int kLockMs = 5000;

struct Program {
    std::string path; ///< resolved; empty: there is none
    std::string sha256; ///< of its bytes
    friend bool operator==(const Program&, const Program&) = default;
    [[nodiscard]] bool unread() const { return !path.empty() && sha256.empty(); } ///< nothing tells it from another
};
struct Entry {
    std::string name, hash;
    std::string text; ///< canonical; empty where it is long
    std::vector<Program> programs;
};
struct Store {
    std::string key;
    std::vector<Entry> entries;
};

std::string storeFile(const std::string& folder)
{
    return folder + "/trust.json";
}
std::string keyFile(const std::string& folder)
{
    return folder + "/trust.key";
}

std::string sealOf(const std::string& key, const std::string& text)
{
    hmac_sha256_ctx context;
    hmac_sha256_set_key(&context, key.size(), reinterpret_cast<const std::uint8_t*>(key.data()));
    hmac_sha256_update(&context, text.size(), reinterpret_cast<const std::uint8_t*>(text.data()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> seal{};
    hmac_sha256_digest(&context, seal.size(), seal.data());
    return hexOf(seal);
}

/// In pieces: a program may be large.
std::string hashOfFile(const std::string& path)
{
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return {};
    sha256_ctx context;
    sha256_init(&context);
    std::array<std::uint8_t, 64 * 1024> piece;
    ssize_t n = 0;
    while ((n = ::read(fd, piece.data(), piece.size())) > 0 || (n < 0 && errno == EINTR)) {
        if (n > 0)
            sha256_update(&context, static_cast<std::size_t>(n), piece.data());
    }
    ::close(fd);
    if (n < 0)
        return {};
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context, digest.size(), digest.data());
    return hexOf(digest);
}

std::vector<Program> programsOf(const Experiment& experiment)
{
    std::vector<Program> programs;
    for (const auto& command : trustNeeds(experiment).commands) {
        Program program;
        char real[PATH_MAX];
        if (const std::string found = findProgram(command.front()); !found.empty() && ::realpath(found.c_str(), real))
            program.path = real;
        if (!program.path.empty())
            program.sha256 = hashOfFile(program.path);
        programs.push_back(std::move(program));
    }
    return programs;
}

Entry entryOf(const Experiment& experiment)
{
    std::string text = writeExperiment(experiment);
    if (text.size() > kMostText)
        text.clear();
    return { experiment.name, experimentHash(experiment), std::move(text), programsOf(experiment) };
}

Error unbelieved(const std::string& why)
{
    return error(Code::TrustStore, "The list of trusted experiments is not believed: " + why + '.',
        "What was trusted before has to be trusted anew.");
}

/// Empty: it is a file of the user's that nobody else can read or write.
std::string exposure(const std::string& path)
{
    struct stat info { };
    if (::lstat(path.c_str(), &info) != 0)
        return path + (errno == ENOENT ? " is missing" : " cannot be looked at");
    if (!S_ISREG(info.st_mode))
        return path + " is not a regular file";
    if (info.st_uid != ::geteuid())
        return path + " belongs to another user";
    if ((info.st_mode & 077) != 0)
        return path + " can be read or written by others";
    return {};
}

std::string packed(const std::vector<Entry>& entries)
{
    auto list = json::Out::array();
    for (const auto& entry : entries) {
        auto programs = json::Out::array();
        for (const auto& program : entry.programs)
            programs.push_back({ { "path", program.path }, { "sha256", program.sha256 } });
        list.push_back({ { "name", entry.name }, { "hash", entry.hash }, { "text", entry.text },
            { "programs", std::move(programs) } });
    }
    return list.dump(-1, ' ', false, json::Out::error_handler_t::replace);
}

std::vector<Entry> unpacked(const json::Node& list)
{
    std::vector<Entry> entries;
    for (const auto& item : list.items) {
        Entry entry{ std::string(item.str("name")), std::string(item.str("hash")), std::string(item.str("text")), {} };
        for (const auto& program : item.array("programs"))
            entry.programs.push_back({ std::string(program.str("path")), std::string(program.str("sha256")) });
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// An empty store where there is none yet. TRUST_STORE.
Result<Store> load(const std::string& folder)
{
    struct stat info { };
    if (::lstat(storeFile(folder).c_str(), &info) != 0 && errno == ENOENT)
        return Store{};
    for (const auto& path : { storeFile(folder), keyFile(folder) }) {
        if (const std::string why = exposure(path); !why.empty())
            return unbelieved(why);
    }
    auto key = readFile(keyFile(folder), kKeyBytes);
    const auto text = readFile(storeFile(folder), kMostBytes);
    if (!key || key->size() != kKeyBytes)
        return unbelieved("its key cannot be read");
    if (!text)
        return unbelieved("it cannot be read");
    const json::Limits limits{ .bytes = kMostBytes, .stringBytes = kMostBytes };
    const auto whole = json::parse(*text, limits);
    if (!whole)
        return unbelieved("it is no list of ours");
    // Sealed is the text of the entries, byte by byte: nothing of it is looked at before.
    const std::string entries(whole->str("entries")), seal(whole->str("seal")), right = sealOf(*key, entries);
    if (seal.size() != right.size() || !memeql_sec(seal.data(), right.data(), right.size()))
        return unbelieved("somebody has changed it");
    const auto list = json::parse(entries, limits);
    if (!list)
        return unbelieved("it is no list of ours");
    return Store{ key.take(), unpacked(*list) };
}

/// The last one private; those above it are as folders usually are.
Status makeOwnFolder(const std::string& folder)
{
    if (::mkdir(folder.c_str(), 0700) == 0)
        return {};
    if (errno == ENOENT) {
        if (auto made = makeFolder(folder.substr(0, folder.rfind('/'))); !made)
            return made;
        if (::mkdir(folder.c_str(), 0700) == 0)
            return {};
    }
    return makeFolder(folder); // it is there, or this says why not
}

Status makeKey(std::string& key)
{
    std::array<char, kKeyBytes> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return error(Code::OutIo, "The system gave no random bytes for a key.");
    key.assign(bytes.data(), bytes.size());
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

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

/// Lines the one has and the other has not; enough to see what somebody has touched.
void addDifference(const std::string& before, const std::string& after, std::vector<std::string>& changes)
{
    const auto old = linesOf(before), young = linesOf(after);
    const auto addMissing = [&changes](const auto& from, const auto& in, const char* sign) {
        for (const auto& line : from) {
            if (std::find(in.begin(), in.end(), line) == in.end())
                changes.push_back(sign + line);
        }
    };
    addMissing(old, young, "- ");
    addMissing(young, old, "+ ");
}

std::vector<std::string> changesBetween(const Entry& before, const Entry& after)
{
    std::vector<std::string> changes;
    if (before.hash != after.hash) {
        if (before.text.empty() || after.text.empty())
            changes.emplace_back("its content is another");
        else
            addDifference(before.text, after.text, changes);
    }
    for (std::size_t i = 0; i < after.programs.size(); ++i) {
        const auto& now = after.programs[i];
        const Program then = i < before.programs.size() ? before.programs[i] : Program{};
        if (now == then && !now.unread())
            continue;
        changes.push_back(now.unread()  ? "the program " + now.path + " cannot be read"
                : now.path == then.path ? "the program " + now.path + " is another one"
                                        : "the program is " + (now.path.empty() ? "missing" : now.path)
                    + (then.path.empty() ? "" : " and was " + then.path));
    }
    if (changes.size() > kMostChanges)
        changes.resize(kMostChanges);
    return changes;
}

} // namespace

TrustStore::TrustStore(std::string folder)
    : m_folder(std::move(folder))
{
}

std::string TrustStore::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString() + "/interleave";
}

TrustAnswer TrustStore::ask(const Experiment& experiment) const
{
    TrustAnswer answer;
    const auto store = load(m_folder);
    if (!store) {
        answer.warning = store.error();
        return answer;
    }
    const Entry asked = entryOf(experiment);
    const Entry* known = nullptr;
    for (const auto& entry : store->entries) {
        if (entry.hash == asked.hash || (!known && entry.name == asked.name))
            known = &entry;
        if (entry.hash == asked.hash)
            break;
    }
    if (!known)
        return answer;
    answer.changes = changesBetween(*known, asked);
    answer.trust = known->hash == asked.hash && answer.changes.empty() ? Trust::Trusted : Trust::Changed;
    return answer;
}

Status TrustStore::trust(const Experiment& experiment) const
{
    Entry entry = entryOf(experiment);
    for (const auto& program : entry.programs) {
        if (program.unread())
            return error(Code::FileUnreadable,
                "The program " + program.path
                    + " cannot be read, so nothing would tell "
                      "whether it is still the same: it is not remembered as trusted.");
    }
    if (auto made = makeOwnFolder(m_folder); !made)
        return made;
    QLockFile lock(QString::fromStdString(m_folder + "/trust.lock"));
    if (!lock.tryLock(kLockMs)) {
        return error(Code::OutUnwritable,
            lock.error() == QLockFile::LockFailedError
                ? "The list of trusted experiments is held by another program."
                : "The list of trusted experiments cannot be written: " + storeFile(m_folder) + '.');
    }
    auto loaded = load(m_folder);
    Store store = loaded ? loaded.take() : Store{};
    if (store.key.empty()) {
        if (auto made = makeKey(store.key); !made)
            return made;
        if (auto written = writePrivately(keyFile(m_folder), store.key); !written)
            return written;
    }
    std::erase_if(
        store.entries, [&entry](const Entry& other) { return other.name == entry.name || other.hash == entry.hash; });
    store.entries.push_back(std::move(entry));
    if (store.entries.size() > kMostEntries)
        store.entries.erase(store.entries.begin());
    const std::string entries = packed(store.entries);
    const json::Out whole{ { "interleave_trust", 1 }, { "seal", sealOf(store.key, entries) }, { "entries", entries } };
    return writePrivately(storeFile(m_folder), whole.dump(1) + '\n');
}

} // namespace ilv
