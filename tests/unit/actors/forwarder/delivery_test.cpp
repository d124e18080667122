#include "actors/forwarder/delivery.hpp"

#include "tests/support/forwarding.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::answer;
using test::make_payload;
using test::no_answer;
using test::second_ns;

endpoint checked(std::string url, std::string key) {
  auto x = test::make_endpoint(url, std::move(key));
  x.validate_url = std::move(url);
  return x;
}

class delivery_test : public ::testing::Test {
public:
  void make(std::vector<endpoint> endpoints, delivery_options options = {}) {
    work_.emplace(options, std::move(endpoints), stage_, registry_, health_);
    sender_ = work_->attach(now_);
  }

  void submit(payload_kind kind = payload_kind::series_v2) {
    work_->submit(make_payload("body", kind), now_);
  }

  /// Everything that may start now.
  std::vector<attempt> all_due() {
    std::vector<attempt> result;
    while (auto x = work_->next(sender_, now_))
      result.push_back(std::move(*x));
    return result;
  }

  std::vector<std::string> urls_due() {
    std::vector<std::string> result;
    for (const auto& x : all_due())
      result.push_back(x.call.url);
    std::sort(result.begin(), result.end());
    return result;
  }

  void end(const attempt& x, const http_reply& reply) {
    work_->ended(x.token, reply, now_);
  }

  void pass(int64_t seconds) {
    now_.steady_ns += seconds * second_ns;
    now_.wall_ns += seconds * second_ns;
    work_->tick(now_);
  }

  completion_ptr token() {
    return make_ref<const completion>(
        [this](bool ok) { ok ? ++done_ : ++lost_; });
  }

  health_entry health() const {
    return health_.entries().at(0);
  }

  uint64_t dropped(drop_reason why) const {
    auto x = stage_.snapshot();
    EXPECT_EQ(x.balance(), 0);
    return x.dropped[static_cast<size_t>(why)];
  }

protected:
  stage stage_{"payloads"};
  metrics registry_;
  health_registry health_;
  std::optional<delivery> work_;
  uint64_t sender_ = 0;
  moment now_{1'000 * second_ns, 1'700'000'000 * second_ns};
  int done_ = 0;
  int lost_ = 0;
};

using strings = std::vector<std::string>;

TEST_F(delivery_test, a_payload_goes_once_to_every_endpoint_of_its_kind) {
  auto picky = test::make_endpoint("http://c");
  picky.takes.reset();
  picky.takes.set(static_cast<size_t>(payload_kind::manifests));
  make({test::make_endpoint("http://a"), test::make_endpoint("http://b"),
        picky});
  submit();
  EXPECT_EQ(urls_due(),
            (strings{"http://a/api/v2/series", "http://b/api/v2/series"}));
  EXPECT_EQ(stage_.snapshot().in, 2u);
}

TEST_F(delivery_test, a_payload_that_no_endpoint_takes_is_unroutable) {
  auto picky = test::make_endpoint("http://c");
  picky.takes.reset();
  make({picky});
  submit();
  EXPECT_EQ(dropped(drop_reason::unroutable), 1u);
}

TEST_F(delivery_test, a_dead_endpoint_does_not_slow_a_living_one) {
  make({test::make_endpoint("http://dead"), test::make_endpoint("http://ok")});
  size_t delivered = 0;
  for (int i = 0; i < 100; ++i) {
    submit();
    for (const auto& x : all_due()) {
      auto dead = x.call.url.starts_with("http://dead");
      delivered += dead ? 0 : 1;
      end(x, dead ? no_answer(http_error::connect) : answer(202));
    }
    pass(1);
  }
  EXPECT_EQ(delivered, 100u);
  EXPECT_EQ(dropped(drop_reason::evicted_mem), 0u);
}

TEST_F(delivery_test, a_bad_key_holds_up_nothing_but_itself) {
  make({checked("http://a", "good-key-0000000"),
        checked("http://a", "bad-key-00000000")});
  for (const auto& x : all_due())
    end(x, answer(200));
  for (int i = 0; i < 3; ++i) {
    submit();
    for (const auto& x : all_due()) {
      auto good =
          std::any_of(x.call.headers.begin(), x.call.headers.end(),
                      [](auto& h) { return h.second == "good-key-0000000"; });
      end(x, answer(good ? 202 : 403));
    }
  }
  EXPECT_EQ(work_->status(now_).at(0).delivered, 3u);
  EXPECT_EQ(work_->status(now_).at(1).queued, 3u);
  EXPECT_EQ(health().state, health_state::degraded);
  EXPECT_EQ(health().reason, "http://a refuses key ********0000");
}

TEST_F(delivery_test, keys_are_checked_at_the_start_and_again_each_interval) {
  delivery_options options;
  options.validation_interval_ns = 60 * second_ns;
  make({checked("http://a", "k1")}, options);
  strings check{"http://a/api/v1/validate?api_key=k1"};
  EXPECT_EQ(urls_due(), check);
  pass(59);
  EXPECT_EQ(urls_due(), strings{});
  pass(1);
  EXPECT_EQ(urls_due(), check);
}

TEST_F(delivery_test, no_valid_key_at_all_is_a_failure_until_one_is) {
  delivery_options options;
  options.validation_interval_ns = 60 * second_ns;
  make({checked("http://a", "k1"), checked("http://a", "k2")}, options);
  EXPECT_EQ(health().state, health_state::ok);
  auto first = all_due();
  end(first.at(0), answer(403));
  EXPECT_EQ(health().state, health_state::degraded);
  end(first.at(1), answer(403));
  EXPECT_EQ(health().state, health_state::failed);
  pass(60);
  end(all_due().at(0), answer(200));
  EXPECT_EQ(health().state, health_state::degraded);
}

TEST_F(delivery_test, beside_a_local_intake_bad_keys_only_degrade) {
  auto local = test::make_endpoint("http://127.0.0.1:1");
  local.role = endpoint_role::local;
  make({checked("http://a", "k1"), local});
  end(all_due().at(0), answer(403));
  EXPECT_EQ(health().state, health_state::degraded);
}

TEST_F(delivery_test, a_check_that_proves_nothing_leaves_health_alone) {
  make({checked("http://a", "k1")});
  end(all_due().at(0), answer(500));
  EXPECT_EQ(health().state, health_state::ok);
  EXPECT_EQ(work_->status(now_).at(0).key, key_state::unknown);
}

TEST_F(delivery_test, an_endpoint_that_takes_nothing_shows_as_degraded) {
  make({test::make_endpoint("http://a")});
  submit();
  end(all_due().at(0), answer(500));
  EXPECT_EQ(health().state, health_state::degraded);
  pass(4);
  end(all_due().at(0), answer(202));
  EXPECT_EQ(health().state, health_state::ok);
}

TEST_F(delivery_test, an_endpoint_that_moves_is_followed_at_once) {
  auto local = test::make_endpoint("http://127.0.0.1:0");
  local.role = endpoint_role::local;
  make({test::make_endpoint("http://a"), local});
  std::string url;
  work_->follow(endpoint_role::local, [&] { return url; });
  submit();
  for (const auto& x : all_due())
    end(x, answer(x.call.url.starts_with("http://a/") ? 202 : 500));
  url = "http://127.0.0.1:4711";
  pass(0);
  EXPECT_EQ(urls_due(), strings{"http://127.0.0.1:4711/api/v2/series"});
}

TEST_F(delivery_test, a_flush_ends_with_the_first_attempts_before_it) {
  make({test::make_endpoint("http://a")});
  submit();
  auto first = all_due();
  work_->flush(token());
  submit();
  EXPECT_EQ(done_, 0);
  end(first.at(0), answer(500));
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, a_flush_does_not_wait_for_a_blocked_endpoint) {
  make({test::make_endpoint("http://dead"), test::make_endpoint("http://ok")});
  submit();
  for (const auto& x : all_due())
    end(x, answer(x.call.url.starts_with("http://dead") ? 503 : 202));
  submit();
  work_->flush(token());
  EXPECT_EQ(done_, 0);
  for (const auto& x : all_due())
    end(x, answer(202));
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, a_flush_does_not_wait_for_what_got_blocked) {
  delivery_options options;
  options.lane.max_in_flight = 1;
  make({test::make_endpoint("http://a")}, options);
  submit();
  submit();
  work_->flush(token());
  end(all_due().at(0), answer(503));
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, the_end_of_a_drain_ends_every_flush) {
  make({test::make_endpoint("http://a")});
  submit();
  all_due();
  work_->flush(token());
  work_->drain(token(), now_);
  pass(2);
  work_->settle_drain(now_);
  EXPECT_EQ(done_, 2);
}

TEST_F(delivery_test, a_drain_makes_no_key_checks) {
  make({checked("http://a", "k1")});
  work_->drain(token(), now_);
  EXPECT_TRUE(all_due().empty());
}

TEST_F(delivery_test, a_new_sender_checks_the_keys_again) {
  make({checked("http://a", "k1")});
  EXPECT_EQ(all_due().size(), 1u);
  sender_ = work_->attach(now_);
  EXPECT_EQ(all_due().size(), 1u);
}

TEST_F(delivery_test, a_flush_with_nothing_to_send_ends_at_once) {
  make({test::make_endpoint("http://a")});
  work_->flush(token());
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, a_drain_ends_when_all_is_delivered) {
  make({test::make_endpoint("http://a")});
  submit();
  auto due = all_due();
  work_->drain(token(), now_);
  EXPECT_FALSE(work_->settle_drain(now_));
  end(due.at(0), answer(202));
  EXPECT_TRUE(work_->settle_drain(now_));
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(stage_.snapshot().out, 1u);
}

TEST_F(delivery_test, a_drain_sends_until_its_deadline_then_drops_the_rest) {
  delivery_options options;
  options.lane.max_in_flight = 1;
  make({test::make_endpoint("http://a")}, options);
  for (int i = 0; i < 3; ++i)
    submit();
  auto due = all_due();
  work_->drain(token(), now_);
  end(due.at(0), answer(202));
  EXPECT_EQ(all_due().size(), 1u);
  pass(1);
  EXPECT_FALSE(work_->settle_drain(now_));
  pass(1);
  EXPECT_TRUE(work_->settle_drain(now_));
  EXPECT_EQ(dropped(drop_reason::shutdown_deadline), 2u);
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, a_drain_does_not_wait_for_a_blocked_endpoint) {
  make({test::make_endpoint("http://a")});
  submit();
  end(all_due().at(0), answer(429, "60"));
  work_->drain(token(), now_);
  EXPECT_TRUE(work_->settle_drain(now_));
  EXPECT_EQ(done_, 1);
  EXPECT_EQ(dropped(drop_reason::shutdown_deadline), 1u);
}

TEST_F(delivery_test, after_the_drain_payloads_are_refused_and_tokens_end) {
  make({test::make_endpoint("http://a")});
  work_->drain(token(), now_);
  work_->settle_drain(now_);
  submit();
  EXPECT_EQ(dropped(drop_reason::shutdown), 1u);
  EXPECT_TRUE(all_due().empty());
  work_->drain(token(), now_);
  EXPECT_EQ(done_, 2);
}

TEST_F(delivery_test, a_new_sender_takes_over_and_late_reports_are_ignored) {
  make({test::make_endpoint("http://a")});
  submit();
  auto old = all_due();
  sender_ = work_->attach(now_);
  end(old.at(0), answer(202));
  EXPECT_EQ(stage_.snapshot().out, 0u);
  auto again = all_due();
  ASSERT_EQ(again.size(), 1u);
  end(again.at(0), answer(202));
  EXPECT_EQ(stage_.snapshot().out, 1u);
  EXPECT_EQ(work_->status(now_).at(0).in_doubt, 1u);
}

TEST_F(delivery_test, a_sender_that_was_replaced_gets_no_more) {
  make({test::make_endpoint("http://a")});
  auto old = sender_;
  sender_ = work_->attach(now_);
  submit();
  EXPECT_FALSE(work_->next(old, now_).has_value());
  ASSERT_TRUE(work_->next(sender_, now_).has_value());
  work_->detach(old, now_);
  EXPECT_EQ(work_->status(now_).at(0).in_flight, 1u);
}

TEST_F(delivery_test, a_sender_that_ends_puts_its_payloads_back) {
  make({test::make_endpoint("http://a")});
  submit();
  all_due();
  work_->detach(sender_, now_);
  EXPECT_EQ(work_->status(now_).at(0).queued, 1u);
  EXPECT_FALSE(work_->next(sender_, now_).has_value());
}

TEST_F(delivery_test, tokens_survive_a_change_of_the_sender) {
  make({test::make_endpoint("http://a")});
  submit();
  all_due();
  work_->flush(token());
  sender_ = work_->attach(now_);
  EXPECT_EQ(done_, 0);
  end(all_due().at(0), answer(202));
  EXPECT_EQ(done_, 1);
}

TEST_F(delivery_test, after_an_outage_fresh_data_arrives_with_the_probe) {
  make({test::make_endpoint("http://a")});
  for (int i = 0; i < 5; ++i) {
    submit();
    for (const auto& x : all_due())
      end(x, answer(503));
    pass(64);
  }
  submit();
  auto probe = all_due();
  ASSERT_EQ(probe.size(), 1u);
  end(probe.at(0), answer(202));
  size_t rest_sent = 0;
  for (auto due = all_due(); !due.empty(); due = all_due())
    for (const auto& x : due) {
      ++rest_sent;
      end(x, answer(202));
    }
  EXPECT_EQ(rest_sent, 5u);
}

} // namespace
} // namespace troupe
