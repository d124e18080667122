#pragma once
/// The file of a UNIX socket: made so that nobody ever finds it half made,
/// replaced only when it is a dead socket of our own, removed when we stop.
///
/// Bind happens under a hidden name in the same folder; mode and listen come
/// before the rename. A folder that is missing is made (0755).
/// Thread rule: one owner.
/// Failure: every error names the path and what to do.

#include <cstdint>
#include <string>

#include <sys/types.h>

#include "runtime/base/result.hpp"
#include "runtime/io/socket/file_descriptor.hpp"

namespace troupe {

/// Anybody may send, only the owner may read.
constexpr mode_t dogstatsd_socket_mode = 0722;

/// Makes the folders above `path` that are missing.
status make_socket_folder(const std::string& path);

class unix_path {
public:
  explicit unix_path(std::string path) : path_(std::move(path)) {
  }

  /// A bound, non-blocking socket of `type` (SOCK_DGRAM, or SOCK_STREAM, which
  /// listens too) that is reachable at the path.
  result<file_descriptor> bind(int type);

  /// The path still leads to the socket that `bind` made.
  bool is_ours() const;
  /// Removes the file if it is ours.
  void remove();

  const std::string& path() const noexcept {
    return path_;
  }

private:
  status make_way() const;
  status publish(const std::string& hidden);

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

} // namespace troupe
