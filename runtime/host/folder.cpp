#include "runtime/host/folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace troupe {
namespace {

status make_one(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST)
    return ok();
  return error{errc::io, fmt::format("cannot make the folder {}: {}", path,
                                     std::strerror(errno))};
}

} // namespace

status make_folder(const std::string& path, mode_t mode) {
  for (size_t at = path.find('/', 1); at != std::string::npos;
       at = path.find('/', at + 1)) {
    struct stat info = {};
    auto parent = path.substr(0, at);
    if (::stat(parent.c_str(), &info) == 0)
      continue;
    if (auto made = make_one(parent, 0755); !made)
      return made;
  }
  if (auto made = make_one(path, mode); !made)
    return made;
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    return error{errc::io, path + " is no folder"};
  return ok();
}

status make_private_folder(const std::string& path) {
  if (auto made = make_folder(path, 0700); !made)
    return made;
  struct stat info = {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    return error{errc::denied, path
                                   + " is a symbolic link; name the folder "
                                     "itself in run_path"};
  if (info.st_uid != ::geteuid())
    return error{errc::denied,
                 fmt::format("{} belongs to user {}; remove it, or set "
                             "another run_path",
                             path, info.st_uid)};
  if ((info.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return error{errc::denied,
                 path + ": others may write to it; run chmod go-w on it"};
  return ok();
}

} // namespace troupe
