// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ilv {

/// Every stable error code (reliability §2.6), in one list. A code once released is never renamed: it stands in files,
/// scripts and reports. X(enumerator, "TEXT")
#define ILV_CODES(X)                                                                                                   \
    X(None, "")                                                                                                        \
    X(FileUnreadable, "FILE_UNREADABLE")                                                                               \
    X(FileTooLarge, "FILE_TOO_LARGE")                                                                                  \
    X(FileEncoding, "FILE_ENCODING")                                                                                   \
    X(FileSyntax, "FILE_SYNTAX")                                                                                       \
    X(FileTooDeep, "FILE_TOO_DEEP")                                                                                    \
    X(FileDuplicateKey, "FILE_DUPLICATE_KEY")                                                                          \
    X(FileBadNumber, "FILE_BAD_NUMBER")                                                                                \
    X(FileType, "FILE_TYPE")                                                                                           \
    X(FileVersion, "FILE_VERSION")                                                                                     \
    X(FileVersionNewer, "FILE_VERSION_NEWER")                                                                          \
    X(FileMissingKey, "FILE_MISSING_KEY")                                                                              \
    X(FileUnknownKey, "FILE_UNKNOWN_KEY")                                                                              \
    X(FileRange, "FILE_RANGE")                                                                                         \
    X(FileEnum, "FILE_ENUM")                                                                                           \
    X(FileConflict, "FILE_CONFLICT")                                                                                   \
    X(FileReference, "FILE_REFERENCE")                                                                                 \
    X(FilePathEscape, "FILE_PATH_ESCAPE")                                                                              \
    X(FileGoldenMissing, "FILE_GOLDEN_MISSING")                                                                        \
    X(FileHashMismatch, "FILE_HASH_MISMATCH")                                                                          \
    X(TaskError, "TASK_ERROR")                                                                                         \
    X(TaskExitNonzero, "TASK_EXIT_NONZERO")                                                                            \
    X(TaskTimeout, "TASK_TIMEOUT")                                                                                     \
    X(TaskDeadline, "TASK_DEADLINE")                                                                                   \
    X(TaskNotFound, "TASK_NOT_FOUND")                                                                                  \
    X(TaskBadParams, "TASK_BAD_PARAMS")                                                                                \
    X(OutputMismatch, "OUTPUT_MISMATCH")                                                                               \
    X(OutputLimit, "OUTPUT_LIMIT")                                                                                     \
    X(DispatchFailed, "DISPATCH_FAILED")                                                                               \
    X(QueueOverflow, "QUEUE_OVERFLOW")                                                                                 \
    X(WorkerCrashed, "WORKER_CRASHED")                                                                                 \
    X(WorkerNotFound, "WORKER_NOT_FOUND")                                                                              \
    X(WorkerStartTimeout, "WORKER_START_TIMEOUT")                                                                      \
    X(WorkerInitFailed, "WORKER_INIT_FAILED")                                                                          \
    X(WorkerVersionMismatch, "WORKER_VERSION_MISMATCH")                                                                \
    X(WorkerUnresponsive, "WORKER_UNRESPONSIVE")                                                                       \
    X(WorkerNotReading, "WORKER_NOT_READING")                                                                          \
    X(WorkerMemoryLimit, "WORKER_MEMORY_LIMIT")                                                                        \
    X(ProtoBadMagic, "PROTO_BAD_MAGIC")                                                                                \
    X(ProtoFrameTooLarge, "PROTO_FRAME_TOO_LARGE")                                                                     \
    X(ProtoTruncated, "PROTO_TRUNCATED")                                                                               \
    X(ProtoStalled, "PROTO_STALLED")                                                                                   \
    X(ProtoUnexpected, "PROTO_UNEXPECTED")                                                                             \
    X(ProtoBadBody, "PROTO_BAD_BODY")                                                                                  \
    X(PoolCrashLoop, "POOL_CRASH_LOOP")                                                                                \
    X(PoolEmpty, "POOL_EMPTY")                                                                                         \
    X(PoolUnstable, "POOL_UNSTABLE")                                                                                   \
    X(PoolDegraded, "POOL_DEGRADED")                                                                                   \
    X(ThreadsStuck, "THREADS_STUCK")                                                                                   \
    X(LoopBlocked, "LOOP_BLOCKED")                                                                                     \
    X(RetryBudgetExhausted, "RETRY_BUDGET_EXHAUSTED")                                                                  \
    X(RunCancelled, "RUN_CANCELLED")                                                                                   \
    X(RunDeadline, "RUN_DEADLINE")                                                                                     \
    X(RunInterrupted, "RUN_INTERRUPTED")                                                                               \
    X(RunInsufficientSamples, "RUN_INSUFFICIENT_SAMPLES")                                                              \
    X(RunDisturbed, "RUN_DISTURBED")                                                                                   \
    X(RunClockJump, "RUN_CLOCK_JUMP")                                                                                  \
    X(RunLoadHigh, "RUN_LOAD_HIGH")                                                                                    \
    X(HostCrashed, "HOST_CRASHED")                                                                                     \
    X(HostProtocol, "HOST_PROTOCOL")                                                                                   \
    X(ModelUnavailable, "MODEL_UNAVAILABLE")                                                                           \
    X(InternalAccounting, "INTERNAL_ACCOUNTING")                                                                       \
    X(DbCorrupt, "DB_CORRUPT")                                                                                         \
    X(DbWrongApp, "DB_WRONG_APP")                                                                                      \
    X(DbSchemaNewer, "DB_SCHEMA_NEWER")                                                                                \
    X(DbMigrationFailed, "DB_MIGRATION_FAILED")                                                                        \
    X(DbBusy, "DB_BUSY")                                                                                               \
    X(DbFull, "DB_FULL")                                                                                               \
    X(DbReadonly, "DB_READONLY")                                                                                       \
    X(DbIo, "DB_IO")                                                                                                   \
    X(OutUnwritable, "OUT_UNWRITABLE")                                                                                 \
    X(OutExists, "OUT_EXISTS")                                                                                         \
    X(OutDiskFull, "OUT_DISK_FULL")                                                                                    \
    X(OutIo, "OUT_IO")                                                                                                 \
    X(TrustRequired, "TRUST_REQUIRED")                                                                                 \
    X(TrustChanged, "TRUST_CHANGED")                                                                                   \
    X(NetHostNotAllowed, "NET_HOST_NOT_ALLOWED")                                                                       \
    X(NetRefused, "NET_REFUSED")                                                                                       \
    X(NetTimeout, "NET_TIMEOUT")                                                                                       \
    X(NetReset, "NET_RESET")                                                                                           \
    X(NetDns, "NET_DNS")                                                                                               \
    X(NetTls, "NET_TLS")                                                                                               \
    X(NetProtocol, "NET_PROTOCOL")                                                                                     \
    X(NetStatus, "NET_STATUS")                                                                                         \
    X(NetNoPorts, "NET_NO_PORTS")                                                                                      \
    X(FaultPlanted, "FAULT_PLANTED")                                                                                   \
    X(FaultRefused, "FAULT_REFUSED")                                                                                   \
    X(TrustStore, "TRUST_STORE")

enum class Code : std::uint16_t {
#define ILV_CODE_ENUM(id, text) id,
    ILV_CODES(ILV_CODE_ENUM)
#undef ILV_CODE_ENUM
};

[[nodiscard]] std::string_view name(Code code);
[[nodiscard]] Code codeFromName(std::string_view text); ///< Code::None when unknown

[[nodiscard]] inline Error error(Code code, std::string message, std::string hint = {})
{
    return Error { .code = std::string(name(code)), .message = std::move(message), .hint = std::move(hint) };
}

} // namespace ilv
