#pragma once
/// The configuration of a start: file, environment and flags become one
/// finalised `config`, or an error that names key, place and what is accepted.
///
/// Precedence: flags, then environment, then file, then default. The file is
/// the one named, else the first of `search` that exists, else none.
///
/// Thread rule: call it once, before threads start. It reads the file, and
/// runs the secret backend through the injected runner; nothing else. Errors:
/// `errc::bad_config` (exit 78); no text shows a secret.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/load/secret_values.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// A value from the command line: `{"run_path", "/x", "--run-dir"}`.
struct flag_value {
  std::string key;
  std::string value;
  /// For errors.
  std::string flag;
};

struct load_options {
  /// `--config`; empty: search.
  std::string config_file;
  std::vector<std::string> search = {"/etc/troupe/datadog.yaml",
                                     "/etc/datadog-agent/datadog.yaml"};
  std::map<std::string, std::string> env;
  std::vector<flag_value> flags;
  uint32_t uid = 0;
  int cores = 2;
  /// Runs `secret_backend_command`; without it no `ENC[...]` is resolved.
  secret_runner run_secret_backend;
  /// The folder is there and writable, or can be made; none: every one is.
  std::function<bool(const std::string&)> can_use_folder;
  /// For one-shot commands that only need to find the runtime: secrets stay
  /// unresolved (such keys count as unset) and no key is asked for.
  bool for_client = false;
};

struct loaded_config {
  troupe::config config;
  /// Path of the file, empty when there is none.
  std::string source;
  std::vector<std::string> warnings;
  std::vector<std::string> infos;
};

result<loaded_config> load_config(const load_options& options);

/// The part after reading: `file` stands for what is on disk.
struct config_file;
result<loaded_config> load_config_from(const config_file& file,
                                       const load_options& options);

/// Options of this process: its environment, user and cores. The secret
/// runner is left to the caller.
load_options process_options();

/// The finalised values, secrets masked, derived defaults filled in.
std::string print_yaml(const config& x);
std::string print_json(const config& x);

/// The tree may be walked and written to below the deepest existing folder
/// of `path`.
bool can_use_folder(const std::string& path);

} // namespace troupe
