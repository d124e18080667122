#include "actors/console/socket_file.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace troupe {

namespace {

sockaddr_un address_of(const std::string& path) {
  sockaddr_un result{};
  result.sun_family = AF_UNIX;
  std::memcpy(result.sun_path, path.data(), path.size());
  return result;
}

/// A dead process leaves a socket that refuses; everything else is alive, or
/// belongs to somebody else.
status may_take(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return error{errc::io, "socket path " + path
                               + " is too long; choose a shorter run_path"};
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0)
    return ok();
  if (!S_ISSOCK(info.st_mode))
    return error{errc::in_use,
                 path
                     + " exists and is no socket; remove it or change "
                       "run_path"};
  auto why = probe_socket(path);
  if (why == ECONNREFUSED || why == ENOENT)
    return ok();
  return error{errc::in_use, "another troupe runs here (" + path
                                 + " answers); stop it or use another "
                                   "--run-dir"};
}

error cannot(const std::string& path, int why) {
  return {errc::io, "cannot listen on " + path + ": " + std::strerror(why)
                        + "; check that its folder exists and can be written"};
}

std::string folder_of(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash);
}

} // namespace

int probe_socket(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return ENAMETOOLONG;
  auto fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return errno;
  auto to = address_of(path);
  auto done = ::connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof(to));
  // A full backlog is a sign of life.
  auto why = done == 0 || errno == EAGAIN ? 0 : errno;
  ::close(fd);
  return why;
}

status socket_file::place(const std::string& path,
                          const std::function<bool(const std::string&)>& bind) {
  if (auto free = may_take(path); !free)
    return free;
  // Shorter than "troupe.sock", so that a path which fits stays one.
  auto folder = folder_of(path) + "/.XXXXXX";
  if (::mkdtemp(folder.data()) == nullptr)
    return cannot(path, errno);
  auto bound = folder + "/s";
  errno = 0;
  auto result = bind(bound) ? move_to(path, bound) : cannot(path, errno);
  ::unlink(bound.c_str());
  ::rmdir(folder.c_str());
  return result;
}

status socket_file::move_to(const std::string& path, const std::string& bound) {
  struct stat info {};
  if (::chmod(bound.c_str(), 0600) != 0 || ::lstat(bound.c_str(), &info) != 0
      || ::rename(bound.c_str(), path.c_str()) != 0)
    return cannot(path, errno);
  path_ = path;
  device_ = info.st_dev;
  inode_ = info.st_ino;
  return ok();
}

bool socket_file::in_place() const {
  struct stat info {};
  return !path_.empty() && ::lstat(path_.c_str(), &info) == 0
         && info.st_dev == device_ && info.st_ino == inode_;
}

void socket_file::remove() {
  if (in_place())
    ::unlink(path_.c_str());
  path_.clear();
}

} // namespace troupe
