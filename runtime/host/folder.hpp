#pragma once
/// Folders that the runtime makes for itself.
///
/// Errors: `io` or `denied`, with the path and the fix. Thread rule: any.

#include <sys/types.h>

#include <string>

#include "runtime/base/result.hpp"

namespace troupe {

/// Makes `path` and what lacks above it; an existing folder is left as it is.
status make_folder(const std::string& path, mode_t mode);

/// The same with mode 0700, and a check of what is there: it is no symbolic
/// link, belongs to this user, and nobody else may write to it.
status make_private_folder(const std::string& path);

} // namespace troupe
