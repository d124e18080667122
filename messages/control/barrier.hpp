#pragma once
/// A token that follows the data path (listener, shard, aggregator,
/// serializer, forwarder). Each stage it passes reports its ledger row at that
/// moment. It ends when the last copy goes, also when an actor lost it.
///
/// Thread rule: safe on any thread.

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"
#include "runtime/base/stage.hpp"

namespace troupe {

struct barrier_report {
  /// By stage name; the last pass wins.
  std::map<std::string, stage_snapshot> stages;
  /// Actor ids in the order of passing.
  std::vector<std::string> passed;
};

class barrier final : public ref_counted {
public:
  using callback = std::function<void(barrier_report)>;

  explicit barrier(callback f) : on_end_(std::move(f)) {
  }
  ~barrier() override {
    on_end_(std::move(report_));
  }

  void pass(const std::string& actor,
            std::initializer_list<const stage*> rows) const {
    std::lock_guard guard{mutex_};
    report_.passed.push_back(actor);
    for (auto row : rows)
      if (row != nullptr)
        report_.stages[row->name()] = row->snapshot();
  }

private:
  callback on_end_;
  mutable std::mutex mutex_;
  mutable barrier_report report_;
};

using barrier_ptr = ref_ptr<const barrier>;

} // namespace troupe
