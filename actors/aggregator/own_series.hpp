#pragma once
/// The series that the agent reports about itself with every flush, and those
/// that components asked to have reported.
///
/// Thread rule: one owner; the functions of recurrent series are called on
/// its thread and read what is safe to read there.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "messages/metric/serie.hpp"

namespace troupe {

/// A value that a component wants in every flush, as a gauge.
struct recurrent_serie {
  std::string name;
  std::vector<std::string> tags;
  std::function<double()> value;
};

struct own_series_options {
  /// The word in `datadog.<agent>.running`.
  std::string agent = "agent";
  std::string version;
  /// On each of them; the agent's container tags, if it has any.
  std::vector<std::string> tags;
  /// Payloads and items that could not be split small enough, so far.
  std::function<double()> payloads_dropped;
  std::vector<recurrent_serie> recurrent;
  /// DogStatsD contexts that are held, and how many may be.
  std::function<double()> contexts;
  std::function<double()> context_limit;
  /// True in the first life of the actor only.
  bool announce_start = true;
};

class own_series {
public:
  explicit own_series(const own_series_options& options);

  /// This flush's series, all stamped with its start.
  std::vector<serie> write(int64_t now_s);

  /// True until the start was announced.
  bool announces() const noexcept {
    return started_ != nullptr;
  }

private:
  void add(const std::string& name, const std::vector<std::string>& tags,
           const std::function<double()>& value, bool no_index = false);

  struct source {
    context_ptr context;
    std::function<double()> value;
  };

  std::vector<source> sources_;
  /// Once, with the first flush; then null.
  context_ptr started_;
};

} // namespace troupe
