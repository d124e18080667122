#pragma once
/// Finds and reads the configuration file.
///
/// Bounds: 1 MiB. A file that everybody may write to is refused, since it
/// names programs that run and places that keys are sent to.

#include <string>
#include <vector>

#include "config/load/load.hpp"
#include "runtime/base/result.hpp"

namespace troupe {

struct config_file {
  /// Empty when there is none.
  std::string path;
  std::string text;
  /// Others than owner and group may read it.
  bool readable_by_all = false;
  std::vector<std::string> warnings;
};

result<config_file> read_config_file(const load_options& options);

} // namespace troupe
