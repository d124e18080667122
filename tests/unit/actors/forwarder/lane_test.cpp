#include "actors/forwarder/lane.hpp"

#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::answer;
using test::make_payload;
using test::no_answer;
using test::second_ns;

class lane_test : public ::testing::Test {
public:
  lane& make(lane_options options = {}, size_t keys_of_url = 1) {
    auto where = test::make_endpoint("https://intake.test");
    where.keys_of_url = keys_of_url;
    log_.info = [this](const std::string& x) { lines_.push_back(x); };
    log_.warn = log_.info;
    lane_.emplace(std::move(where), options,
                  lane_env{stage_, registry_, flushes_, *beyond_, log_});
    return *lane_;
  }

  void accept(size_t bytes = 10,
              payload_priority priority = payload_priority::normal) {
    lane_->accept({make_payload(std::string(bytes, 'x'),
                                payload_kind::series_v2, priority),
                   ++seq_, 0, now_.steady_ns});
  }

  /// Token of the next attempt, 0 when none may start.
  uint64_t start() {
    return lane_->start(token_ + 1, now_) == nullptr ? 0 : ++token_;
  }

  void end(uint64_t token, const http_reply& reply) {
    lane_->ended(token, reply, now_);
  }

  void pass(int64_t seconds) {
    now_.steady_ns += seconds * second_ns;
    now_.wall_ns += seconds * second_ns;
  }

  stage_snapshot row() const {
    auto x = stage_.snapshot();
    EXPECT_EQ(x.balance(), 0);
    return x;
  }

  uint64_t dropped(drop_reason why) const {
    return row().dropped[static_cast<size_t>(why)];
  }

  int64_t resting(rest where) const {
    return row().resting[static_cast<size_t>(where)];
  }

protected:
  stage stage_{"payloads"};
  metrics registry_;
  flush_watch flushes_;
  memory_only memory_;
  overflow* beyond_ = &memory_;
  delivery_log log_;
  std::vector<std::string> lines_;
  std::optional<lane> lane_;
  moment now_{1'000 * second_ns, 1'700'000'000 * second_ns};
  uint64_t seq_ = 0;
  uint64_t token_ = 0;
};

TEST_F(lane_test, a_delivered_payload_leaves_the_ledger) {
  make();
  accept();
  EXPECT_EQ(resting(rest::queued), 1);
  auto token = start();
  EXPECT_EQ(resting(rest::inflight), 1);
  end(token, answer(202));
  EXPECT_EQ(row().out, 1u);
  EXPECT_EQ(resting(rest::inflight), 0);
  EXPECT_EQ(lane_->status(now_).delivered, 1u);
  EXPECT_EQ(test::value_of(registry_, "transactions__success_bytes"), 10);
}

TEST_F(lane_test, attempts_in_flight_are_bounded) {
  lane_options options;
  options.max_in_flight = 3;
  make(options);
  for (int i = 0; i < 5; ++i)
    accept();
  auto first = start();
  EXPECT_NE(start(), 0u);
  EXPECT_NE(start(), 0u);
  EXPECT_EQ(start(), 0u);
  end(first, answer(202));
  EXPECT_NE(start(), 0u);
}

TEST_F(lane_test, a_failed_payload_waits_for_the_breaker_and_is_sent_again) {
  make();
  accept();
  end(start(), answer(503));
  EXPECT_EQ(start(), 0u);
  EXPECT_EQ(resting(rest::queued), 1);
  pass(4);
  end(start(), answer(202));
  EXPECT_EQ(row().out, 1u);
  EXPECT_EQ(test::value_of(registry_, "transactions__requeued"), 1);
  EXPECT_EQ(test::value_of(registry_, "transactions__retries"), 1);
}

TEST_F(lane_test, one_probe_goes_alone_and_its_success_opens_the_way) {
  make();
  for (int i = 0; i < 4; ++i)
    accept();
  end(start(), no_answer(http_error::connect));
  pass(4);
  auto probe = start();
  EXPECT_NE(probe, 0u);
  EXPECT_EQ(start(), 0u);
  end(probe, answer(202));
  EXPECT_NE(start(), 0u);
  EXPECT_NE(start(), 0u);
}

TEST_F(lane_test, the_peers_wait_is_honoured) {
  make();
  accept();
  end(start(), answer(429, "120"));
  pass(119);
  EXPECT_EQ(start(), 0u);
  pass(1);
  EXPECT_NE(start(), 0u);
}

TEST_F(lane_test, a_final_refusal_drops_that_payload_and_no_other) {
  make();
  accept();
  accept();
  end(start(), answer(413));
  EXPECT_EQ(dropped(drop_reason::http_413), 1u);
  EXPECT_FALSE(lane_->blocked());
  end(start(), answer(400));
  EXPECT_EQ(dropped(drop_reason::http_400), 1u);
  EXPECT_EQ(test::value_of(registry_, "transactions__dropped"), 2);
}

TEST_F(lane_test, a_refusal_shows_that_the_endpoint_is_alive) {
  make();
  accept();
  accept();
  end(start(), answer(503));
  pass(4);
  end(start(), answer(413));
  EXPECT_FALSE(lane_->blocked());
}

TEST_F(lane_test, the_hold_starts_with_the_refusal_of_the_key) {
  lane_options options;
  options.key_hold_ns = 60 * second_ns;
  make(options);
  accept();
  end(start(), answer(503));
  pass(3600);
  end(start(), answer(403));
  pass(59);
  lane_->expire(now_);
  EXPECT_EQ(resting(rest::queued), 1);
  pass(1);
  lane_->expire(now_);
  EXPECT_EQ(dropped(drop_reason::http_403), 1u);
}

TEST_F(lane_test, a_refused_key_holds_payloads_then_drops_them) {
  lane_options options;
  options.key_hold_ns = 60 * second_ns;
  make(options);
  accept();
  end(start(), answer(403));
  EXPECT_EQ(lane_->key(), key_state::invalid);
  EXPECT_EQ(start(), 0u);
  pass(30);
  accept();
  pass(30);
  lane_->expire(now_);
  EXPECT_EQ(dropped(drop_reason::http_403), 1u);
  EXPECT_EQ(resting(rest::queued), 1);
  pass(30);
  lane_->expire(now_);
  EXPECT_EQ(dropped(drop_reason::http_403), 2u);
}

TEST_F(lane_test, a_refused_key_is_asked_at_the_pace_of_the_breaker) {
  make();
  accept();
  size_t attempts = 0;
  for (int second = 0; second < 300; ++second) {
    if (auto token = start()) {
      ++attempts;
      end(token, answer(401));
    }
    pass(1);
  }
  EXPECT_GE(attempts, 5u);
  EXPECT_LE(attempts, 14u);
}

TEST_F(lane_test, a_key_that_became_good_releases_what_was_held) {
  lane_options options;
  options.key_hold_ns = 60 * second_ns;
  make(options);
  accept();
  end(start(), answer(403));
  lane_->learn_key(key_state::valid, now_);
  end(start(), answer(202));
  EXPECT_EQ(row().out, 1u);
  accept();
  pass(600);
  lane_->expire(now_);
  EXPECT_EQ(resting(rest::queued), 1);
}

TEST_F(lane_test, an_unproven_key_changes_nothing) {
  make();
  accept();
  end(start(), answer(403));
  lane_->learn_key(key_state::unknown, now_);
  EXPECT_EQ(lane_->key(), key_state::invalid);
}

TEST_F(lane_test, what_exceeds_the_bytes_is_evicted) {
  lane_options options;
  options.max_bytes = 100;
  make(options);
  accept(60, payload_priority::high);
  accept(30);
  accept(40);
  lane_->make_room();
  EXPECT_EQ(dropped(drop_reason::evicted_mem), 1u);
  EXPECT_EQ(lane_->status(now_).queued_bytes, 100u);
  EXPECT_EQ(
      test::value_of(registry_, "transaction_container__points_dropped_count"),
      3);
}

TEST_F(lane_test, keys_of_one_url_share_its_bounds) {
  lane_options options;
  options.max_bytes = 100;
  options.max_in_flight = 4;
  make(options, 2);
  for (int i = 0; i < 6; ++i)
    accept(10);
  EXPECT_NE(start(), 0u);
  EXPECT_NE(start(), 0u);
  EXPECT_EQ(start(), 0u);
  accept(20);
  lane_->make_room();
  EXPECT_EQ(lane_->status(now_).queued_bytes, 50u);
}

TEST_F(lane_test, without_memory_a_payload_has_its_one_attempt) {
  lane_options options;
  options.max_bytes = 0;
  make(options);
  accept();
  end(start(), answer(500));
  EXPECT_EQ(dropped(drop_reason::evicted_mem), 1u);
}

TEST_F(lane_test, an_overflow_takes_what_memory_cannot_hold) {
  struct taker final : overflow {
    bool take(const endpoint&, const transaction& x) override {
      taken.push_back(x.seq);
      return true;
    }
    std::vector<uint64_t> taken;
  } disk;
  beyond_ = &disk;
  lane_options options;
  options.max_bytes = 10;
  make(options);
  accept();
  accept();
  lane_->make_room();
  EXPECT_EQ(disk.taken, std::vector<uint64_t>{1});
  EXPECT_EQ(resting(rest::disk), 1);
  EXPECT_EQ(row().dropped_total(), 0u);
}

TEST_F(lane_test, a_backlog_leaves_half_of_the_slots_to_what_is_new) {
  lane_options options;
  options.max_in_flight = 4;
  make(options);
  std::vector<uint64_t> tokens;
  for (int i = 0; i < 4; ++i) {
    accept();
    tokens.push_back(start());
  }
  for (auto x : tokens)
    end(x, no_answer(http_error::timeout));
  pass(4);
  end(start(), answer(202));
  EXPECT_NE(start(), 0u);
  EXPECT_NE(start(), 0u);
  EXPECT_EQ(start(), 0u);
  accept();
  EXPECT_NE(start(), 0u);
}

TEST_F(lane_test, a_lost_sender_puts_its_payloads_back_in_doubt) {
  make();
  accept();
  accept();
  auto old = start();
  start();
  lane_->reclaim(now_);
  EXPECT_EQ(resting(rest::inflight), 0);
  EXPECT_EQ(resting(rest::queued), 2);
  EXPECT_EQ(lane_->status(now_).in_doubt, 2u);
  end(old, answer(202));
  EXPECT_EQ(row().out, 0u);
  end(start(), answer(202));
  end(start(), answer(202));
  EXPECT_EQ(row().out, 2u);
}

TEST_F(lane_test, a_probe_that_was_lost_with_its_sender_is_made_again) {
  make();
  accept();
  end(start(), answer(503));
  pass(4);
  EXPECT_NE(start(), 0u);
  lane_->reclaim(now_);
  end(start(), answer(202));
  EXPECT_EQ(row().out, 1u);
}

TEST_F(lane_test, the_gauges_show_what_waits) {
  make();
  accept(30);
  accept(20);
  lane_->make_room();
  EXPECT_EQ(test::value_of(registry_, "transactions__retry_queue_size"), 2);
  EXPECT_EQ(test::value_of(registry_,
                           "transaction_container__current_mem_size_in_bytes"),
            50);
  start();
  lane_->make_room();
  EXPECT_EQ(test::value_of(registry_, "transactions__retry_queue_size"), 1);
  lane_->settle_all(drop_reason::shutdown_deadline);
  EXPECT_EQ(test::value_of(registry_, "transactions__retry_queue_size"), 0);
}

TEST_F(lane_test, a_request_that_went_out_without_an_answer_is_in_doubt) {
  make();
  accept();
  end(start(), no_answer(http_error::read, true));
  EXPECT_EQ(lane_->status(now_).in_doubt, 1u);
  pass(4);
  end(start(), no_answer(http_error::connect, false));
  EXPECT_EQ(lane_->status(now_).in_doubt, 1u);
  EXPECT_EQ(
      test::value_of(registry_, "troupe_forwarder_in_doubt_attempts_total"), 1);
}

TEST_F(lane_test, a_request_that_was_written_twice_is_in_doubt) {
  make();
  accept();
  auto reply = answer(202);
  reply.resent = true;
  end(start(), reply);
  EXPECT_EQ(lane_->status(now_).in_doubt, 1u);
  EXPECT_EQ(lane_->status(now_).delivered, 1u);
}

TEST_F(lane_test, the_end_settles_what_waits_and_what_is_in_flight) {
  make();
  accept();
  accept();
  start();
  lane_->settle_all(drop_reason::shutdown_deadline);
  EXPECT_EQ(dropped(drop_reason::shutdown_deadline), 2u);
  EXPECT_EQ(resting(rest::queued) + resting(rest::inflight), 0);
}

TEST_F(lane_test, the_status_shows_the_breaker_and_masks_the_key) {
  make();
  accept();
  end(start(), answer(503, "60"));
  auto x = lane_->status(now_);
  EXPECT_EQ(x.url, "https://intake.test");
  EXPECT_EQ(x.masked_key, "********cdef");
  EXPECT_EQ(x.breaker, breaker_state::open);
  EXPECT_EQ(x.blocked_ms, 60'000);
  EXPECT_EQ(x.queued, 1u);
  EXPECT_EQ(x.attempts, 1u);
  EXPECT_EQ(x.last_status, 503);
  EXPECT_EQ(x.last_error, "status 503");
}

TEST_F(lane_test, the_first_and_every_nth_delivery_is_logged) {
  lane_options options;
  options.logging_frequency = 3;
  make(options);
  for (int i = 0; i < 7; ++i) {
    accept();
    end(start(), answer(202));
  }
  EXPECT_EQ(lines_.size(), 3u);
}

TEST_F(lane_test, no_line_of_the_log_shows_the_key) {
  make();
  accept();
  end(start(), answer(403));
  pass(4);
  end(start(), answer(202));
  ASSERT_FALSE(lines_.empty());
  for (const auto& line : lines_)
    EXPECT_EQ(line.find("0123456789ab"), std::string::npos) << line;
}

} // namespace
} // namespace troupe
