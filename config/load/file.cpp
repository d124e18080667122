#include "config/load/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "config/load/yaml_reader.hpp"

namespace troupe {
namespace {

/// Closes what it holds.
struct file_closer {
  int fd;
  ~file_closer() {
    ::close(fd);
  }
};

error wrong(const std::string& path, std::string_view text) {
  return {errc::bad_config, fmt::format("{}: {}", path, text)};
}

result<std::string> read_all(int fd, const std::string& path) {
  std::string out;
  char buffer[16'384];
  for (;;) {
    ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return wrong(path, std::strerror(errno));
    if (n == 0)
      return out;
    out.append(buffer, static_cast<size_t>(n));
    if (out.size() > max_config_bytes)
      return wrong(path, fmt::format("larger than {} bytes; split or shorten "
                                     "it",
                                     max_config_bytes));
  }
}

status judge(const struct stat& info, const load_options& options,
             config_file& out) {
  if (!S_ISREG(info.st_mode))
    return wrong(out.path, "is no regular file");
  if ((info.st_mode & S_IWOTH) != 0)
    return wrong(out.path, "everybody may write to it; run chmod o-w on it");
  if ((info.st_mode & S_IWGRP) != 0)
    out.warnings.push_back(out.path
                           + ": its group may write to it; run chmod g-w on "
                             "it");
  if (info.st_uid != 0 && info.st_uid != options.uid)
    out.warnings.push_back(
        fmt::format("{}: belongs to user {}, neither root nor the user of the "
                    "runtime; run chown on it",
                    out.path, info.st_uid));
  out.readable_by_all = (info.st_mode & S_IROTH) != 0;
  return ok();
}

/// `not_found` when there is no such file.
result<config_file> read_one(const std::string& path,
                             const load_options& options) {
  config_file out;
  out.path = path;
  int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
    return error{errc::not_found, path + ": no such file"};
  if (fd < 0)
    return wrong(path, std::strerror(errno));
  file_closer guard{fd};
  struct stat info = {};
  if (::fstat(fd, &info) != 0)
    return wrong(path, std::strerror(errno));
  if (auto good = judge(info, options, out); !good)
    return good.err();
  auto text = read_all(fd, path);
  if (!text)
    return text.err();
  if (text->empty())
    return wrong(path, "is empty (0 bytes); write a key into it, or remove "
                       "it to run on defaults");
  out.text = std::move(*text);
  return out;
}

} // namespace

result<config_file> read_config_file(const load_options& options) {
  if (!options.config_file.empty()) {
    auto out = read_one(options.config_file, options);
    if (!out)
      return error{errc::bad_config, out.err().text};
    return out;
  }
  for (const auto& path : options.search) {
    auto out = read_one(path, options);
    if (out || out.err().code != errc::not_found)
      return out;
  }
  return config_file{};
}

bool can_use_folder(const std::string& path) {
  std::string at = path;
  struct stat info = {};
  while (at.size() > 1 && ::stat(at.c_str(), &info) != 0) {
    if (errno != ENOENT)
      return false;
    at.erase(std::max<size_t>(at.rfind('/'), 1));
  }
  return ::stat(at.c_str(), &info) == 0 && S_ISDIR(info.st_mode)
         && ::access(at.c_str(), W_OK | X_OK) == 0;
}

} // namespace troupe
