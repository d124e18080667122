#include "runtime/observability/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace troupe {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The log goes into a pipe and a file, read back after the stop.
class log_test : public ::testing::Test {
protected:
  log_test() {
    char name[] = "/tmp/troupe-log-XXXXXX";
    folder_ = ::mkdtemp(name);
    options.log_file = folder_ + "/sub/troupe.log";
    EXPECT_EQ(::pipe2(pipe_.data(), O_CLOEXEC), 0);
  }
  ~log_test() override {
    stop_log();
    ::close(pipe_[0]);
    close_writer();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    before_ = log_counters();
    EXPECT_TRUE(start_log(options, clock, pipe_[1]));
  }
  uint64_t dropped() const {
    return log_counters().dropped - before_.dropped;
  }
  void close_writer() {
    if (pipe_[1] >= 0)
      ::close(pipe_[1]);
    pipe_[1] = -1;
  }
  /// What went to the console, after the stop.
  std::string console() {
    stop_log();
    close_writer();
    std::string out;
    std::array<char, 4096> buffer;
    ssize_t n = 0;
    while ((n = ::read(pipe_[0], buffer.data(), buffer.size())) > 0)
      out.append(buffer.data(), static_cast<size_t>(n));
    return out;
  }
  std::string file(const std::string& name = "troupe.log") {
    stop_log();
    std::ifstream in{folder_ + "/sub/" + name};
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }

  manual_clock clock{1'700'000'000};
  log_config options;
  std::string folder_;
  std::array<int, 2> pipe_ = {-1, -1};
  log_counts before_;
};

// shows: log_file
TEST_F(log_test, a_line_goes_to_console_and_file_in_one_form) {
  start();
  log_info("sent {} of {}", 3, "four");
  auto line = file();
  EXPECT_EQ(line, console());
  EXPECT_THAT(line, ::testing::MatchesRegex(
                        "2023-11-14 22:13:20 UTC \\| TROUPE \\| INFO \\| "
                        "\\(log_test.cpp:[0-9]+ in TestBody\\) \\| sent 3 of "
                        "four\n"));
}

// shows: log_level
TEST_F(log_test, lines_below_the_level_cost_nothing) {
  options.level = log_level::warn;
  start();
  EXPECT_FALSE(log_enabled(log_level::info));
  log_info("quiet");
  log_error("loud");
  set_log_level(log_level::debug);
  log_debug("now heard");
  auto text = console();
  EXPECT_THAT(text, Not(HasSubstr("quiet")));
  EXPECT_THAT(text, HasSubstr("loud"));
  EXPECT_THAT(text, HasSubstr("now heard"));
}

TEST_F(log_test, level_off_writes_nothing) {
  options.level = log_level::off;
  start();
  log_critical("x");
  EXPECT_THAT(console(), IsEmpty());
}

// shows: log_format_json
TEST_F(log_test, json_has_one_object_per_line) {
  options.log_format_json = true;
  start();
  log_warn("a \"b\"\n");
  EXPECT_THAT(console(), EndsWith("\"msg\":\"a \\\"b\\\"\\\\n\"}\n"));
}

// shows: log_format_rfc3339
TEST_F(log_test, times_are_rfc_3339_when_asked) {
  options.log_format_rfc3339 = true;
  start();
  log_info("x");
  EXPECT_THAT(console(), ::testing::StartsWith("2023-11-14T22:13:20Z | "));
}

// shows: log_to_console
TEST_F(log_test, the_console_can_be_off) {
  options.log_to_console = false;
  start();
  log_info("x");
  EXPECT_THAT(file(), HasSubstr("| x\n"));
  EXPECT_THAT(console(), IsEmpty());
}

// shows: disable_file_logging
TEST_F(log_test, the_file_can_be_off) {
  options.disable_file_logging = true;
  start();
  log_info("x");
  EXPECT_THAT(console(), HasSubstr("| x\n"));
  EXPECT_FALSE(std::filesystem::exists(options.log_file));
}

// shows: log_file_max_size
// shows: log_file_max_rolls
TEST_F(log_test, the_file_is_rotated_and_old_ones_are_bounded) {
  options.log_to_console = false;
  options.log_file_max_size = 4096;
  options.log_file_max_rolls = 2;
  start();
  for (int i = 0; i < 100; ++i) {
    log_info("{:0200}", i);
    clock.advance_ns(1'000'000'000);
  }
  stop_log();
  EXPECT_LE(std::filesystem::file_size(options.log_file), 4096u);
  EXPECT_THAT(file("troupe.1.log"), Not(IsEmpty()));
  EXPECT_THAT(file("troupe.2.log"), Not(IsEmpty()));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/sub/troupe.3.log"));
  EXPECT_THAT(file(), EndsWith("099\n"));
}

TEST_F(log_test, a_loud_site_is_held_back_and_says_so) {
  start();
  auto say = [](int i) { log_info("line {}", i); };
  for (int i = 0; i < 30; ++i)
    say(i);
  log_info("another site");
  clock.advance_ns(1'000'000'000);
  say(30);
  auto text = console();
  EXPECT_THAT(text, HasSubstr("line 9\n"));
  EXPECT_THAT(text, Not(HasSubstr("line 10\n")));
  EXPECT_THAT(text, HasSubstr("another site"));
  EXPECT_THAT(text, HasSubstr("line 30 (suppressed 20 lines)\n"));
}

TEST_F(log_test, text_from_outside_cannot_forge_a_line) {
  start();
  log_info("tag {}", "x\n2023-11-14 22:13:20 UTC | TROUPE | ERROR | fake");
  auto text = console();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_THAT(text, HasSubstr("tag x\\n2023"));
}

TEST_F(log_test, a_line_is_at_most_4_kib) {
  options.disable_file_logging = true;
  start();
  log_info("{}", std::string(10'000, 'y'));
  EXPECT_LT(console().size(), 4300u);
}

TEST_F(log_test, a_console_that_nobody_reads_costs_its_lines_only) {
  // Full: nothing more can be written to it.
  ::fcntl(pipe_[1], F_SETFL, O_NONBLOCK);
  std::string filler(4096, 'f');
  while (::write(pipe_[1], filler.data(), filler.size()) > 0) {}
  ::fcntl(pipe_[1], F_SETFL, 0);
  start();
  log_info("kept in the file");
  EXPECT_THAT(file(), HasSubstr("kept in the file"));
  EXPECT_EQ(dropped(), 1u);
}

TEST_F(log_test, a_console_whose_reader_is_gone_raises_no_signal) {
  ::close(pipe_[0]);
  pipe_[0] = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  start();
  log_info("kept in the file");
  EXPECT_THAT(file(), HasSubstr("kept in the file"));
  EXPECT_EQ(dropped(), 1u);
}

TEST_F(log_test, a_closed_console_does_no_harm) {
  int closed = pipe_[1];
  close_writer();
  before_ = log_counters();
  EXPECT_TRUE(start_log(options, clock, closed));
  log_info("kept in the file");
  EXPECT_THAT(file(), HasSubstr("kept in the file"));
  EXPECT_EQ(dropped(), 1u);
}

TEST_F(log_test, a_full_disk_is_counted) {
  if (!std::filesystem::exists("/dev/full"))
    GTEST_SKIP() << "no /dev/full here";
  std::filesystem::create_directories(folder_ + "/sub");
  std::filesystem::create_symlink("/dev/full", options.log_file);
  start();
  log_info("said");
  EXPECT_THAT(console(), HasSubstr("said"));
  EXPECT_GE(dropped(), 1u);
}

TEST_F(log_test, a_file_that_cannot_be_opened_is_said_on_the_console) {
  options.log_file = "/proc/self/none/troupe.log";
  auto out = start_log(options, clock, pipe_[1]);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::io);
  log_info("runs all the same");
  auto text = console();
  EXPECT_THAT(text, HasSubstr("log_file: cannot open /proc/self/none"));
  EXPECT_THAT(text, HasSubstr("runs all the same"));
}

TEST_F(log_test, before_the_start_and_after_the_stop_lines_are_dropped) {
  log_error("nobody hears");
  start();
  stop_log();
  log_error("nobody hears");
  EXPECT_THAT(console(), IsEmpty());
}

TEST_F(log_test, threads_may_write_while_it_stops) {
  options.disable_file_logging = true;
  start();
  std::atomic<bool> go{false};
  std::thread writer{[&] {
    go = true;
    for (int i = 0; i < 2'000; ++i)
      log_info("{}", i);
  }};
  while (!go) {}
  stop_log();
  writer.join();
  EXPECT_FALSE(log_enabled(log_level::critical));
}

} // namespace
} // namespace troupe
