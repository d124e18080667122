#include "runtime/app/cli/version.hpp"

namespace troupe {

std::string_view troupe_version() noexcept {
  return TROUPE_VERSION;
}

} // namespace troupe
