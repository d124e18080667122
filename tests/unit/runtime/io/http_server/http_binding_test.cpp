#include "runtime/io/http_server/http_binding.hpp"

#include <gtest/gtest.h>

namespace troupe {

namespace {

constexpr int64_t second = 1'000'000'000;

class http_binding_test : public ::testing::Test {
public:
  http_binding_test() {
    auto x = http_server::start({}, [](http_request_ptr) {});
    holder = *std::move(x);
    http_server_options options;
    options.port = holder->port();
    subject = std::make_unique<http_binding>(
        options, [](http_request_ptr) {}, [](http_refusal) {}, "set `port`");
  }

  std::unique_ptr<http_server> holder;
  std::unique_ptr<http_binding> subject;
};

TEST_F(http_binding_test, a_taken_port_is_told_with_its_fix) {
  subject->poll(0);
  EXPECT_FALSE(subject->bound());
  EXPECT_EQ(subject->port(), 0);
  EXPECT_NE(subject->problem().find(std::to_string(holder->port())),
            std::string::npos);
  EXPECT_TRUE(subject->problem().ends_with("; set `port`"));
}

TEST_F(http_binding_test, it_is_tried_again_after_one_second_then_two) {
  subject->poll(0);
  auto port = holder->port();
  holder->stop();
  subject->poll(second - 1);
  EXPECT_FALSE(subject->bound());
  // Taken again, so that this attempt fails and the wait doubles.
  http_server_options options;
  options.port = port;
  auto again = http_server::start(options, [](http_request_ptr) {});
  ASSERT_TRUE(again);
  subject->poll(second);
  EXPECT_FALSE(subject->bound());
  (*again)->stop();
  subject->poll(3 * second - 1);
  EXPECT_FALSE(subject->bound());
  subject->poll(3 * second);
  EXPECT_TRUE(subject->bound());
  EXPECT_EQ(subject->port(), port);
  EXPECT_EQ(subject->problem(), "");
}

TEST_F(http_binding_test, what_is_stopped_binds_again_when_asked) {
  holder->stop();
  subject->poll(0);
  ASSERT_TRUE(subject->bound());
  subject->stop();
  EXPECT_FALSE(subject->bound());
  subject->poll(1);
  EXPECT_TRUE(subject->bound());
}

} // namespace

} // namespace troupe
