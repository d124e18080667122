#pragma once
/// One metric of a check between two commits, for each kind but distributions
/// (those are sketches by time, see `check_sampler`).
///
/// gauge: the last value. count: the sum. counter: the sum as a rate over one
/// second. rate: the last two values over their time. monotonic count: the sum
/// of what it grew by. set: how many there were. histogram: its aggregates.
/// historate: the same over the rates between its values.
///
/// Units: seconds, with fractions where samples bring them.
/// Thread rule: one owner.

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "actors/aggregator/histogram_series.hpp"
#include "messages/metric/samples.hpp"
#include "messages/metric/value_set.hpp"

namespace troupe {

/// One point that a commit yields.
struct check_point {
  const std::string* suffix = nullptr;
  wire_type type = wire_type::gauge;
  int64_t timestamp = 0;
  double value = 0;
};

class check_metric {
public:
  /// True for the kinds that this class knows.
  static bool accepts(metric_kind kind) noexcept;

  explicit check_metric(metric_kind kind);

  /// A finite sample of this metric's kind at the time `at_s`.
  void add(const check_sample& x, double at_s);

  /// Replaces `out` by what the samples since the last commit yield; false
  /// when they contradict (a rate that is negative or has no time).
  bool commit(int64_t stamp_s, std::string_view name,
              const histogram_series& histograms,
              std::vector<check_point>& out);

  /// Holds what the next commit needs from this one.
  bool stateful() const noexcept;

private:
  struct sampled {
    double value = 0;
    double at_s = 0;
  };
  struct last_value {
    std::optional<double> value;
  };
  /// Of counts (not divided) and counters (divided by one second).
  struct sum {
    wire_type type = wire_type::count;
    std::optional<double> value;
  };
  struct two_last {
    std::optional<sampled> before;
    std::optional<sampled> now;
  };
  struct growth {
    std::optional<double> last;
    double value = 0;
    /// There is something to compare with, or the first value counts.
    bool usable = false;
  };
  struct members {
    value_set values;
  };
  struct distribution {
    histogram values;
  };
  struct rate_distribution {
    std::optional<sampled> before;
    histogram values;
  };

  using state = std::variant<last_value, sum, two_last, growth, members,
                             distribution, rate_distribution>;

  /// Where a commit's points go, and with what they are made.
  struct commit_call;

  static state state_of(metric_kind kind);
  static void grow(growth& to, const check_sample& x);
  static void add_rate(rate_distribution& to, const sampled& now);

  static bool yield(last_value& x, commit_call& to);
  static bool yield(sum& x, commit_call& to);
  static bool yield(two_last& x, commit_call& to);
  static bool yield(growth& x, commit_call& to);
  static bool yield(members& x, commit_call& to);
  static bool yield(distribution& x, commit_call& to);
  static bool yield(rate_distribution& x, commit_call& to);

  state state_;
};

} // namespace troupe
