#pragma once
/// Who this host is and where the runtime keeps its files.
///
/// Thread rule: a value; filled once by the loader, then only read.

#include <string>
#include <vector>

namespace troupe {

struct host_config {
  /// Name of the host in all data. Empty: found out (`hostname_file`, then
  /// the system). Letters, digits, `-` and `.`, at most 255; not localhost.
  /// Default: ""
  std::string hostname;

  /// File whose content is the name; read when `hostname` is empty.
  /// Default: ""
  std::string hostname_file;

  /// Uses the fully qualified name where the system knows one.
  /// Default: false
  bool hostname_fqdn = false;

  /// Tags of the host. They travel with its metadata, not with each metric.
  /// Default: []
  std::vector<std::string> tags;

  /// More tags of the host; for a second owner of the file.
  /// Default: []
  std::vector<std::string> extra_tags;

  /// Adds the host tag `env:<value>`. Empty: none.
  /// Default: ""
  std::string env;

  /// Folder of the socket, the store and other state. Empty: /var/lib/troupe
  /// as root, else $XDG_RUNTIME_DIR/troupe, else a private folder below the
  /// temporary one. The finalised value is a path. `--run-dir` wins.
  /// Default: ""
  std::string run_path;

  /// `tags`, `extra_tags` and `env` together, each once, in that order.
  /// Derived: no key.
  std::vector<std::string> host_tags;
};

} // namespace troupe
