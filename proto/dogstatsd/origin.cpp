#include "proto/dogstatsd/origin.hpp"

#include <charconv>

namespace troupe::dsd {

namespace {

template <class F>
void each_item(std::string_view list, F&& f) {
  while (true) {
    auto comma = list.find(',');
    f(list.substr(0, comma));
    if (comma == std::string_view::npos)
      return;
    list.remove_prefix(comma + 1);
  }
}

uint64_t parse_inode(std::string_view text) {
  uint64_t result = 0;
  auto end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, result);
  return error == std::errc{} && at == end ? result : 0;
}

bool take_item(std::string_view item, local_data& out) {
  if (item.starts_with("ci-"))
    out.container_id = item.substr(3);
  else if (item.starts_with("in-"))
    out.inode = parse_inode(item.substr(3));
  else
    return false;
  return true;
}

} // namespace

local_data parse_local_data(std::string_view field) {
  local_data result;
  if (field.find(',') != std::string_view::npos)
    each_item(field, [&](auto item) { take_item(item, result); });
  else if (!take_item(field, result))
    result.container_id = field.starts_with("cid-") ? field.substr(4) : field;
  return result;
}

external_data parse_external_data(std::string_view field) {
  external_data result;
  each_item(field, [&](std::string_view item) {
    if (item.starts_with("it-"))
      result.init_container = item.substr(3) == "true";
    else if (item.starts_with("cn-"))
      result.container_name = item.substr(3);
    else if (item.starts_with("pu-"))
      result.pod_uid = item.substr(3);
  });
  return result;
}

std::optional<cardinality> parse_cardinality(std::string_view word) {
  if (word == "none")
    return cardinality::none;
  if (word == "low")
    return cardinality::low;
  if (word == "orchestrator")
    return cardinality::orchestrator;
  if (word == "high")
    return cardinality::high;
  return {};
}

} // namespace troupe::dsd
