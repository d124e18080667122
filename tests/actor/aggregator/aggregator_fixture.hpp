#pragma once
/// The aggregator on virtual time, with recorders in place of two shards and
/// the serializer. Shards answer only when a test says so.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/aggregator/aggregator.hpp"
#include "tests/support/deterministic.hpp"
#include "tests/unit/actors/aggregator/builders.hpp"

namespace troupe {

class aggregator_fixture : public deterministic {
public:
  using point_list = testing_aggregator::point_list;

  aggregator_fixture() {
    options.own.version = "0.1.0";
    options.own.announce_start = false;
    serializer->set(spawn<recorder<serializer_actor>>(sent));
    for (size_t i = 0; i < shards.size(); ++i) {
      shards[i] = make_slot<dogstatsd_actor>();
      shards[i]->set(spawn<recorder<dogstatsd_actor>>(asked[i]));
    }
  }

  void TearDown() override {
    settle_sent();
    deterministic::TearDown();
    sent->clear();
    front.clear();
    for (auto row : books.rows()) {
      auto now = row->snapshot();
      EXPECT_EQ(now.balance(), 0) << now.name;
      EXPECT_EQ(now.resting[0], 0) << now.name << " holds something back";
    }
  }

  void start() {
    front.set(spawn<aggregator>(
        node_context{stats, &time()}, options,
        std::vector<slot_ptr<dogstatsd_actor>>{shards.begin(), shards.end()},
        serializer, books, numbers));
    run();
  }

  template <class T>
  void send(const T& x) {
    caf::anon_send(front.get(), x);
    run();
  }

  /// A second passes.
  void tick_once() {
    advance(std::chrono::seconds(1));
    send(tick{++generation, time().wall_ns(), time().steady_ns()});
  }
  /// Seconds pass, up to `at_s` after the start.
  void tick_until(int64_t at_s) {
    while (time().wall_s() < start_s + at_s)
      tick_once();
  }

  static std::vector<closed_window> none() {
    return {};
  }
  static std::vector<closed_window> list(closed_window x) {
    std::vector<closed_window> result;
    result.push_back(std::move(x));
    return result;
  }
  static closed_window window(int64_t at_s) {
    closed_window result;
    result.start_s = start_s + at_s;
    return result;
  }
  /// A window with one counter.
  static closed_window counted(int64_t at_s, const std::string& name,
                               double sum) {
    auto result = window(at_s);
    result.counters.push_back(testing_aggregator::counter(name, sum));
    return result;
  }

  /// A shard ships windows; `flush_id` 0 on a boundary.
  void ship(uint32_t shard, std::vector<closed_window> windows,
            uint64_t samples, uint64_t flush_id = 0) {
    send(window_closed_ptr{make_ref<const window_closed>(
        shard, flush_id, std::move(windows), ticket{books.samples, samples})});
  }
  /// The last question that a shard got.
  close_windows question(uint32_t shard = 0) const {
    auto all = asked[shard]->all<close_windows>();
    EXPECT_FALSE(all.empty()) << "nobody asked";
    return all.empty() ? close_windows{} : all.back();
  }
  size_t questions(uint32_t shard = 0) const {
    return asked[shard]->all<close_windows>().size();
  }
  void answer(uint32_t shard, std::vector<closed_window> windows = none(),
              uint64_t samples = 0) {
    ship(shard, std::move(windows), samples, question(shard).flush_id);
  }
  void answer_all() {
    answer(0);
    answer(1);
  }

  /// What the serializer got since the last call; settled as if delivered.
  testing_aggregator::written written() {
    testing_aggregator::written result;
    for (auto& x : sent->all<flush_batch_ptr>())
      result.add(*x);
    settle_sent();
    sent->clear();
    run();
    return result;
  }

  /// What the serializer does with all it holds.
  void settle_sent() {
    for (auto& x : sent->all<flush_batch_ptr>())
      x->points().leave();
    for (auto& x : sent->all<service_check_batch_ptr>())
      x->ledger().leave();
    for (auto& x : sent->all<event_batch_ptr>())
      x->ledger().leave();
    for (auto& x : sent->all<orchestrator_metadata>())
      x.batch->ledger.leave();
    for (auto& x : sent->all<orchestrator_manifests>())
      x.batch->ledger.leave();
  }
  size_t flush_ends() const {
    return sent->all<flush_end>().size();
  }

  completion_ptr waiter() {
    return make_ref<const completion>(
        [log = ends](bool done) { log->push_back(done); });
  }

  double count(const std::string& name, const metric_labels& labels = {}) {
    return numbers.counter(name, "", labels).Value();
  }
  static uint64_t dropped(const stage& row, drop_reason why) {
    return row.snapshot().dropped[static_cast<size_t>(why)];
  }

  ledger books;
  metrics numbers;
  aggregator_options options;
  actor_stats_ptr stats = std::make_shared<actor_stats>("aggregator");
  recording_ptr sent = std::make_shared<recording>();
  std::array<recording_ptr, 2> asked{std::make_shared<recording>(),
                                     std::make_shared<recording>()};
  std::array<slot_ptr<dogstatsd_actor>, 2> shards;
  slot_ptr<serializer_actor> serializer = make_slot<serializer_actor>();
  slot<aggregator_actor> front;
  uint64_t generation = 0;
  std::shared_ptr<std::vector<bool>> ends =
      std::make_shared<std::vector<bool>>();
};

} // namespace troupe
