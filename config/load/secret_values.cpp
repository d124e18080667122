#include "config/load/secret_values.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "config/load/json_writer.hpp"
#include "config/load/text.hpp"

namespace troupe {
namespace {

std::string request_for(const std::set<std::string>& handles) {
  auto list = config_node::list_of();
  for (const auto& handle : handles)
    list.add(config_node::scalar_of(handle, false));
  auto request = config_node::map_of();
  request.add("version", config_node::scalar_of("1.0", false));
  request.add("secrets", std::move(list));
  return to_json(request);
}

error broken(std::string_view handle, std::string_view why) {
  return {errc::bad_config,
          fmt::format("secret_backend_command: {} for handle {}", why,
                      text::shown(handle))};
}

result<secret> one_value(simdjson::dom::element answer,
                         const std::string& handle, bool strip) {
  simdjson::dom::object entry;
  if (answer[handle].get(entry) != simdjson::SUCCESS)
    return broken(handle, "no answer");
  std::string_view problem;
  if (entry["error"].get(problem) == simdjson::SUCCESS && !problem.empty())
    return broken(handle, "it reports an error");
  std::string_view value;
  if (entry["value"].get(value) != simdjson::SUCCESS)
    return broken(handle, "no value");
  if (strip)
    while (!value.empty() && (value.back() == '\n' || value.back() == '\r'))
      value.remove_suffix(1);
  if (value.empty())
    return broken(handle, "an empty value");
  return secret{std::string{value}};
}

} // namespace

std::optional<std::string> secret_handle(std::string_view text) {
  text = text::trim(text);
  if (!text.starts_with("ENC[") || !text.ends_with("]"))
    return std::nullopt;
  return std::string{text.substr(4, text.size() - 5)};
}

void collect_handles(const config_node& node, std::set<std::string>& out) {
  if (auto handle = secret_handle(node.text); node.is_scalar() && handle)
    out.insert(*handle);
  for (const auto& item : node.items)
    collect_handles(*item, out);
  for (const auto& [name, value] : node.fields)
    collect_handles(*value, out);
}

result<secret_values> fetch_secrets(const std::set<std::string>& handles,
                                    const secrets_config& options,
                                    const secret_runner& run) {
  secret_values out;
  if (handles.empty())
    return out;
  if (options.secret_backend_command.empty() || !run)
    return broken(*handles.begin(), "is not set, so nothing resolves ENC[...]");
  auto answer = run(options, request_for(handles));
  if (!answer)
    return answer.err();
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(*answer).get(root) != simdjson::SUCCESS
      || !root.is_object()) {
    secret::wipe(*answer);
    return error{errc::bad_config, "secret_backend_command: the answer of the "
                                   "program is no JSON object"};
  }
  for (const auto& handle : handles) {
    auto value = one_value(root, handle,
                           options.secret_backend_remove_trailing_line_break);
    if (!value)
      return value.err();
    out.emplace(handle, std::move(*value));
  }
  secret::wipe(*answer);
  return out;
}

config_node_ptr with_secrets(const config_node_ptr& node,
                             const secret_values& values) {
  auto copy = std::make_shared<config_node>(*node);
  if (auto handle = secret_handle(node->text); node->is_scalar() && handle) {
    copy->text = values.at(*handle).reveal();
    copy->hidden = true;
  }
  for (auto& item : copy->items)
    item = with_secrets(item, values);
  for (auto& field : copy->fields)
    field.second = with_secrets(field.second, values);
  return copy;
}

} // namespace troupe
