#include "runtime/app/ledger_line.hpp"

#include <cstdlib>

#include <fmt/format.h>

namespace troupe {

std::string ledger_line(const ledger& books) {
  uint64_t dropped = 0;
  int64_t resting = 0;
  int64_t disk = 0;
  int64_t balance = 0;
  for (auto row : books.rows()) {
    auto x = row->snapshot();
    dropped += x.dropped_total();
    resting += x.resting[static_cast<size_t>(rest::queued)]
               + x.resting[static_cast<size_t>(rest::inflight)];
    disk += x.resting[static_cast<size_t>(rest::disk)];
    balance += std::abs(x.balance());
  }
  return fmt::format("ledger in={} delivered={} dropped={} queued={} disk={} "
                     "balance={}",
                     books.packets.snapshot().in, books.payloads.snapshot().out,
                     dropped, resting, disk, balance);
}

} // namespace troupe
