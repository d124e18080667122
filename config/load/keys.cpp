#include "config/load/keys.hpp"

#include <algorithm>

#include "config/load/agent_keys.hpp"
#include "config/load/key_table.hpp"

namespace troupe {
namespace {

std::vector<key_def> make_keys() {
  std::vector<key_def> out;
  detail::add_delivery_keys(out);
  detail::add_host_keys(out);
  detail::add_dogstatsd_keys(out);
  detail::add_pipeline_keys(out);
  return out;
}

bool covers(std::string_view entry, std::string_view path) {
  return path.starts_with(entry)
         && (path.size() == entry.size() || path[entry.size()] == '.');
}

} // namespace

const std::vector<key_def>& config_keys() {
  static const std::vector<key_def> keys = make_keys();
  return keys;
}

const key_def* find_config_key(std::string_view name) {
  for (const auto& key : config_keys())
    if (key.name == name)
      return &key;
  return nullptr;
}

bool is_config_section(std::string_view path) {
  return std::any_of(
      config_keys().begin(), config_keys().end(), [&](const key_def& key) {
        return key.name.size() > path.size() && covers(path, key.name);
      });
}

std::string nearest_config_key(std::string_view name) {
  std::string_view best;
  size_t least = std::max<size_t>(2, name.size() / 3) + 1;
  auto offer = [&](std::string_view candidate) {
    size_t d = text::distance(name, candidate, least);
    if (d < least) {
      least = d;
      best = candidate;
    }
  };
  for (const auto& key : config_keys())
    offer(key.name);
  for (auto key : agent_keys())
    offer(key);
  return std::string{best};
}

bool known_agent_key(std::string_view path) {
  return std::any_of(
      agent_keys().begin(), agent_keys().end(),
      [&](std::string_view entry) { return covers(entry, path); });
}

bool is_agent_env(std::string_view name) {
  return std::any_of(
      agent_keys().begin(), agent_keys().end(), [&](std::string_view entry) {
        std::string prefix = env_name(entry);
        return name.starts_with(prefix)
               && (name.size() == prefix.size() || name[prefix.size()] == '_');
      });
}

std::string env_name(std::string_view key) {
  bool own = key.starts_with("troupe.");
  std::string out = (own ? "" : "DD_") + text::upper(key);
  std::replace(out.begin(), out.end(), '.', '_');
  return out;
}

} // namespace troupe
