#include <cstdlib>
#include <random>

#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

/// Traffic, kills, exceptions and an intake in any mood, by a seed. The ledger
/// balances after every message; at the end all that was sent is accounted
/// for. TROUPE_SEED in the environment is added to the seeds.
class pipeline_random : public pipeline,
                        public ::testing::WithParamInterface<uint64_t> {
protected:
  pipeline_random() : random_(GetParam() + seed_offset()) {
    settings.dogstatsd.dogstatsd_pipeline_count = 2;
    settings.dogstatsd.dogstatsd_flush_incomplete_buckets = true;
  }

  static uint64_t seed_offset() {
    auto text = std::getenv("TROUPE_SEED");
    return text == nullptr ? 0 : std::stoull(text);
  }

  uint64_t below(uint64_t n) {
    return random_() % n;
  }

  /// One line in one packet, so that each is one unit in every row.
  void one(const std::string& line) {
    post(line, below(2));
    ++sent;
    steps(below(3));
  }

  void new_mood() {
    constexpr int moods[] = {202, 202, 202, 503, 429, 500, 0, 400, 413};
    auto mood = moods[below(std::size(moods))];
    intake.status = [mood](auto&) { return mood; };
  }

  void one_fault(const std::vector<std::string>& victims) {
    auto id = victims[below(victims.size())];
    steps(below(20));
    if (node_of(id).state != child_state::running)
      return;
    if (below(2) == 0)
      kill_actor(id);
    else
      fault_actor(id);
  }

  /// Ten minutes. With sixteen quiet seconds after each fault nobody
  /// escalates.
  template <class Talk>
  void live(const std::vector<std::string>& victims, Talk talk,
            int quiet_s = 16) {
    int quiet = 0;
    for (int second = 0; second < 600; ++second) {
      for (auto n = below(100) == 0 ? 500 : below(5); n > 0; --n)
        talk();
      if (below(10) == 0)
        new_mood();
      if (++quiet >= quiet_s && below(5) == 0) {
        one_fault(victims);
        quiet = 0;
      }
      pass(1);
    }
    intake.status = [](auto&) { return 202; };
    EXPECT_GT(restarts(victims), 5u) << "not much of a test";
  }

  void end_well() {
    // The longest backoff, with the probes before it.
    pass(150);
    leave_last_flush();
    stop_in_order();
    expect_empty();
  }

  /// Two flushes of one second may have bodies that look the same.
  void leave_last_flush() {
    auto n = intake.accepted.size();
    while (intake.accepted.size() == n)
      pass(1);
    pass(1);
  }

  uint64_t restarts(const std::vector<std::string>& ids) const {
    uint64_t result = 0;
    for (auto& id : ids)
      result += node_of(id).restarts;
    return result;
  }

  static uint64_t lost(const stage& row) {
    return row.snapshot().dropped_total();
  }

  uint64_t sent = 0;

private:
  std::mt19937_64 random_;
};

TEST_P(pipeline_random, what_is_missing_was_dropped_by_name) {
  start();
  live({"clock", "aggregator", "dogstatsd/0", "dogstatsd/1"}, [&] {
    if (below(20) == 0)
      one("hits:bad|c");
    else
      one("hits:1|c|#shard:" + std::to_string(below(4)));
  });
  end_well();
  // Every sample is worth one, and a refused body says what it held.
  double refused = 0;
  for (auto& body : intake.refused)
    for (auto& x : points_in(body))
      if (x.name == "hits")
        refused += x.value * static_cast<double>(x.interval);
  auto dropped =
      lost(books().packets) + lost(books().values) + lost(books().samples);
  EXPECT_NEAR(static_cast<double>(sent),
              total("hits") + refused + static_cast<double>(dropped), 1e-6);
  EXPECT_EQ(lost(books().points), 0u);
  EXPECT_EQ(lost(books().payloads), intake.refused.size());
  EXPECT_GT(total("hits"), 0);
}

TEST_P(pipeline_random, no_row_loses_a_unit_when_anybody_may_die) {
  start();
  auto victims = actor_ids();
  live(victims, [&] { one("unique." + std::to_string(sent) + ":1|g"); });
  end_well();
  // One gauge is one packet, one value, one sample and one point.
  auto& x = books();
  EXPECT_EQ(x.packets.snapshot().in, sent);
  EXPECT_EQ(x.values.snapshot().in, x.packets.snapshot().out);
  EXPECT_EQ(x.samples.snapshot().in, x.values.snapshot().out);
  EXPECT_GE(x.points.snapshot().in, x.samples.snapshot().out);
  auto arrived = all_points("unique.").size();
  uint64_t in_bodies = 0;
  uint64_t refused = 0;
  for (auto& body : intake.accepted)
    in_bodies += points_in(body).size() + sketches_in(body).size();
  for (auto& body : intake.refused)
    for (auto& point : points_in(body)) {
      ++in_bodies;
      refused += point.name.starts_with("unique.") ? 1 : 0;
    }
  auto in_lost_bodies = x.points.snapshot().out - in_bodies;
  EXPECT_LE(in_bodies, x.points.snapshot().out);
  EXPECT_EQ(lost(x.payloads),
            intake.refused.size()
                + dropped(x.payloads, drop_reason::abandoned));
  if (dropped(x.payloads, drop_reason::abandoned) == 0) {
    EXPECT_EQ(in_lost_bodies, 0u) << "a body was lost without a name";
  }
  auto missing = x.samples.snapshot().out - arrived - refused;
  EXPECT_LE(missing, lost(x.points) + in_lost_bodies);
  EXPECT_EQ(dropped_beside({drop_reason::abandoned, drop_reason::actor_crash,
                            drop_reason::actor_down, drop_reason::http_400,
                            drop_reason::http_413}),
            0u);
}

TEST_P(pipeline_random, nobody_stays_down_however_many_die) {
  start();
  std::vector<std::string> everybody;
  for (auto& x : home->tree.snapshot())
    if (!x.parent.empty())
      everybody.push_back(x.id);
  live(
      everybody, [&] { one("hits:1|c"); }, 0);
  EXPECT_TRUE(ends.empty());
  // A subtree that was set aside gets its next chance after five minutes.
  pass(310);
  for (auto& x : home->tree.snapshot())
    EXPECT_EQ(x.state, child_state::running) << x.id;
  send("last:1|c");
  EXPECT_TRUE(flush_window());
  EXPECT_EQ(points("last").size(), 1u);
  end_well();
}

INSTANTIATE_TEST_SUITE_P(seeds, pipeline_random,
                         ::testing::Range(uint64_t{1}, uint64_t{6}));

} // namespace
} // namespace troupe
