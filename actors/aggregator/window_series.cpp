#include "actors/aggregator/window_series.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

/// A serie for the context of `rows`, which it takes.
template <class Row>
serie begin_serie(row_group<Row>& rows, wire_type type, uint32_t interval) {
  serie result;
  result.context = std::move(rows.front().row->context);
  result.type = type;
  result.interval = interval;
  return result;
}

/// Calls `each(stamp, first, last)` for the rows of one window.
template <class Row, class F>
void by_window(row_group<Row>& rows, F&& each) {
  for (auto first = rows.begin(); first != rows.end();) {
    auto last = std::find_if(first, rows.end(), [&](auto& x) {
      return x.stamp_s != first->stamp_s;
    });
    each(first->stamp_s, first, last);
    first = last;
  }
}

/// Merges the values of rows [first, last) into those of the first.
template <class Iterator>
auto& merge_values(Iterator first, Iterator last) {
  auto& result = first->row->values;
  for (auto i = first + 1; i != last; ++i) {
    result.merge(i->row->values);
    i->row->values = {};
  }
  return result;
}

} // namespace

window_series::window_series(std::vector<closed_window> windows,
                             const histogram_series& histograms,
                             uint32_t window_s)
    : windows_(std::move(windows)),
      histograms_(histograms),
      window_s_(window_s) {
  std::stable_sort(windows_.begin(), windows_.end(),
                   [](auto& a, auto& b) { return a.start_s < b.start_s; });
}

bool window_series::next(batch_writer& out) {
  return turn(counters_, out) || turn(gauges_, out) || turn(sets_, out)
         || turn(histogram_rows_, out) || turn(sketches_, out);
}

template <class Row>
bool window_series::turn(pass<Row>& x, batch_writer& out) {
  if (x.done)
    return false;
  if (!std::exchange(x.begun, true)) {
    std::vector<column<Row>> columns;
    for (auto& window : windows_)
      if (!(window.*x.rows).empty())
        columns.push_back({window.start_s, &(window.*x.rows)});
    x.join = row_join<Row>{std::move(columns)};
  }
  if (x.join.next(x.group)) {
    write(x.group, out);
    return true;
  }
  x.done = true;
  x.join = {};
  for (auto& window : windows_)
    (window.*x.rows) = {};
  return false;
}

void window_series::write(row_group<counter_row>& rows,
                          batch_writer& out) const {
  auto result = begin_serie(rows, wire_type::rate, window_s_);
  by_window(rows, [&](int64_t stamp, auto first, auto last) {
    double sum = 0;
    for (; first != last; ++first)
      sum += first->row->sum;
    result.points.push_back({stamp, sum / window_s_});
  });
  out.add(std::move(result));
}

void window_series::write(row_group<gauge_row>& rows, batch_writer& out) const {
  auto result = begin_serie(rows, wire_type::gauge, window_s_);
  by_window(rows, [&](int64_t stamp, auto first, auto last) {
    auto newest = first;
    for (; first != last; ++first)
      if (first->row->arrival_ns >= newest->row->arrival_ns)
        newest = first;
    result.points.push_back({stamp, newest->row->value});
  });
  out.add(std::move(result));
}

void window_series::write(row_group<set_row>& rows, batch_writer& out) const {
  auto result = begin_serie(rows, wire_type::gauge, window_s_);
  by_window(rows, [&](int64_t stamp, auto first, auto last) {
    auto& values = merge_values(first, last);
    result.points.push_back({stamp, static_cast<double>(values.size())});
    values = {};
  });
  out.add(std::move(result));
}

void window_series::write(row_group<histogram_row>& rows, batch_writer& out) {
  auto context = std::move(rows.front().row->context);
  std::vector<serie> series;
  by_window(rows, [&](int64_t stamp, auto first, auto last) {
    auto& values = merge_values(first, last);
    histograms_.derive(context->name(), values, window_s_, values_);
    values = {};
    if (series.empty())
      for (auto& x : values_)
        series.push_back({context, x.suffix, x.type, window_s_, {}});
    for (size_t i = 0; i < values_.size(); ++i)
      series[i].points.push_back({stamp, values_[i].value});
  });
  for (auto& x : series)
    out.add(std::move(x));
}

void window_series::write(row_group<sketch_row>& rows,
                          batch_writer& out) const {
  sketch_serie result;
  result.context = std::move(rows.front().row->context);
  by_window(rows, [&](int64_t stamp, auto first, auto last) {
    result.points.push_back({stamp, std::move(merge_values(first, last))});
  });
  out.add(std::move(result));
}

} // namespace troupe
