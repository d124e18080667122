#include "actors/forwarder/verdict.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <string>

namespace troupe {

namespace {

constexpr int64_t longest_wait_s = 300;

std::optional<int64_t> seconds(std::string_view text) {
  auto negative = text.starts_with('-');
  auto digits = text.substr(negative ? 1 : 0);
  if (digits.empty()
      || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  int64_t value = 0;
  auto [end, bad] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // More digits than fit is a long time, not none.
  if (bad == std::errc::result_out_of_range)
    value = longest_wait_s;
  return negative ? 0 : value;
}

std::optional<int64_t> date(std::string_view text) {
  std::tm parts{};
  auto copy = std::string{text};
  auto end = strptime(copy.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (end == nullptr || *end != '\0')
    return std::nullopt;
  return static_cast<int64_t>(timegm(&parts));
}

} // namespace

verdict judge(const http_reply& reply) {
  auto status = reply.status;
  if (status == 0)
    return reply.error == http_error::invalid
               ? verdict{outcome::refused, drop_reason::unroutable}
               : verdict{outcome::retry};
  if (status >= 200 && status < 300)
    return {outcome::delivered};
  switch (status) {
  case 400:
    return {outcome::refused, drop_reason::http_400};
  case 401:
    return {outcome::bad_key, drop_reason::http_401};
  case 403:
    return {outcome::bad_key, drop_reason::http_403};
  case 413:
    return {outcome::refused, drop_reason::http_413};
  default:
    return {outcome::retry};
  }
}

std::string_view error_class(const http_reply& reply) {
  if (reply.status >= 200 && reply.status < 300)
    return "";
  if (reply.status >= 400)
    return "gt_400";
  switch (reply.error) {
  case http_error::dns:
    return "dns_lookup_failure";
  case http_error::connect:
    return "connection_failure";
  case http_error::tls:
    return "tls_handshake_failure";
  case http_error::write:
    return "writing_failure";
  case http_error::invalid:
    return "invalid_request";
  default:
    return "cant_send";
  }
}

std::optional<int64_t> asked_wait_ns(const http_reply& reply, int64_t wall_s) {
  if ((reply.status != 429 && reply.status != 503) || reply.retry_after.empty())
    return std::nullopt;
  auto wait = seconds(reply.retry_after);
  if (!wait) {
    auto until = date(reply.retry_after);
    if (!until)
      return std::nullopt;
    wait = *until - wall_s;
  }
  return std::clamp<int64_t>(*wait, 0, longest_wait_s) * 1'000'000'000;
}

} // namespace troupe
