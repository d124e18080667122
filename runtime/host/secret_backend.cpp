#include "runtime/host/secret_backend.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "runtime/host/program.hpp"

namespace troupe {
namespace {

error denied(const std::string& path, std::string_view text) {
  return {errc::denied,
          fmt::format("secret_backend_command: {}: {}", path, text)};
}

bool holds_user(std::string_view value) {
  auto scheme = value.find("://");
  return scheme != std::string_view::npos
         && value.find('@', scheme) != std::string_view::npos;
}

} // namespace

status check_backend_rights(const secrets_config& options) {
  const auto& path = options.secret_backend_command;
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0)
    return denied(path, std::strerror(errno));
  if (!S_ISREG(info.st_mode))
    return denied(path, "is no regular file");
  if (info.st_uid != ::geteuid() && info.st_uid != 0)
    return denied(path, fmt::format("belongs to user {}; it has to belong to "
                                    "the user of the runtime or to root",
                                    info.st_uid));
  if ((info.st_mode & S_IRWXO) != 0)
    return denied(path, "others may access it; run chmod o-rwx on it");
  bool group = options.secret_backend_command_allow_group_exec_perm;
  mode_t forbidden = group ? S_IWGRP : S_IRWXG;
  if ((info.st_mode & forbidden) != 0)
    return denied(path, group ? "its group may write to it; run chmod g-w on "
                                "it"
                              : "its group may access it; run chmod g-rwx on "
                                "it, or set secret_backend_command_allow_"
                                "group_exec_perm");
  return ok();
}

std::vector<std::string>
scrubbed_environment(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> out;
  for (const auto& [name, value] : environment) {
    bool ours = name.starts_with("DD_") || name.starts_with("TROUPE_");
    if (!ours && !name.starts_with("LD_") && !holds_user(value))
      out.push_back(name + "=" + value);
  }
  return out;
}

result<std::string>
run_secret_backend(const secrets_config& options, const std::string& request,
                   const std::map<std::string, std::string>& environment) {
  if (auto good = check_backend_rights(options); !good)
    return good.err();
  program_call call;
  call.path = options.secret_backend_command;
  call.arguments = options.secret_backend_arguments;
  call.environment = scrubbed_environment(environment);
  call.input = request;
  call.timeout = options.secret_backend_timeout;
  call.output_cap = static_cast<size_t>(options.secret_backend_output_max_size);
  auto out = run_program(call);
  if (!out)
    return error{out.err().code, "secret_backend_command: " + out.err().text};
  return out;
}

} // namespace troupe
