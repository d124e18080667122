#pragma once
/// Turns closed windows into series and sketches, one context at a time: rows
/// of one context and one window (from several shards) merge, rows of several
/// windows become the points of one serie.
///
/// Counters sum and become a rate over the window, of gauges the last to
/// arrive stays, sets unite, histograms and sketches merge.
///
/// Memory: what a row holds moves into the serie; the rows of a kind go when
/// the kind is done.
/// Thread rule: one owner.

#include <cstdint>
#include <vector>

#include "actors/aggregator/batch_writer.hpp"
#include "actors/aggregator/histogram_series.hpp"
#include "actors/aggregator/row_join.hpp"
#include "messages/metric/window.hpp"

namespace troupe {

class window_series {
public:
  /// `histograms` must outlive this.
  window_series(std::vector<closed_window> windows,
                const histogram_series& histograms, uint32_t window_s);

  /// Writes the next context; false when there is none.
  bool next(batch_writer& out);

private:
  /// The rows of one kind; joined when the first is asked for.
  template <class Row>
  struct pass {
    std::vector<Row> closed_window::*rows;
    bool begun = false;
    bool done = false;
    row_join<Row> join;
    row_group<Row> group;
  };

  template <class Row>
  bool turn(pass<Row>& x, batch_writer& out);

  void write(row_group<counter_row>& rows, batch_writer& out) const;
  void write(row_group<gauge_row>& rows, batch_writer& out) const;
  void write(row_group<set_row>& rows, batch_writer& out) const;
  void write(row_group<histogram_row>& rows, batch_writer& out);
  void write(row_group<sketch_row>& rows, batch_writer& out) const;

  std::vector<closed_window> windows_;
  const histogram_series& histograms_;
  uint32_t window_s_;
  pass<counter_row> counters_{&closed_window::counters, false, false, {}, {}};
  pass<gauge_row> gauges_{&closed_window::gauges, false, false, {}, {}};
  pass<set_row> sets_{&closed_window::sets, false, false, {}, {}};
  pass<histogram_row> histogram_rows_{
      &closed_window::histograms, false, false, {}, {}};
  pass<sketch_row> sketches_{&closed_window::sketches, false, false, {}, {}};
  std::vector<histogram_value> values_;
};

} // namespace troupe
