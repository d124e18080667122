#include "config/load/json_writer.hpp"
#include "config/load/keys.hpp"
#include "config/load/load.hpp"

namespace troupe {
namespace {

/// Puts `value` below the dotted path.
void place(config_node& root, std::string_view path, config_node value) {
  auto dot = path.find('.');
  std::string name{path.substr(0, dot)};
  if (dot == std::string_view::npos) {
    root.add(std::move(name), std::move(value));
    return;
  }
  for (auto& [key, below] : root.fields)
    if (key == name) {
      auto copy = *below;
      place(copy, path.substr(dot + 1), std::move(value));
      below = std::make_shared<const config_node>(std::move(copy));
      return;
    }
  auto section = config_node::map_of();
  place(section, path.substr(dot + 1), std::move(value));
  root.add(std::move(name), std::move(section));
}

config_node tree_of(const config& x) {
  auto root = config_node::map_of();
  for (const auto& key : config_keys())
    place(root, key.name, key.show(x));
  return root;
}

} // namespace

std::string print_yaml(const config& x) {
  return to_yaml(tree_of(x));
}

std::string print_json(const config& x) {
  return to_json(tree_of(x));
}

} // namespace troupe
