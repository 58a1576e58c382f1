// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/answercache.h"

#include <utility>

namespace ilv {

namespace {

std::string makeHead(int status, const std::string& reason, std::size_t bytes)
{
    return "HTTP/1.1 " + std::to_string(status) + " " + reason + "\r\nContent-Length: " + std::to_string(bytes)
        + "\r\n\r\n";
}

} // namespace

AnswerCache::AnswerCache(Fill fill, std::size_t budget)
    : m_fill(std::move(fill))
    , m_budget(budget)
{
}

AnswerCache::Answer AnswerCache::find(std::uint32_t variant, std::size_t bytes)
{
    const Key key{ .variant = variant, .bytes = bytes };
    if (const auto known = m_index.find(key); known != m_index.end()) {
        m_entries.splice(m_entries.begin(), m_entries, known->second);
        return known->second->answer;
    }
    Answer answer = make(key);
    m_held += answer->size();
    m_entries.push_front({ .key = key, .answer = answer });
    m_index.emplace(key, m_entries.begin());
    while (m_held > m_budget && !m_entries.empty()) {
        m_held -= m_entries.back().answer->size();
        m_index.erase(m_entries.back().key);
        m_entries.pop_back();
    }
    return answer;
}

AnswerCache::Answer AnswerCache::make(const Key& key) const
{
    std::string answer = makeHead(200, "OK", key.bytes);
    const std::size_t head = answer.size();
    answer.resize(head + key.bytes);
    if (m_fill)
        m_fill(key.variant, std::as_writable_bytes(std::span(answer).subspan(head)));
    return std::make_shared<const std::string>(std::move(answer));
}

AnswerCache::Answer makeStatusAnswer(int status, const std::string& reason)
{
    return std::make_shared<const std::string>(makeHead(status, reason, reason.size()) + reason);
}

} // namespace ilv
