#pragma once
/// The distinct strings of a set in one window. Only their number goes out, so
/// what is kept of a string is a 64-bit hash: long strings cost no more than
/// short ones, and a window of a million values fits.
///
/// Bounds: 262144 values (9 bytes each); what comes beyond is counted in
/// `overflow` and not told apart.
/// Thread rule: one owner at a time. Hashes agree within one process only.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

namespace troupe {

class value_set {
public:
  static constexpr size_t limit = 262144;

  /// False when the set is full and does not know the value.
  bool insert(std::string_view value) {
    return insert_hash(absl::HashOf(value));
  }

  void merge(const value_set& other) {
    overflow_ += other.overflow_;
    if (this == &other)
      return;
    for (auto hash : other.hashes_)
      insert_hash(hash);
  }

  /// Distinct values, at most `limit`.
  size_t size() const noexcept {
    return hashes_.size();
  }
  bool empty() const noexcept {
    return hashes_.empty();
  }
  /// Values that came when the set was full and were not in it.
  uint64_t overflow() const noexcept {
    return overflow_;
  }
  size_t footprint() const noexcept {
    return sizeof(*this) + hashes_.capacity() * (sizeof(uint64_t) + 1);
  }

private:
  bool insert_hash(uint64_t hash) {
    if (hashes_.size() >= limit && !hashes_.contains(hash)) {
      ++overflow_;
      return false;
    }
    hashes_.insert(hash);
    return true;
  }

  absl::flat_hash_set<uint64_t> hashes_;
  uint64_t overflow_ = 0;
};

} // namespace troupe
