#pragma once
/// What the aggregator's tests build and look at: contexts, windows, what a
/// writer handed on, and ledger rows that must balance.

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/aggregator/batch_writer.hpp"
#include "actors/aggregator/context_maker.hpp"
#include "messages/metric/window.hpp"
#include "runtime/flow/ledger.hpp"

namespace troupe::testing_aggregator {

inline context_ptr context_of(const std::string& name, metric_kind kind,
                              const std::vector<std::string>& tags = {},
                              const std::string& host = {}) {
  context_traits traits;
  traits.kind = kind;
  return make_context(make_parts(name, host, tags, traits));
}

inline counter_row counter(const std::string& name, double sum) {
  return {context_of(name, metric_kind::counter), sum};
}

inline gauge_row gauge(const std::string& name, double value,
                       int64_t arrival_ns = 0) {
  return {context_of(name, metric_kind::gauge), value, arrival_ns};
}

/// "name.suffix tag,tag" -> points, for series and sketches that were written.
struct written {
  std::vector<serie> series;
  std::vector<sketch_serie> sketches;
  std::vector<size_t> chunks;

  void add(const flush_batch& x) {
    series.insert(series.end(), x.series().begin(), x.series().end());
    sketches.insert(sketches.end(), x.sketches().begin(), x.sketches().end());
    chunks.push_back(x.series().size() + x.sketches().size());
    // As the serializer does when the points are in a payload.
    x.points().leave();
  }
  /// Null when there is none; the test fails when there are several.
  const serie* find(const std::string& name) const {
    const serie* result = nullptr;
    for (auto& x : series)
      if (name_of(x) == name) {
        EXPECT_EQ(result, nullptr) << name << " is there twice";
        result = &x;
      }
    return result;
  }
  static std::string name_of(const serie& x) {
    return std::string{x.context->name()} + (x.suffix ? *x.suffix : "");
  }
  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (auto& x : series)
      result.push_back(name_of(x));
    return result;
  }
};

inline std::vector<std::pair<int64_t, double>> points_of(const serie* x) {
  std::vector<std::pair<int64_t, double>> result;
  if (x != nullptr)
    for (auto& p : x->points)
      result.emplace_back(p.timestamp, p.value);
  return result;
}

using point_list = std::vector<std::pair<int64_t, double>>;

/// A fixture with books that must balance after every test.
class with_ledger : public ::testing::Test {
public:
  ledger books;
  written out;

  batch_writer writer(batch_writer_options options = {}) {
    return {books.points, options,
            [this](const ref_ptr<const flush_batch>& x) { out.add(*x); }};
  }

  static uint64_t dropped(const stage& row, drop_reason why) {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }
  static int64_t queued(const stage& row) {
    return row.snapshot().resting[0];
  }

  void TearDown() override {
    for (auto row : books.rows())
      EXPECT_EQ(row->snapshot().balance(), 0) << row->name();
  }
};

} // namespace troupe::testing_aggregator
