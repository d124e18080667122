#include "runtime/io/socket/unix_path.hpp"

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace troupe {

namespace {

constexpr int listen_backlog = 128;

error failed(const std::string& path, const std::string& what, int code) {
  return {errc::io,
          "socket " + path + ": cannot " + what + ": " + std::strerror(code)};
}

/// Several listeners may bind in one folder at the same time.
std::string hidden_name(const std::string& path) {
  static std::atomic<unsigned> last{0};
  auto folder = std::filesystem::path{path}.parent_path();
  auto name = ".t" + std::to_string(::getpid()) + "." + std::to_string(++last);
  return (folder / name).string();
}

result<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un result{};
  result.sun_family = AF_UNIX;
  if (path.size() >= sizeof result.sun_path)
    return error{errc::bad_config,
                 "socket " + path + ": the path is longer than "
                     + std::to_string(sizeof result.sun_path - 1)
                     + " bytes; choose a shorter one"};
  std::memcpy(result.sun_path, path.c_str(), path.size() + 1);
  return result;
}

const char* kind_of(mode_t mode) {
  if (S_ISLNK(mode))
    return "a symbolic link";
  if (S_ISDIR(mode))
    return "a folder";
  return S_ISREG(mode) ? "a regular file" : "no socket";
}

/// Only a socket that nobody reads from refuses a connection.
bool has_reader(const sockaddr_un& where) {
  file_descriptor probe{
      ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  auto address = reinterpret_cast<const sockaddr*>(&where);
  if (!probe || ::connect(probe.get(), address, sizeof where) == 0)
    return true;
  return errno != ECONNREFUSED && errno != ENOENT;
}

} // namespace

status make_socket_folder(const std::string& path) {
  auto folder = std::filesystem::path{path}.parent_path();
  std::error_code code;
  if (folder.empty() || std::filesystem::is_directory(folder, code))
    return ok();
  std::filesystem::create_directories(folder, code);
  if (code)
    return failed(path, "make the folder " + folder.string(), code.value());
  return ok();
}

result<file_descriptor> unix_path::bind(int type) {
  auto hidden = hidden_name(path_);
  auto address = address_of(hidden);
  if (auto own = address_of(path_); !own)
    return own.err();
  if (!address)
    return address.err();
  if (auto made = make_socket_folder(path_); !made)
    return made.err();
  if (auto free = make_way(); !free)
    return free.err();
  file_descriptor fd{::socket(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  if (!fd)
    return failed(path_, "make a socket", errno);
  // What a process of this id left behind when it was killed in between.
  ::unlink(hidden.c_str());
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&*address),
             sizeof(sockaddr_un))
      != 0)
    return failed(path_, "bind in its folder", errno);
  if (type == SOCK_STREAM && ::listen(fd.get(), listen_backlog) != 0)
    return failed(path_, "listen", errno);
  if (auto done = publish(hidden); !done) {
    ::unlink(hidden.c_str());
    return done.err();
  }
  return fd;
}

status unix_path::make_way() const {
  struct stat found {};
  if (::lstat(path_.c_str(), &found) != 0)
    return errno == ENOENT ? ok() : status{failed(path_, "look", errno)};
  if (!S_ISSOCK(found.st_mode))
    return error{errc::in_use, "socket " + path_ + ": there is "
                                   + kind_of(found.st_mode)
                                   + "; remove it or choose another path"};
  if (found.st_uid != ::geteuid())
    return error{errc::denied, "socket " + path_ + ": belongs to user "
                                   + std::to_string(found.st_uid)
                                   + "; remove it or choose another path"};
  auto address = address_of(path_);
  if (address && has_reader(*address))
    return error{errc::in_use, "socket " + path_
                                   + ": another process serves it; stop that "
                                     "one or choose another path"};
  if (::unlink(path_.c_str()) != 0 && errno != ENOENT)
    return failed(path_, "remove the old socket", errno);
  return ok();
}

status unix_path::publish(const std::string& hidden) {
  struct stat made {};
  if (::chmod(hidden.c_str(), dogstatsd_socket_mode) != 0
      || ::lstat(hidden.c_str(), &made) != 0)
    return failed(path_, "set its mode", errno);
  auto moved = ::renameat2(AT_FDCWD, hidden.c_str(), AT_FDCWD, path_.c_str(),
                           RENAME_NOREPLACE);
  // Some file systems know no NOREPLACE.
  if (moved != 0 && errno == EINVAL)
    moved = ::rename(hidden.c_str(), path_.c_str());
  if (moved != 0)
    return failed(path_, "put it in place", errno);
  device_ = made.st_dev;
  inode_ = made.st_ino;
  return ok();
}

bool unix_path::is_ours() const {
  struct stat found {};
  return inode_ != 0 && ::lstat(path_.c_str(), &found) == 0
         && found.st_dev == device_ && found.st_ino == inode_;
}

void unix_path::remove() {
  if (is_ours())
    ::unlink(path_.c_str());
  inode_ = 0;
}

} // namespace troupe
