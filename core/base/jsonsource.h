// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace ilv::json {

/// A place in a text; line and column from 1, columns in characters.
struct Place {
    int line = 1, column = 1;
    std::size_t offset = 0;
};

/// Follows the parser byte by byte and remembers where the tokens begin, because the SAX events do not say. The
/// parser reads at most one byte (a delimiter) past the value it reports, which is never the beginning of another
/// value in a text that is accepted.
class Cursor {
public:
    explicit Cursor(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] bool atEnd() const { return m_here.offset == m_text.size(); }
    [[nodiscard]] char current() const { return m_text[m_here.offset]; }
    [[nodiscard]] const Place& here() const { return m_here; } ///< of the next byte
    [[nodiscard]] const Place& last() const { return m_last; } ///< of the byte read last
    [[nodiscard]] const Place& value() const { return m_value; } ///< where the newest value or key began
    [[nodiscard]] const Place& token() const { return m_token; } ///< as value(), but punctuation counts too

    void advance()
    {
        const char c = current();
        m_last = m_here;
        follow(c);
        ++m_here.offset;
        if (c == '\n') {
            ++m_here.line;
            m_here.column = 1;
        } else if (m_here.offset == m_text.size() || (m_text[m_here.offset] & 0xC0) != 0x80) {
            ++m_here.column; // the next byte begins a character
        }
    }

private:
    enum class In { Gap, String, Escape, Word };

    void follow(char c)
    {
        switch (m_in) {
        case In::Escape:
            m_in = In::String;
            return;
        case In::String:
            m_in = c == '"' ? In::Gap : c == '\\' ? In::Escape : In::String;
            return;
        case In::Word:
        case In::Gap:
            break;
        }
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        const bool closing = c == ',' || c == ':' || c == '}' || c == ']';
        const bool opening = c == '"' || c == '{' || c == '[';
        if (closing || opening)
            m_token = m_here;
        if (opening || (m_in == In::Gap && !space && !closing))
            m_value = m_token = m_here;
        m_in = c == '"' ? In::String : space || closing || opening ? In::Gap : In::Word;
    }

    std::string_view m_text;
    Place m_here, m_last, m_value, m_token;
    In m_in = In::Gap;
};

/// The input iterator the parser reads from; all copies share one cursor.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = char;

    CountingIterator() = default; ///< the end
    explicit CountingIterator(Cursor* cursor)
        : m_cursor(cursor)
    {
    }

    char operator*() const { return m_cursor->current(); }
    CountingIterator& operator++()
    {
        m_cursor->advance();
        return *this;
    }
    CountingIterator operator++(int)
    {
        CountingIterator before = *this;
        m_cursor->advance();
        return before;
    }
    friend bool operator==(const CountingIterator& a, const CountingIterator& b) { return a.done() == b.done(); }
    friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return a.done() != b.done(); }

private:
    [[nodiscard]] bool done() const { return m_cursor == nullptr || m_cursor->atEnd(); }
    Cursor* m_cursor = nullptr;
};

} // namespace ilv::json
