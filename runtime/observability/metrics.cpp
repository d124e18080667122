#include "runtime/observability/metrics.hpp"

#include <iterator>

namespace troupe {

metric_counter& metrics::counter(const std::string& name,
                                 const std::string& help,
                                 const metric_labels& labels) {
  auto& family =
      prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
  return family.Add(labels);
}

metric_gauge& metrics::gauge(const std::string& name, const std::string& help,
                             const metric_labels& labels) {
  auto& family =
      prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
  return family.Add(labels);
}

void metrics::also(std::shared_ptr<prometheus::Collectable> source) {
  std::lock_guard guard{mutex_};
  others_.push_back(std::move(source));
}

std::vector<prometheus::MetricFamily> metrics::collect() const {
  auto result = registry_.Collect();
  std::vector<std::shared_ptr<prometheus::Collectable>> others;
  {
    std::lock_guard guard{mutex_};
    others = others_;
  }
  for (auto& x : others) {
    auto more = x->Collect();
    result.insert(result.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
  }
  return result;
}

} // namespace troupe
