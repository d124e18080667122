#include "config/load/unknown_keys.hpp"

#include <fmt/format.h>

#include "config/load/keys.hpp"
#include "config/load/text.hpp"

namespace troupe {
namespace {

constexpr size_t max_warnings = 100;

struct findings {
  std::vector<std::string> agent_only;
  std::vector<std::pair<int, std::string>> unknown;
};

void walk(const config_node& node, const std::string& path, findings& out) {
  for (const auto& [name, value] : node.fields) {
    std::string full = (path.empty() ? "" : path + ".") + text::lower(name);
    if (find_config_key(full) != nullptr)
      continue;
    if (known_agent_key(full))
      out.agent_only.push_back(full);
    else if (is_config_section(full) && (value->is_map() || value->is_null()))
      walk(*value, full, out);
    else
      out.unknown.emplace_back(value->line, full);
  }
}

std::string hint(const std::string& nearest) {
  return nearest.empty() ? "no known key is near"
                         : "did you mean " + nearest + "?";
}

void warn(loaded_config& out, std::string text) {
  if (out.warnings.size() < max_warnings)
    out.warnings.push_back(std::move(text));
}

} // namespace

void report_unknown_keys(const config_node& root, std::string_view file,
                         loaded_config& out) {
  findings found;
  walk(root, "", found);
  for (const auto& [line, key] : found.unknown) {
    if (out.warnings.size() >= max_warnings)
      break;
    warn(out, fmt::format("{}:{}: unknown key {}; {}", file, line,
                          text::shown(key), hint(nearest_config_key(key))));
  }
  if (found.unknown.size() > max_warnings)
    out.warnings.push_back(
        fmt::format("{}: {} unknown keys in all", file, found.unknown.size()));
  if (!found.agent_only.empty())
    out.infos.push_back(
        fmt::format("{}: keys of the Agent without effect here: {}", file,
                    text::join(found.agent_only, ", ")));
}

void report_unknown_env(const std::map<std::string, std::string>& env,
                        loaded_config& out) {
  for (const auto& [name, value] : env) {
    bool own = name.starts_with("TROUPE_");
    if (!own && !name.starts_with("DD_"))
      continue;
    std::string nearest;
    size_t least = own ? name.size() / 3 + 1 : 3;
    bool known = false;
    for (const auto& key : config_keys())
      for (const auto& candidate : key.env) {
        size_t d = text::distance(name, candidate, least);
        known = known || name == candidate;
        if (d < least) {
          least = d;
          nearest = candidate;
        }
      }
    for (const auto& key : config_keys())
      known = known || name == env_name(key.name);
    if (known || (!own && nearest.empty()) || is_agent_env(name))
      continue;
    warn(out, fmt::format("environment variable {}: unknown; {}",
                          text::shown(name), hint(nearest)));
  }
}

} // namespace troupe
