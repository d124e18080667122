#pragma once
/// What an intake reads out of bodies: points of series, sketches, and JSON as
/// text. Tests of the whole speak of these, not of bytes.
///
/// Thread rule: pure functions. A body that cannot be read fails the test.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/actor/forwarder/fake_network.hpp"

namespace troupe::test {

struct seen_point {
  std::string name;
  std::vector<std::string> tags;
  std::string host;
  /// "rate", "count", "gauge".
  std::string type;
  int64_t interval = 0;
  int64_t timestamp = 0;
  double value = 0;
};

struct seen_sketch {
  std::string name;
  std::vector<std::string> tags;
  int64_t timestamp = 0;
  int64_t count = 0;
  double min = 0;
  double max = 0;
  double sum = 0;
  double avg = 0;
};

/// The body without its compression.
std::string plain_body(const fake_request& x);

/// Of a request to /api/v2/series; others have none.
std::vector<seen_point> points_in(const fake_request& x);
/// Of a request to /api/beta/sketches; others have none.
std::vector<seen_sketch> sketches_in(const fake_request& x);

} // namespace troupe::test
