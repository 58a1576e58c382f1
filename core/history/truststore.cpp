// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/truststore.h"

#include "base/codes.h"
#include "base/files.h"
#include "base/hex.h"
#include "base/json.h"
#include "experiment/experimentfile.h"
#include "experiment/trust.h"
#include "history/linediff.h"
#include "workload/command.h"

#include <nettle/sha2.h>
#include <nlohmann/json.hpp>

#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QStandardPaths>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>

namespace ilv {
namespace {

constexpr std::size_t kMostText = 64u << 10;
constexpr std::ptrdiff_t kMostEntries = 500;
constexpr int kLockMs = 5000;

/// In pieces: a program may be large. Nettle, because QCryptographicHash takes seven times as long (10.7 against 1.5 s
/// a GiB here), and a person waits for it. Empty: it cannot be read, or it was stopped.
std::string hashOfFile(const QString& path, const std::stop_token& stop)
{
    QFile file;
    const int fd = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || !file.open(fd, QIODevice::ReadOnly | QIODevice::Unbuffered, QFile::AutoCloseHandle))
        return {};
    sha256_ctx context;
    sha256_init(&context);
    QByteArray piece(64 * 1024, '\0');
    qint64 n = 0;
    while (!stop.stop_requested() && (n = file.read(piece.data(), piece.size())) > 0)
        sha256_update(&context, static_cast<std::size_t>(n), reinterpret_cast<const std::uint8_t*>(piece.constData()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context, digest.size(), digest.data());
    return n < 0 || stop.stop_requested() ? std::string() : hexOf(digest);
}

std::string packed(const std::vector<TrustSubject>& entries)
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

std::vector<TrustSubject> unpacked(const json::Node& list)
{
    std::vector<TrustSubject> entries;
    for (const auto& item : list.items) {
        TrustSubject entry{ std::string(item.str("name")), std::string(item.str("hash")), std::string(item.str("text")),
            {} };
        for (const auto& program : item.array("programs"))
            entry.programs.push_back({ std::string(program.str("path")), std::string(program.str("sha256")) });
        entries.push_back(std::move(entry));
    }
    return entries;
}

/// Programs first: however much else was changed, they are seen.
std::vector<std::string> changesBetween(const TrustSubject& before, const TrustSubject& after)
{
    std::vector<std::string> changes;
    const bool same = before.hash == after.hash;
    for (std::size_t i = 0; i < after.programs.size(); ++i) {
        const auto& now = after.programs[i];
        // In one content the commands stand as they stood; in another the same path is the same program.
        const auto place = std::find_if(before.programs.begin(), before.programs.end(),
            [&](const auto& one) { return one.path == now.path || (same && &one == &before.programs[i]); });
        const auto then = place != before.programs.end() ? *place : TrustSubject::Program{};
        if (now.unread())
            changes.push_back("the program " + now.path + " cannot be read");
        else if (now == then)
            continue;
        else if (now.path == then.path)
            changes.push_back("the program " + now.path + " is another one");
        else if (same)
            changes.push_back("the program is " + (now.path.empty() ? "missing" : now.path)
                + (then.path.empty() ? "" : " and was " + then.path));
    }
    if (!same && (before.text.empty() || after.text.empty()))
        changes.emplace_back("its content is another");
    else if (!same)
        addLineDiff(before.text, after.text, changes);
    return changes;
}

} // namespace

bool TrustSubject::isKnownAs(const TrustSubject& other) const
{
    return hash == other.hash && programs == other.programs
        && std::none_of(programs.begin(), programs.end(), [](const Program& program) { return program.unread(); });
}

TrustSubject lookAt(const Experiment& experiment, const std::stop_token& stop)
{
    TrustSubject subject{ experiment.name, experimentHash(experiment), writeExperiment(experiment), {} };
    if (subject.text.size() > kMostText)
        subject.text.clear();
    for (const auto& command : trustNeeds(experiment).commands) {
        const auto path = QFileInfo(QFile::decodeName(findProgram(command.front()).c_str())).canonicalFilePath();
        subject.programs.push_back(
            { QFile::encodeName(path).toStdString(), path.isEmpty() ? "" : hashOfFile(path, stop) });
    }
    return subject;
}

TrustStore::TrustStore(std::string folder)
    : m_folder(std::move(folder))
    , m_file(m_folder, "trust")
{
}

std::string TrustStore::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString() + "/interleave";
}

/// TRUST_STORE, FILE_UNREADABLE; empty where there is none yet.
Result<TrustStore::Entries> TrustStore::load() const
{
    auto text = m_file.read();
    if (!text)
        return text.error();
    if (!*text)
        return Entries();
    const auto list = json::parse(**text, { .bytes = SealedFile::kMostBytes, .stringBytes = SealedFile::kMostBytes });
    if (!list)
        return error(Code::TrustStore, "The list of trusted experiments is not believed: it is no list of ours.");
    return unpacked(*list);
}

TrustAnswer TrustStore::ask(const Experiment& experiment, const std::stop_token& stop) const
{
    TrustAnswer answer;
    answer.seen = lookAt(experiment, stop);
    const auto entries = load();
    if (!entries) {
        answer.warning = entries.error();
        return answer;
    }
    const auto newest = [&](auto field) {
        return std::find_if(entries->rbegin(), entries->rend(),
            [&](const TrustSubject& entry) { return entry.*field == answer.seen.*field; });
    };
    auto known = newest(&TrustSubject::hash);
    const bool byName = known == entries->rend();
    if (byName)
        known = newest(&TrustSubject::name);
    if (known == entries->rend())
        return answer;
    answer.onlyByName = byName;
    answer.trust = answer.seen.isKnownAs(*known) ? Trust::Trusted : Trust::Changed;
    if (answer.trust == Trust::Changed)
        answer.changes = changesBetween(*known, answer.seen);
    return answer;
}

/// The last folder private; those above it are as folders usually are.
Status TrustStore::makeFolders() const
{
    if (auto made = makeFolder(m_folder.substr(0, m_folder.rfind('/'))); !made)
        return made;
    return ::mkdir(m_folder.c_str(), 0700) == 0 ? Status() : makeFolder(m_folder); // it is there, or this says why not
}

Status TrustStore::trust(const TrustSubject& subject) const
{
    for (const auto& program : subject.programs) {
        if (program.unread())
            return error(Code::FileUnreadable,
                "The program " + program.path
                    + " cannot be read, so nothing would tell "
                      "whether it is still the same: it is not remembered as trusted.");
    }
    if (auto made = makeFolders(); !made)
        return made;
    QLockFile lock(QString::fromStdString(m_folder + "/trust.lock"));
    if (!lock.tryLock(kLockMs)) {
        return error(Code::OutUnwritable,
            lock.error() == QLockFile::LockFailedError
                ? "The list of trusted experiments is held by another program."
                : "The list of trusted experiments cannot be written: " + m_folder + '.');
    }
    auto loaded = load();
    if (!loaded && loaded.error().code != name(Code::TrustStore))
        return loaded.error();
    Entries entries = loaded ? loaded.take() : Entries();
    std::erase_if(entries, [&subject](const TrustSubject& other) { return other.hash == subject.hash; });
    entries.push_back(subject);
    return keep(std::move(entries));
}

/// As many of the newest as may be and as its reader takes.
Status TrustStore::keep(Entries entries) const
{
    std::size_t bytes = 1024;
    auto first = entries.end();
    while (first != entries.begin() && entries.end() - first < kMostEntries) {
        bytes += json::Out(packed({ *std::prev(first) })).dump().size();
        if (bytes > SealedFile::kMostBytes && first != entries.end())
            break;
        --first;
    }
    entries.erase(entries.begin(), first);
    return m_file.write(packed(entries));
}

} // namespace ilv
