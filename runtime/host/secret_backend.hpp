#pragma once
/// The program behind `secret_backend_command`: its rights are checked before
/// it runs, and it sees no variable of ours.
///
/// Errors: `denied` when its rights are wrong (the text names the fix), else
/// those of `run_program`. Thread rule: any thread; blocks until it ends.

#include <map>
#include <string>
#include <vector>

#include "config/sections/secrets.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

/// The file belongs to this user or root, others have no access to it, the
/// group only where the configuration lets it read and execute.
status check_backend_rights(const secrets_config& options);

/// `environment` without DD_*, TROUPE_* and LD_*, and without URLs that hold
/// a user.
std::vector<std::string>
scrubbed_environment(const std::map<std::string, std::string>& environment);

/// For `load_options::run_secret_backend`.
result<std::string>
run_secret_backend(const secrets_config& options, const std::string& request,
                   const std::map<std::string, std::string>& environment);

} // namespace troupe
