#include "actors/forwarder/verdict.hpp"

#include "tests/support/forwarding.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using test::answer;
using test::no_answer;

TEST(verdict, every_2xx_is_delivery) {
  for (auto status : {200, 201, 202, 204, 299})
    EXPECT_EQ(judge(answer(status)).what, outcome::delivered) << status;
}

TEST(verdict, redirects_and_what_may_pass_are_tried_again) {
  for (auto status : {300, 301, 302, 307, 308, 402, 404, 405, 408, 422, 429,
                      500, 502, 503, 504, 599})
    EXPECT_EQ(judge(answer(status)).what, outcome::retry) << status;
}

TEST(verdict, a_bad_or_too_large_payload_is_final) {
  EXPECT_EQ(judge(answer(400)).what, outcome::refused);
  EXPECT_EQ(judge(answer(400)).why, drop_reason::http_400);
  EXPECT_EQ(judge(answer(413)).what, outcome::refused);
  EXPECT_EQ(judge(answer(413)).why, drop_reason::http_413);
}

TEST(verdict, a_401_is_treated_as_403) {
  EXPECT_EQ(judge(answer(401)).what, outcome::bad_key);
  EXPECT_EQ(judge(answer(401)).why, drop_reason::http_401);
  EXPECT_EQ(judge(answer(403)).what, outcome::bad_key);
  EXPECT_EQ(judge(answer(403)).why, drop_reason::http_403);
}

TEST(verdict, no_answer_is_tried_again_unless_the_url_is_unusable) {
  for (auto why : {http_error::dns, http_error::connect, http_error::tls,
                   http_error::timeout, http_error::write, http_error::read})
    EXPECT_EQ(judge(no_answer(why)).what, outcome::retry);
  EXPECT_EQ(judge(no_answer(http_error::invalid)).what, outcome::refused);
  EXPECT_EQ(judge(no_answer(http_error::invalid)).why, drop_reason::unroutable);
}

TEST(verdict, errors_have_the_agents_classes) {
  EXPECT_EQ(error_class(answer(202)), "");
  EXPECT_EQ(error_class(answer(503)), "gt_400");
  EXPECT_EQ(error_class(no_answer(http_error::dns)), "dns_lookup_failure");
  EXPECT_EQ(error_class(no_answer(http_error::connect)), "connection_failure");
  EXPECT_EQ(error_class(no_answer(http_error::tls)), "tls_handshake_failure");
  EXPECT_EQ(error_class(no_answer(http_error::write)), "writing_failure");
  EXPECT_EQ(error_class(no_answer(http_error::invalid)), "invalid_request");
  EXPECT_EQ(error_class(no_answer(http_error::timeout)), "cant_send");
}

TEST(verdict, retry_after_is_seconds_or_a_date_within_five_minutes) {
  // 2023-11-14 22:13:20 UTC
  constexpr int64_t now = 1'700'000'000;
  constexpr int64_t s = test::second_ns;
  EXPECT_EQ(asked_wait_ns(answer(429, "17"), now), 17 * s);
  EXPECT_EQ(asked_wait_ns(answer(503, "17"), now), 17 * s);
  EXPECT_EQ(asked_wait_ns(answer(429, "301"), now), 300 * s);
  EXPECT_EQ(asked_wait_ns(answer(429, "99999999999999999999"), now), 300 * s);
  EXPECT_EQ(asked_wait_ns(answer(429, "-5"), now), 0);
  EXPECT_EQ(asked_wait_ns(answer(429, "Tue, 14 Nov 2023 22:13:50 GMT"), now),
            30 * s);
  EXPECT_EQ(asked_wait_ns(answer(429, "Tue, 14 Nov 2023 22:00:00 GMT"), now),
            0);
  EXPECT_EQ(asked_wait_ns(answer(429, "Fri, 14 Nov 2053 22:00:00 GMT"), now),
            300 * s);
}

TEST(verdict, retry_after_counts_for_429_and_503_alone_and_when_readable) {
  EXPECT_FALSE(asked_wait_ns(answer(500, "17"), 0).has_value());
  EXPECT_FALSE(asked_wait_ns(answer(429), 0).has_value());
  EXPECT_FALSE(asked_wait_ns(answer(429, "soon"), 0).has_value());
  EXPECT_FALSE(asked_wait_ns(answer(429, "1.5"), 0).has_value());
  EXPECT_FALSE(asked_wait_ns(answer(429, "-"), 0).has_value());
}

} // namespace
} // namespace troupe
