// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <cstdint>
#include <string>

namespace ilv {

class SqlConnection;

/// What stands in a history file, and how it is set up (reliability §2.8).
namespace schema {

inline constexpr std::int32_t kApplicationId = 0x494C5652; ///< "ILVR"
inline constexpr int kVersion = 2; ///< 1 did not say when a run ended

/// What a connection is set to before it is used; lasts as long as the connection. `wal` false where write-ahead
/// logging does not work: on a network file system.
[[nodiscard]] Status setUp(const SqlConnection& connection, bool wal);

/// Tables, application id and version in one transaction: a file is either empty or whole.
[[nodiscard]] Status create(const SqlConnection& connection);

/// Brings a file of an older version up to this one, in one transaction: after a failure, or a death half way, it is as
/// it was. Before that a copy is made beside it, "history.v1.bak". DB_MIGRATION_FAILED, DB_BUSY, DB_FULL.
[[nodiscard]] Status migrate(const SqlConnection& connection, const std::string& path, int from);

/// DB_CORRUPT with SQLite's first complaint.
[[nodiscard]] Status quickCheck(const SqlConnection& connection);

} // namespace schema
} // namespace ilv
