// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "executor/blockinglane.h"

namespace ilv {

/// One task after another on the host's main thread, which does nothing else meanwhile.
class SequentialExecutor final : public Executor {
public:
    explicit SequentialExecutor(const ExecutorContext& context);
    void prepare(std::function<void(Status)> ready) override;
    void run(std::function<void(Status)> finished) override; ///< returns when all is done
    void cancel(int) override {} ///< run() looks at the level itself, between tasks
    void close(std::function<void()> closed) override;
    [[nodiscard]] ExecutorReport report() const override;

private:
    void waitUntil(Nanos at) const;

    ExecutorContext m_context;
    TaskFeed m_feed;
    LaneRecorder& m_recorder;
    BlockingLane m_lane;
};

} // namespace ilv
