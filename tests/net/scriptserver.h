// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ilv {

/// A server that does what a test tells it, right or wrong. The n-th connection follows the n-th script, later ones the
/// last; a script is a list of steps, done one after another.
class ScriptServer final : IoLoop::Watcher {
public:
    enum class Do : std::uint8_t {
        AwaitRequest, ///< reads until a blank line
        Send, ///< `text`, at once
        Trickle, ///< `text`, one byte a turn
        TrickleForEver, ///< `text` again and again, one byte a turn
        EndWriting, ///< half close
        Close,
        Reset,
    };
    struct Step {
        Do what = Do::AwaitRequest;
        std::string text = {};
    };
    using Script = std::vector<Step>;

    ScriptServer(IoLoop& loop, std::vector<Script> scripts);
    ~ScriptServer();
    ScriptServer(const ScriptServer&) = delete;
    ScriptServer& operator=(const ScriptServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::size_t accepted() const { return m_accepted; }
    [[nodiscard]] const std::string& lastRequest() const { return m_lastRequest; }

private:
    class Connection;
    void ready(std::uint32_t epollEvents) override;

    IoLoop& m_loop;
    std::vector<Script> m_scripts;
    std::vector<std::unique_ptr<Connection>> m_connections; ///< kept to the end
    std::string m_lastRequest;
    std::size_t m_accepted = 0;
    int m_listener = -1;
    std::uint16_t m_port = 0;
};

} // namespace ilv
