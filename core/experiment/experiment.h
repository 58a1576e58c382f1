// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stage.h"
#include "base/vocabulary.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ilv {

/// What was asked: everything the form can set and a file can say. A plain value: copied at the start of a run, never
/// read again from a widget or a settings store. Defaults are those of a file that leaves the key out.

/// Settings shared by all models, each of which a model entry may override.
struct Settings {
    int workers = 0; ///< 0: one for each core; 1 … 256
    int chunk = 0; ///< tasks handed over at once; 0: "auto"
    Transport transport = Transport::Pipe;
    StartMethod start = StartMethod::Exec;
    Offload offload = Offload::Processes; ///< hybrid's compute stages
    bool lock = false; ///< threads: one global lock during compute (an interpreter lock, simulated)
    double timeoutMs = 0; ///< one attempt; 0: none
    double killGraceMs = 200; ///< SIGTERM to SIGKILL
    int maxTasksPerWorker = 0; ///< recycling; 0: never
    friend bool operator==(const Settings&, const Settings&) = default;
};

/// One line of `models`: which model, and what differs from `settings`.
struct ModelEntry {
    Model model = Model::Sequential;
    Runtime runtime = Runtime::Native;
    std::string label = {}; ///< unique in the experiment; default: the model's name (with " 2", … when repeated)
    std::optional<int> workers = {};
    std::optional<int> chunk = {};
    std::optional<int> inFlight = {};
    std::optional<Transport> transport = {};
    std::optional<StartMethod> start = {};
    std::optional<Offload> offload = {};
    std::optional<bool> lock = {};
    friend bool operator==(const ModelEntry&, const ModelEntry&) = default;
};

enum class LoadMode : std::uint8_t { Closed, Open };
enum class Arrivals : std::uint8_t { Constant, Poisson, Burst };

struct Load {
    LoadMode mode = LoadMode::Closed;
    std::int64_t tasks = 0; ///< closed: how many; 0: by durationS
    double durationS = 0; ///< closed or open; 0: by tasks
    int inFlight = 1; ///< closed: clients that each wait for their answer
    double ratePerS = 0; ///< open
    Arrivals arrivals = Arrivals::Constant;
    int burst = 1; ///< arrivals "burst": how many arrive together
    int maxQueue = 100'000; ///< open: beyond it a task is `error` / QUEUE_OVERFLOW
    friend bool operator==(const Load&, const Load&) = default;
};

struct Retry {
    int maxAttempts = 1; ///< 1 … 100
    bool onError = false;
    bool onTimeout = false;
    bool onCrash = false;
    double backoffMs = 0;
    double factor = 1;
    double maxMs = 60'000;
    bool fullJitter = false; ///< seeded
    double budget = 0; ///< at most this fraction of attempts may be retries; 0: no limit
    double deadlineMs = 0; ///< a whole task with its retries, from its intended start; 0: none
    friend bool operator==(const Retry&, const Retry&) = default;
};

/// Absent means "not a goal".
struct Goals {
    std::optional<double> p95Ms = {};
    std::optional<double> p99Ms = {};
    std::optional<double> errorRate = {}; ///< 0 … 1, of all tasks: everything that is not ok
    std::optional<double> throughputPerS = {};
    std::optional<bool> correct = {};
    friend bool operator==(const Goals&, const Goals&) = default;
};

struct Sweep {
    std::string parameter = {}; ///< a path in the file: "workload.stages[1].units"
    std::vector<double> values = {};
    friend bool operator==(const Sweep&, const Sweep&) = default;
};

struct Checklist {
    std::string owner = {}, threshold = {}, rollback = {}, flag = {}, limitations = {};
    friend bool operator==(const Checklist&, const Checklist&) = default;
};

struct Workload {
    std::vector<Stage> stages = {};
    std::int64_t inputBytes = 0; ///< payload handed to each task
    std::int64_t outputBytes = 0; ///< payload each task hands back
    std::string golden = {}; ///< name of a golden output, or empty
    friend bool operator==(const Workload&, const Workload&) = default;
};

enum class Record : std::uint8_t { Default, All };

struct Experiment {
    std::string name = "Untitled";
    std::uint64_t seed = 1;
    Workload workload;
    std::vector<ModelEntry> models = {}; ///< in file order, labels unique
    Load load;
    Settings settings;
    Retry retry;
    Goals goals;
    int repeats = 1; ///< rounds, 1 … 100
    std::int64_t warmupTasks = 0;
    double deadlineS = 0; ///< the whole run; 0: none
    std::optional<Sweep> sweep = {};
    Checklist checklist;
    Record record = Record::Default;
    /// "x-…" keys as compact JSON, by their path ("x-note", "workload.stages[0].x-why"); kept, never read
    std::map<std::string, std::string> extra;
    friend bool operator==(const Experiment&, const Experiment&) = default;
};

/// What an entry runs with: the experiment's settings with the entry's own laid over them. Workers resolved to >= 1
/// (1 for sequential and async, which have none), chunk 1 for process-per-task. `start` in the runtime's own words:
/// for a Python entry a common "exec" means spawn, a common "forkserver" Python's.
[[nodiscard]] Settings effectiveSettings(const Experiment& experiment, const ModelEntry& entry, int cores);
[[nodiscard]] int effectiveInFlight(const Experiment& experiment, const ModelEntry& entry);

/// Tasks the run plans in all (every model, repeat and sweep value), or -1 where the load ends by time.
[[nodiscard]] std::int64_t plannedTasks(const Experiment& experiment);

/// The label of each entry: its own, or the first of "threads", "threads 2", … that no other entry has.
[[nodiscard]] std::vector<std::string> defaultLabels(const std::vector<ModelEntry>& models);

} // namespace ilv
