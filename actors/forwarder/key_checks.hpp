#pragma once
/// Which keys are to be asked about, and when: each once at the start, then
/// all of them once an interval.
///
/// Rules: 200 is a good key, 403 a bad one; anything else proves nothing, so
/// that an outage does not condemn a key.
/// Bounds: one call per key and URL under way; 10 s shared by all keys.
/// Thread rule: needs external synchronisation.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "actors/forwarder/endpoint.hpp"
#include "actors/forwarder/endpoint_status.hpp"

namespace troupe {

struct key_check {
  std::string validate_url;
  secret key;
  /// Indices of the endpoints that send with it.
  std::vector<size_t> endpoints;
  bool due = true;
};

class key_checks {
public:
  key_checks(const std::vector<endpoint>& all, int64_t interval_ns);

  /// Index of a check to be made now; it is then under way.
  std::optional<size_t> next(int64_t now_ns);
  /// A new start: all are due, nothing is under way.
  void restart();

  const key_check& at(size_t index) const {
    return checks_.at(index);
  }
  /// For each call.
  int64_t timeout_ms() const;
  static key_state judge(int status);

private:
  int64_t interval_ns_;
  std::vector<key_check> checks_;
  /// 0: not yet started.
  int64_t next_round_ns_ = 0;
};

} // namespace troupe
