#pragma once
/// Parses one service check line: _sc|name|status[|fields...]. A bad optional
/// field is skipped, the check stays.
///
/// Thread rule: pure; views point into the packet.

#include "messages/event/service_check.hpp"
#include "proto/dogstatsd/fields.hpp"

namespace troupe::dsd {

struct service_check_line {
  std::string_view name;
  check_status status = check_status::unknown;
  /// 0 without `d:`.
  int64_t timestamp = 0;
  std::string_view host;
  std::string_view message;
  std::string_view tags;
  origin_fields origin;
};

verdict parse_service_check(std::string_view line, const parse_options& options,
                            service_check_line& out);

} // namespace troupe::dsd
