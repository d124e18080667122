#include "runtime/host/program.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/runtime/host/temp_folder.hpp"

namespace troupe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

program_call shell(const std::string& script) {
  program_call out;
  out.path = "/bin/sh";
  out.arguments = {"-c", script};
  return out;
}

TEST(program, input_goes_in_and_output_comes_out) {
  auto call = shell("cat; echo \"$0 $X\"");
  call.arguments.push_back("zero");
  call.environment = {"X=y"};
  call.input = std::string(200'000, 'i');
  auto out = run_program(call);
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(*out, call.input + "zero y\n");
}

TEST(program, one_that_reads_nothing_does_no_harm) {
  auto call = shell("exec 0<&-; echo done");
  call.input = std::string(1 << 20, 'i');
  auto out = run_program(call);
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(*out, "done\n");
}

TEST(program, too_much_output_ends_it) {
  auto call = shell("while :; do echo sesame; done");
  call.output_cap = 1000;
  auto out = run_program(call);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::limit);
  EXPECT_EQ(out.err().text, "/bin/sh wrote more than 1000 bytes");
}

TEST(program, the_deadline_ends_it_and_what_it_started) {
  temp_folder base;
  auto call = shell("sleep 600 & echo $! > " + base.path + "/pid; wait");
  call.timeout = std::chrono::milliseconds{300};
  auto out = run_program(call);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::timeout);
  EXPECT_EQ(out.err().text, "/bin/sh did not end within 300 ms");
  std::ifstream in{base.path + "/pid"};
  pid_t started = 0;
  in >> started;
  ASSERT_GT(started, 0);
  int fd = static_cast<int>(::syscall(SYS_pidfd_open, started, 0));
  if (fd < 0)
    return; // reaped already
  pollfd gone = {fd, POLLIN, 0};
  EXPECT_EQ(::poll(&gone, 1, 10'000), 1) << "it still runs";
  ::close(fd);
}

TEST(program, a_bad_exit_is_named_and_what_it_said_is_not) {
  auto out = run_program(shell("echo sesame; echo sesame >&2; exit 3"));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().text, "/bin/sh: it exited with 3");
  out = run_program(shell("kill -9 $$"));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().text, "/bin/sh: signal 9 ended it");
}

TEST(program, one_that_is_not_there_is_an_error) {
  program_call call;
  call.path = "/nonexistent/program";
  auto out = run_program(call);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::io);
}

TEST(program, inherits_no_descriptor_and_no_blocked_signal) {
  // Not close-on-exec, on purpose; a number that the shell does not use.
  int leak = ::fcntl(1, F_DUPFD, 100);
  sigset_t term, old;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, &old);
  // `exec`: a shell that forks blocks signals for a moment.
  auto fds = run_program(shell("exec ls /proc/self/fd"));
  auto mask = run_program(shell("exec grep SigBlk /proc/self/status"));
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  ::close(leak);
  ASSERT_TRUE(fds) << fds.err().text;
  EXPECT_THAT(*fds, Not(HasSubstr(std::to_string(leak))));
  ASSERT_TRUE(mask) << mask.err().text;
  EXPECT_EQ(*mask, "SigBlk:\t0000000000000000\n");
}

} // namespace
} // namespace troupe
