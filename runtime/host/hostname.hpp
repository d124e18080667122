#pragma once
/// The name that all data carries, found once at the start.
///
/// Order: `hostname`; the content of `hostname_file`; none on ECS Fargate (a
/// task has no host); the fully qualified name, when asked for; the system's
/// name. A way that yields no valid name is noted and the next one is tried.
/// Valid: RFC 1123, at most 255 characters, not localhost.
///
/// Gap: cloud providers (GCE, Azure, EC2 instance ids) and container runtimes
/// are not asked; set `hostname` there when the system's name is not wanted.
///
/// Thread rule: call it once, from the roof. Errors: `not_found` when no way
/// yields a name, which ends the start.

#include <map>
#include <string>
#include <vector>

#include "config/sections/host.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// Where names come from; injected, so that tests need no host.
class hostname_source {
public:
  virtual ~hostname_source() = default;
  virtual result<std::string> read_file(const std::string& path) = 0;
  virtual result<std::string> system_name() = 0;
  virtual result<std::string> qualified_name() = 0;
};

/// The machine itself.
hostname_source& system_hostname_source();

struct resolved_hostname {
  /// Empty on Fargate only.
  std::string name;
  /// configuration, hostname_file, fargate, fqdn or os.
  std::string provider;
  /// Ways that failed before, for the log.
  std::vector<std::string> notes;
};

result<resolved_hostname>
resolve_hostname(const host_config& options,
                 const std::map<std::string, std::string>& env,
                 hostname_source& source);

} // namespace troupe
