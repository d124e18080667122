#include "actors/aggregator/payload_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace troupe {

namespace {

std::string tags_of(const metric_context& x) {
  std::string result;
  for (auto tag : x.tags()) {
    if (!result.empty())
      result += ',';
    result += tag;
  }
  return result;
}

std::string host_of(const metric_context& x) {
  return x.traits().agent_host ? std::string{"(agent)"} : std::string{x.host()};
}

} // namespace

std::string text_of(const serie& x) {
  auto result =
      fmt::format("{}{} {} host={} tags=[{}]", x.context->name(),
                  x.suffix ? *x.suffix : std::string{}, to_string(x.type),
                  host_of(*x.context), tags_of(*x.context));
  for (auto& at : x.points)
    result += fmt::format(" {}:{}", at.timestamp, at.value);
  return result;
}

std::string text_of(const sketch_serie& x) {
  auto result = fmt::format("{} sketch host={} tags=[{}]", x.context->name(),
                            host_of(*x.context), tags_of(*x.context));
  for (auto& at : x.points)
    result += fmt::format(" {}:count={},sum={}", at.timestamp, at.value.count(),
                          at.value.sum());
  return result;
}

std::string text_of(const event& x) {
  return fmt::format("{} at {} host={} tags=[{}]: {}", x.title, x.timestamp,
                     x.host, fmt::join(x.tags, ","), x.text);
}

std::string text_of(const service_check& x) {
  return fmt::format("{} status={} at {} host={} tags=[{}]: {}", x.name,
                     static_cast<int>(x.status), x.timestamp, x.host,
                     fmt::join(x.tags, ","), x.message);
}

} // namespace troupe
