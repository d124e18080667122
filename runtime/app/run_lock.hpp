#pragma once
/// One runtime for each run_path: a lock on `<run_path>/troupe.lock` that ends
/// with the process, however it ends.
///
/// Errors: `in_use` names the process that holds it; `io` names the folder.

#include <string>

#include "runtime/base/result.hpp"

namespace troupe {

class run_lock {
public:
  static result<run_lock> take(const std::string& run_path);

  run_lock(run_lock&& other) noexcept;
  run_lock& operator=(run_lock&& other) noexcept;
  ~run_lock();

private:
  explicit run_lock(int fd) : fd_(fd) {
  }
  int fd_;
};

} // namespace troupe
