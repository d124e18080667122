#include "proto/dogstatsd/service_check.hpp"

#include "proto/dogstatsd/number.hpp"

namespace troupe::dsd {

namespace {

bool parse_status(std::string_view text, check_status& out) {
  if (text.size() != 1 || text[0] < '0' || text[0] > '3')
    return false;
  out = static_cast<check_status>(text[0] - '0');
  return true;
}

void take_field(std::string_view field, bool client_origin,
                service_check_line& out) {
  if (!is_own_field(field, client_origin, out))
    return;
  auto body = field.substr(2);
  int64_t value = 0;
  if (field[0] == 'd' && parse_int(body, value))
    out.timestamp = value;
  else if (field[0] == 'h')
    out.host = body;
  else if (field[0] == 'm')
    out.message = body;
}

} // namespace

verdict parse_service_check(std::string_view line, const parse_options& options,
                            service_check_line& out) {
  out = {};
  // "_sc" is known; the Agent does not look at the next character either.
  auto first = line.find('|');
  if (line.size() < 4 || first == std::string_view::npos
      || line.find('|', first + 1) == std::string_view::npos)
    return drop_reason::parse_service_check;
  auto rest = line.substr(4);
  auto name_end = rest.find('|');
  if (name_end == 0 || name_end == std::string_view::npos)
    return drop_reason::parse_service_check;
  out.name = rest.substr(0, name_end);
  field_reader fields{rest.substr(name_end)};
  std::string_view field;
  fields.next(field);
  if (!parse_status(field, out.status))
    return drop_reason::parse_service_check;
  while (fields.next(field))
    take_field(field, options.client_origin, out);
  return {};
}

} // namespace troupe::dsd
