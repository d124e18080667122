#include "runtime/host/program.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace troupe {
namespace {

using steady = std::chrono::steady_clock;

class descriptor {
public:
  descriptor() = default;
  explicit descriptor(int fd) : fd_(fd) {
  }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  ~descriptor() {
    close();
  }
  void close() {
    if (fd_ >= 0)
      ::close(fd_);
    fd_ = -1;
  }
  void reset(int fd) {
    close();
    fd_ = fd;
  }
  int get() const {
    return fd_;
  }

private:
  int fd_ = -1;
};

struct pipe_pair {
  descriptor read;
  descriptor write;

  bool open() {
    std::array<int, 2> fds = {-1, -1};
    if (::pipe2(fds.data(), O_CLOEXEC) != 0)
      return false;
    read.reset(fds[0]);
    write.reset(fds[1]);
    return true;
  }
};

/// Keeps SIGPIPE of this thread away while it writes to the program.
class sigpipe_guard {
public:
  sigpipe_guard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &old_);
  }
  ~sigpipe_guard() {
    timespec now = {};
    if (!was_pending_)
      while (sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {}
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }

private:
  sigset_t pipe_;
  sigset_t old_;
  bool was_pending_ = false;
};

std::vector<char*> pointers(const std::vector<std::string>& xs,
                            const std::string* first = nullptr) {
  std::vector<char*> out;
  if (first != nullptr)
    out.push_back(const_cast<char*>(first->c_str()));
  for (const auto& x : xs)
    out.push_back(const_cast<char*>(x.c_str()));
  out.push_back(nullptr);
  return out;
}

class child {
public:
  explicit child(const program_call& call) : call_(call) {
  }
  ~child() {
    if (pid_ > 0 && !(ended_ && out_.read.get() < 0))
      end();
  }

  status start() {
    if (!in_.open() || !out_.open())
      return io("cannot make a pipe");
    if (int code = spawn(); code != 0)
      return io(std::strerror(code));
    in_.read.close();
    out_.write.close();
    ::fcntl(in_.write.get(), F_SETFL, O_NONBLOCK);
    ::fcntl(out_.read.get(), F_SETFL, O_NONBLOCK);
    watch_.reset(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    deadline_ = steady::now() + call_.timeout;
    return ok();
  }

  /// Moves bytes until the output ends and the program has exited.
  result<std::string> talk() {
    sigpipe_guard guard;
    while (out_.read.get() >= 0 || !ended_) {
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline_ - steady::now());
      if (left.count() <= 0)
        return error{errc::timeout,
                     fmt::format("{} did not end within {} ms", call_.path,
                                 call_.timeout.count())};
      wait(static_cast<int>(left.count()));
      if (output_.size() > call_.output_cap)
        return error{errc::limit, fmt::format("{} wrote more than {} bytes",
                                              call_.path, call_.output_cap)};
    }
    if (!WIFEXITED(exit_) || WEXITSTATUS(exit_) != 0)
      return io(WIFEXITED(exit_)
                    ? fmt::format("it exited with {}", WEXITSTATUS(exit_))
                    : fmt::format("signal {} ended it", WTERMSIG(exit_)));
    return std::move(output_);
  }

private:
  error io(std::string_view text) const {
    return {errc::io, fmt::format("{}: {}", call_.path, text)};
  }

  int spawn() {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&files, in_.read.get(), 0);
    posix_spawn_file_actions_adddup2(&files, out_.write.get(), 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    // A session of its own: the group is killed as a whole.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID
                                              | POSIX_SPAWN_SETSIGMASK
                                              | POSIX_SPAWN_SETSIGDEF);
    auto arguments = pointers(call_.arguments, &call_.path);
    auto environment = pointers(call_.environment);
    int code = ::posix_spawn(&pid_, call_.path.c_str(), &files, &attributes,
                             arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (code != 0)
      pid_ = -1;
    return code;
  }

  void wait(int left_ms) {
    std::array<pollfd, 3> fds = {{{in_.write.get(), POLLOUT, 0},
                                  {out_.read.get(), POLLIN, 0},
                                  {ended_ ? -1 : watch_.get(), POLLIN, 0}}};
    // Without a descriptor for the process it is asked again and again.
    if (watch_.get() < 0)
      left_ms = std::min(left_ms, 20);
    if (::poll(fds.data(), fds.size(), left_ms) < 0)
      return;
    if (fds[0].revents != 0)
      feed();
    if (fds[1].revents != 0)
      drain();
    if (!ended_ && (fds[2].revents != 0 || watch_.get() < 0))
      ended_ = ::waitpid(pid_, &exit_, WNOHANG) == pid_;
  }

  void feed() {
    ssize_t n = ::write(in_.write.get(), call_.input.data() + sent_,
                        call_.input.size() - sent_);
    if (n > 0)
      sent_ += static_cast<size_t>(n);
    bool again = n < 0 && (errno == EAGAIN || errno == EINTR);
    if ((n < 0 && !again) || sent_ == call_.input.size())
      in_.write.close();
  }

  void drain() {
    std::array<char, 4096> buffer;
    ssize_t n = ::read(out_.read.get(), buffer.data(), buffer.size());
    if (n > 0)
      output_.append(buffer.data(), static_cast<size_t>(n));
    else if (n == 0 || (errno != EAGAIN && errno != EINTR))
      out_.read.close();
  }

  void end() {
    ::kill(-pid_, SIGKILL);
    while (!ended_ && ::waitpid(pid_, &exit_, 0) < 0 && errno == EINTR) {}
    ended_ = true;
  }

  const program_call& call_;
  pipe_pair in_;
  pipe_pair out_;
  descriptor watch_;
  pid_t pid_ = -1;
  steady::time_point deadline_;
  size_t sent_ = 0;
  std::string output_;
  int exit_ = 0;
  bool ended_ = false;
};

} // namespace

result<std::string> run_program(const program_call& call) {
  child process{call};
  if (auto started = process.start(); !started)
    return started.err();
  return process.talk();
}

} // namespace troupe
