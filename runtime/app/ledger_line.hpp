#pragma once
/// The ledger in one line, for the end of the log.
///
/// Thread rule: any.

#include <string>

#include "runtime/flow/ledger.hpp"

namespace troupe {

/// "ledger in=... delivered=... dropped=... queued=... disk=... balance=0":
/// `in` counts packets, `delivered` payloads, `dropped` units of every stage;
/// the balance is the sum of absolute balances.
std::string ledger_line(const ledger& books);

} // namespace troupe
