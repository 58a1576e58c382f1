// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/tree.h"

namespace ilv {

/// Appends keys to an object in the order of the calls; what holds its default is left out unless `defaults`.
class Put {
public:
    Put(json::Node& object, bool defaults)
        : m_object(object)
        , m_defaults(defaults)
    {
    }

    [[nodiscard]] bool defaults() const { return m_defaults; }

    template <typename T> void always(const char* key, const T& value) { section(key, node(value)); }
    template <typename T> void plain(const char* key, const T& value, const T& usual)
    {
        if (m_defaults || !(value == usual))
            always(key, value);
    }
    template <typename E> void word(const char* key, E value, E usual)
    {
        if (m_defaults || value != usual)
            always(key, name(value));
    }
    template <typename T> void maybe(const char* key, const std::optional<T>& value)
    {
        if (value)
            always(key, *value);
    }
    template <typename E> void maybeWord(const char* key, const std::optional<E>& value)
    {
        if (value)
            always(key, name(*value));
    }
    void section(const char* key, json::Node value) { m_object.members.emplace_back(key, std::move(value)); }
    void sectionUnlessEmpty(const char* key, json::Node value)
    {
        if (!value.members.empty())
            section(key, std::move(value));
    }

private:
    json::Node& m_object;
    bool m_defaults;
};

} // namespace ilv
