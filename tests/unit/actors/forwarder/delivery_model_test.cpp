// Random histories of a delivery: payloads, statuses, errors, time, lost
// senders, drains. After every step the ledger's row must say exactly what a
// plain count of this test says.

#include "actors/forwarder/delivery.hpp"

#include "tests/support/forwarding.hpp"

#include <random>

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::second_ns;

class history {
public:
  explicit history(uint64_t seed) : random_(seed) {
    delivery_options options;
    options.lane.max_bytes = 2000;
    options.lane.high_slots = 3;
    options.lane.max_in_flight = 4;
    options.lane.key_hold_ns = 40 * second_ns;
    options.lane.seed = seed;
    std::vector<endpoint> endpoints{test::make_endpoint("http://a", "key-1"),
                                    test::make_endpoint("http://b", "key-2"),
                                    test::make_endpoint("http://b", "key-3")};
    endpoints[2].takes.reset(static_cast<size_t>(payload_kind::events));
    endpoints[1].keys_of_url = endpoints[2].keys_of_url = 2;
    endpoints[0].validate_url = "http://a";
    work_.emplace(options, endpoints, stage_, registry_, health_);
    sender_ = work_->attach(now_);
  }

  void step() {
    switch (pick(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      submit();
      break;
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      end_one();
      break;
    case 9:
      pass(pick(20));
      break;
    case 10:
      work_->flush(token());
      break;
    default:
      if (pick(5) == 0)
        lose_sender();
    }
    start_all();
    check();
  }

  void finish() {
    work_->drain(token(), now_);
    for (int i = 0; i < 5 && !work_->settle_drain(now_); ++i) {
      end_one();
      pass(1);
      start_all();
      check();
    }
    EXPECT_TRUE(work_->settle_drain(now_));
    auto row = stage_.snapshot();
    EXPECT_EQ(row.balance(), 0);
    for (auto x : row.resting)
      EXPECT_EQ(x, 0);
    EXPECT_EQ(row.in, entered_);
    EXPECT_EQ(row.out, delivered_);
    EXPECT_EQ(lost_tokens_, 0);
    EXPECT_EQ(done_tokens_, tokens_);
  }

  stage_snapshot row() const {
    return stage_.snapshot();
  }

private:
  uint64_t pick(uint64_t n) {
    return random_() % n;
  }

  completion_ptr token() {
    ++tokens_;
    return make_ref<const completion>(
        [this](bool ok) { ok ? ++done_tokens_ : ++lost_tokens_; });
  }

  void submit() {
    auto kind = pick(3) == 0 ? payload_kind::events : payload_kind::series_v2;
    auto priority =
        pick(4) == 0 ? payload_priority::high : payload_priority::normal;
    entered_ += kind == payload_kind::events ? 2 : 3;
    work_->submit(
        test::make_payload(std::string(1 + pick(300), 'x'), kind, priority),
        now_);
  }

  void start_all() {
    while (auto x = work_->next(sender_, now_))
      under_way_.push_back(std::move(*x));
  }

  void end_one() {
    if (under_way_.empty())
      return;
    auto i = under_way_.begin()
             + static_cast<std::ptrdiff_t>(pick(under_way_.size()));
    auto is_payload = i->call.method == "POST";
    constexpr int failures[] = {500, 503, 429, 403, 401, 400,
                                413, 404, 302, 0,   0};
    auto status = pick(3) == 0 ? failures[pick(std::size(failures))] : 202;
    auto reply = status == 0 ? test::no_answer(http_error::read, pick(2) == 0)
                             : test::answer(status, pick(2) == 0 ? "3" : "");
    if (is_payload && status >= 200 && status < 300)
      ++delivered_;
    work_->ended(i->token, reply, now_);
    under_way_.erase(i);
  }

  void pass(uint64_t seconds) {
    now_.steady_ns += static_cast<int64_t>(seconds) * second_ns;
    now_.wall_ns += static_cast<int64_t>(seconds) * second_ns;
    work_->tick(now_);
  }

  /// The attempts of the lost sender may still report; nobody listens.
  void lose_sender() {
    sender_ = work_->attach(now_);
    for (const auto& x : under_way_)
      work_->ended(x.token, test::answer(202), now_);
    under_way_.clear();
  }

  void check() {
    auto row = stage_.snapshot();
    uint64_t queued = 0;
    uint64_t in_flight = 0;
    for (const auto& x : work_->status(now_)) {
      queued += x.queued;
      in_flight += x.in_flight;
      ASSERT_LE(x.queued_bytes, 2000u);
    }
    auto payloads = static_cast<uint64_t>(
        std::count_if(under_way_.begin(), under_way_.end(),
                      [](auto& x) { return x.call.method == "POST"; }));
    ASSERT_EQ(row.balance(), 0);
    ASSERT_EQ(row.in, entered_);
    ASSERT_EQ(row.out, delivered_);
    ASSERT_EQ(in_flight, payloads);
    ASSERT_EQ(static_cast<uint64_t>(row.resting[0]), queued);
    ASSERT_EQ(static_cast<uint64_t>(row.resting[1]), in_flight);
  }

  std::mt19937_64 random_;
  stage stage_{"payloads"};
  metrics registry_;
  health_registry health_;
  std::optional<delivery> work_;
  uint64_t sender_ = 0;
  moment now_{1'000 * second_ns, 1'700'000'000 * second_ns};
  std::vector<attempt> under_way_;
  uint64_t entered_ = 0;
  uint64_t delivered_ = 0;
  int tokens_ = 0;
  int done_tokens_ = 0;
  int lost_tokens_ = 0;
};

TEST(delivery_model, every_history_keeps_the_books) {
  std::array<uint64_t, drop_reason_count> dropped{};
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    history x{seed};
    for (int i = 0; i < 400; ++i) {
      x.step();
      if (::testing::Test::HasFailure())
        FAIL() << "seed " << seed << " step " << i;
    }
    x.finish();
    auto row = x.row();
    for (size_t i = 0; i < dropped.size(); ++i)
      dropped[i] += row.dropped[i];
  }
  // The histories were no idle ones.
  for (auto why : {drop_reason::http_400, drop_reason::http_413,
                   drop_reason::evicted_mem, drop_reason::shutdown_deadline})
    EXPECT_GT(dropped[static_cast<size_t>(why)], 0u) << to_string(why);
}

} // namespace
} // namespace troupe
