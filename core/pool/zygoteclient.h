// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/ioloop.h"
#include "pool/descriptor.h"
#include "pool/workerprocess.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace ilv {

/// The pool's side of a zygote (zygote.h): has it fork workers and hears of their ends. Starts it when first needed,
/// and again after it died; its workers die with it.
class ZygoteClient final : public IoLoop::Watcher, public WorkerProcess::Listener {
public:
    ZygoteClient(IoLoop& loop, std::string program, std::function<void()> ended);
    ~ZygoteClient(); ///< the zygote ends its workers and itself, by force after a second
    ZygoteClient(const ZygoteClient&) = delete;
    ZygoteClient& operator=(const ZygoteClient&) = delete;

    void start(); ///< ahead of need, so that the first worker is not charged with it
    void stop(); ///< no worker lives or is wanted any more: it ends by itself
    [[nodiscard]] bool stopped() const { return !m_process; }
    void kill(); ///< it did not
    void bury() { m_corpse.reset(); } ///< frees what is left of one that ended; not from inside a signal of Qt's
    [[nodiscard]] std::unique_ptr<WorkerProcess> fork(const WorkerStart& start, WorkerProcess::Listener& listener);

private:
    class Worker;
    void ready(std::uint32_t events) override;
    void closeSocket();
    void processEnded(const WorkerDeath& death, const std::string& message) override;

    IoLoop& m_loop;
    std::string m_program;
    std::function<void()> m_ended; ///< called after its end, and its workers', has been told
    Descriptor m_socket;
    std::unique_ptr<WorkerProcess> m_process;
    std::unique_ptr<WorkerProcess> m_corpse;
    std::map<std::uint32_t, Worker*> m_workers; ///< living ones, as far as known
    std::uint32_t m_lastId = 0;
};

} // namespace ilv
