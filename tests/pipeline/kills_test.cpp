#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/pipeline/pipeline.hpp"

namespace troupe {
namespace {

/// Every actor of the data path is killed in every state. What comes after the
/// restart arrives; what is lost is named.
class pipeline_kills : public pipeline,
                       public ::testing::WithParamInterface<std::string> {
protected:
  pipeline_kills() {
    std::string made = std::filesystem::temp_directory_path() / "troupeXXXXXX";
    folder_ = ::mkdtemp(made.data());
    settings.dogstatsd.dogstatsd_socket = folder_ + "/dsd.socket";
  }
  ~pipeline_kills() override {
    std::filesystem::remove_all(folder_);
  }

  /// As a client does, through the socket.
  void say(const std::string& lines) {
    auto fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    settings.dogstatsd.dogstatsd_socket.copy(to.sun_path,
                                             sizeof(to.sun_path) - 1);
    auto n = ::sendto(fd, lines.data(), lines.size(), 0,
                      reinterpret_cast<sockaddr*>(&to), sizeof(to));
    EXPECT_EQ(n, static_cast<ssize_t>(lines.size()));
    ::close(fd);
    tell(where.listeners.at("uds"), poll_atom::value);
  }

  /// A sample, `state` with a kill inside, and a look at what became of it.
  template <class State>
  void round(const std::string& title, State state) {
    SCOPED_TRACE(title);
    auto id = GetParam();
    auto name = "round" + std::to_string(++rounds_);
    auto restarts = node_of(id).restarts;
    auto lost = dropped_total();
    say(name + ".before:1|g");
    state();
    settle_down();
    // The backoff of a first failure is 100 ms.
    pass(1);
    EXPECT_EQ(node_of(id).restarts, restarts + 1);
    EXPECT_EQ(node_of(id).state, child_state::running);
    say(name + ".after:1|g");
    pass(1);
    EXPECT_TRUE(flush_window());
    EXPECT_EQ(points(name + ".after").size(), 1u);
    // At least one: a body whose answer was lost comes again.
    if (points(name + ".before").empty()) {
      EXPECT_GT(dropped_total(), lost) << "lost without a name";
    }
    EXPECT_EQ(dropped_beside({drop_reason::abandoned, drop_reason::actor_crash,
                              drop_reason::actor_down}),
              0u);
    // Long enough for the intensity and the backoff to forget.
    pass(61);
    EXPECT_EQ(node_of(id).restarts, restarts + 1);
  }

  /// Messages that a flush without trouble takes.
  size_t flush_length() {
    say("length:1|g");
    pass(10);
    std::optional<bool> done;
    ask_flush(done);
    size_t result = 0;
    while (!done && step_balanced())
      ++result;
    EXPECT_EQ(done, true);
    return result;
  }

private:
  std::string folder_;
  int rounds_ = 0;
};

TEST_P(pipeline_kills, while_the_window_is_open) {
  start();
  round("before a message is handled", [&] { kill_actor(GetParam()); });
  round("with a sample in the window", [&] {
    settle_down();
    kill_actor(GetParam());
  });
  round("by an exception", [&] {
    settle_down();
    fault_actor(GetParam());
  });
  EXPECT_TRUE(ends.empty());
}

TEST_P(pipeline_kills, after_the_window_closed) {
  start();
  round("closed, not flushed", [&] {
    pass(10 - time().wall_s() % 10);
    kill_actor(GetParam());
  });
  round("two of them", [&] {
    pass(12);
    kill_actor(GetParam());
  });
}

TEST_P(pipeline_kills, at_every_message_of_a_flush) {
  start();
  auto length = flush_length();
  ASSERT_GT(length, 5u);
  for (size_t i = 0; i <= length; ++i)
    round("message " + std::to_string(i), [&] {
      pass(10);
      std::optional<bool> done;
      ask_flush(done);
      steps(i);
      kill_actor(GetParam());
      settle_down();
      pass(5);
      EXPECT_TRUE(done.has_value()) << "somebody still waits for the flush";
    });
}

TEST_P(pipeline_kills, with_requests_under_way) {
  start();
  round("under way", [&] {
    hold();
    pass(25);
    EXPECT_FALSE(net.hanging.empty());
    kill_actor(GetParam());
    settle_down();
    release();
  });
  EXPECT_EQ(books().payloads.snapshot().dropped_total(), 0u);
}

INSTANTIATE_TEST_SUITE_P(actors, pipeline_kills,
                         ::testing::Values("clock", "forwarder", "serializer",
                                           "aggregator", "dogstatsd/0",
                                           "listener/uds"),
                         [](auto& x) {
                           auto name = x.param;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

TEST_F(pipeline, only_the_first_life_announces_the_start) {
  start();
  EXPECT_TRUE(flush());
  kill_actor("aggregator");
  settle_down();
  pass(1);
  EXPECT_TRUE(flush());
  EXPECT_EQ(points("datadog.agent.running").size(), 2u);
  EXPECT_EQ(points("datadog.agent.started").size(), 1u);
}

TEST_F(pipeline, an_open_body_dies_with_its_serializer_by_name) {
  start();
  send("level:1|g|T" + std::to_string(start_s));
  std::optional<bool> done;
  ask_flush(done);
  for (int i = 0; i < 100 && books().points.snapshot().in == 0; ++i)
    steps(1);
  // The chunk lies in the serializer's mailbox, then in its open body.
  steps(1);
  kill_actor("serializer");
  settle_down();
  EXPECT_GE(dropped(books().points, drop_reason::actor_crash), 1u);
  EXPECT_EQ(done, false);
}

TEST_F(pipeline, the_list_of_those_who_are_killed_is_whole) {
  start();
  EXPECT_EQ(actor_ids(),
            (std::vector<std::string>{"clock", "forwarder", "serializer",
                                      "aggregator", "dogstatsd/0"}));
}

} // namespace
} // namespace troupe
