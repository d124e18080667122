#pragma once
/// The version of this program, "0.1.0".

#include <string_view>

namespace troupe {

std::string_view troupe_version() noexcept;

} // namespace troupe
