#pragma once
/// Owns one file descriptor; closes it when it goes.
/// Thread rule: one owner; moved, never copied.

#include <utility>

#include <unistd.h>

namespace troupe {

class file_descriptor {
public:
  file_descriptor() = default;
  explicit file_descriptor(int fd) noexcept : fd_(fd) {
  }
  file_descriptor(file_descriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)) {
  }
  file_descriptor& operator=(file_descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~file_descriptor() {
    reset();
  }

  int get() const noexcept {
    return fd_;
  }
  explicit operator bool() const noexcept {
    return fd_ >= 0;
  }
  void reset() noexcept {
    if (fd_ >= 0)
      ::close(std::exchange(fd_, -1));
  }

private:
  int fd_ = -1;
};

} // namespace troupe
