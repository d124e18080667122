#include "runtime/app/run_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace troupe {

namespace {

std::string holder_of(int fd) {
  std::array<char, 32> text{};
  auto n = ::pread(fd, text.data(), text.size() - 1, 0);
  return n > 0 ? std::string(text.data(), static_cast<size_t>(n))
               : std::string{"unknown"};
}

} // namespace

result<run_lock> run_lock::take(const std::string& run_path) {
  auto path = run_path + "/troupe.lock";
  auto fd =
      ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return error{errc::io, "cannot write " + path + ": " + std::strerror(errno)
                               + "; choose another `run_path` or --run-dir"};
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    auto pid = holder_of(fd);
    ::close(fd);
    return error{errc::in_use, "another troupe (process " + pid + ") uses "
                                   + run_path
                                   + "; stop it, or choose another --run-dir"};
  }
  auto pid = std::to_string(::getpid());
  if (::ftruncate(fd, 0) != 0
      || ::pwrite(fd, pid.data(), pid.size(), 0)
             != static_cast<ssize_t>(pid.size())) {
    ::close(fd);
    return error{errc::io, "cannot write " + path + "; is the disk full?"};
  }
  return run_lock{fd};
}

run_lock::run_lock(run_lock&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)) {
}

run_lock& run_lock::operator=(run_lock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

run_lock::~run_lock() {
  if (fd_ >= 0)
    ::close(fd_);
}

} // namespace troupe
