#pragma once
/// Where a line of the log is written: what std::source_location tells, also
/// with compilers that lack it (clang 14).
///
/// Thread rule: a value; the texts live as long as the program.

#include <cstdint>

namespace troupe {

struct log_place {
  const char* file = "";
  /// The bare name.
  const char* function = "";
  uint32_t line = 0;

  /// As a default argument: the place of the outermost call.
  static constexpr log_place
  current(const char* file = __builtin_FILE(),
          const char* function = __builtin_FUNCTION(),
          uint32_t line = __builtin_LINE()) {
    return {file, function, line};
  }
};

} // namespace troupe
