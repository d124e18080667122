#pragma once
/// The file of a UNIX stream socket that only its owner may use. It is bound
/// in a private folder beside its place, made 0600 there and moved over, so
/// there is no instant at which others could connect, and a socket that a dead
/// process left is replaced in one step.
///
/// Thread rule: one owner.
/// Errors: `in_use` when another process answers there or the path is no
/// socket, `io` when the folder cannot be written; both name the path.

#include <functional>
#include <string>

#include <sys/types.h>

#include "runtime/base/result.hpp"

namespace troupe {

/// 0 when somebody accepts connections there, else the errno that says why not.
int probe_socket(const std::string& path);

class socket_file {
public:
  /// Has `bind` make a listening socket at a path that it is given, and moves
  /// that to `path`. `bind` returns false when it cannot.
  status place(const std::string& path,
               const std::function<bool(const std::string&)>& bind);
  /// False when somebody removed or replaced the file.
  bool in_place() const;
  /// Removes the file unless somebody else took its place.
  void remove();

private:
  status move_to(const std::string& path, const std::string& bound);

  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

} // namespace troupe
