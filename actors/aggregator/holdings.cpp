#include "actors/aggregator/holdings.hpp"

#include <utility>

namespace troupe {

flush_content::flush_content(window_series windows,
                             check_sampler::content checks, ticket samples)
    : windows_(std::move(windows)),
      checks_(std::move(checks)),
      samples_(std::move(samples)) {
  samples_.absorb(std::move(checks_.samples));
}

bool flush_content::next(batch_writer& out) {
  if (windows_.next(out))
    return true;
  if (series_ < checks_.series.size()) {
    out.add(std::move(checks_.series[series_++]));
    return true;
  }
  if (sketches_ < checks_.sketches.size()) {
    out.add(std::move(checks_.sketches[sketches_++]));
    return true;
  }
  samples_.leave();
  return false;
}

holdings::holdings(const holding_limits& limits,
                   const check_sampler_options& check_options,
                   const histogram_options& histogram, uint32_t window_s)
    : histograms_(histogram),
      windows(limits.rows),
      checks(check_options, limits.checks, histograms_),
      events(limits.events),
      service_checks(limits.service_checks),
      manifests(limits.manifests),
      window_s_(window_s),
      late_(window_s) {
}

flush_content holdings::take_metrics(bool everything, int64_t now_s) {
  auto closed = windows.take();
  late_.move(closed.windows);
  return {window_series{std::move(closed.windows), histograms_, window_s_},
          checks.take(everything, static_cast<double>(now_s)),
          std::move(closed.samples)};
}

} // namespace troupe
