#include "actors/aggregator/pending_windows.hpp"

#include <iterator>
#include <utility>

namespace troupe {

namespace {

size_t rows_of(const closed_window& x) {
  return x.gauges.size() + x.counters.size() + x.sets.size()
         + x.histograms.size() + x.sketches.size();
}

} // namespace

void pending_windows::add(const window_closed& x) {
  part one{{x.take_windows(), std::move(x.samples())}, 0};
  for (auto& window : one.what.windows)
    one.rows += rows_of(window);
  if (one.rows == 0 && one.what.samples.units() == 0)
    return;
  rows_ += one.rows;
  parts_.push_back(std::move(one));
  while (rows_ > max_rows_ && parts_.size() > 1) {
    auto& oldest = parts_.front();
    oldest.what.samples.drop(drop_reason::queue_full);
    rows_ -= oldest.rows;
    evicted_ += oldest.rows;
    parts_.pop_front();
  }
}

pending_windows::content pending_windows::take() {
  content result;
  for (auto& x : parts_) {
    auto& windows = x.what.windows;
    result.windows.insert(result.windows.end(),
                          std::make_move_iterator(windows.begin()),
                          std::make_move_iterator(windows.end()));
    result.samples.absorb(std::move(x.what.samples));
  }
  parts_.clear();
  rows_ = 0;
  return result;
}

} // namespace troupe
