// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ilv {

/// Something refused or gone wrong, said so that a person can mend it.
/// `code` is stable for ever (see errorcodes.h); `message` is one sentence; `hint` says what to do next.
/// `path` is the place inside an experiment ("workload.stages[1].units"), `file`/`line`/`column` the place on disk
/// (line and column count from 1; 0 means "not known").
struct Error {
    std::string code;
    std::string message;
    std::string path = {};
    std::string hint = {};
    std::string file = {};
    int line = 0;
    int column = 0;

    friend bool operator==(const Error&, const Error&) = default;
};

using Errors = std::vector<Error>;

/// A value, or the reason there is none. Never both, never neither.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.index() == 0; }
    [[nodiscard]] bool ok() const { return m_state.index() == 0; }
    [[nodiscard]] T& value() { return std::get<0>(m_state); }
    [[nodiscard]] const T& value() const { return std::get<0>(m_state); }
    [[nodiscard]] T take() { return std::move(std::get<0>(m_state)); }
    [[nodiscard]] const Error& error() const { return std::get<1>(m_state); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }

private:
    std::variant<T, Error> m_state;
};

/// Success without a value, or the reason it failed.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error)
        : m_error(std::move(error))
        , m_ok(false)
    {
    }

    explicit operator bool() const { return m_ok; }
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] const Error& error() const { return m_error; }

private:
    Error m_error;
    bool m_ok = true;
};

using Status = Result<void>;

/// What the command line returns (design, Contract).
enum class ExitCode : int {
    Pass = 0,
    GoalMissed = 1,
    BadCommandLine = 2,
    ExperimentRefused = 3,
    Environment = 4,
    Aborted = 5,
    TrustRequired = 6,
    Internal = 70,
    CancelledInt = 130,
    CancelledTerm = 143,
};

} // namespace ilv
