#pragma once
/// A value as it was written: what the YAML reader yields, what environment
/// variables and flags become, and what the printer walks.
///
/// Bounds: the reader caps size, depth and the number of nodes, aliases
/// expanded. Thread rule: immutable once made.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

struct config_node;
using config_node_ptr = std::shared_ptr<const config_node>;

struct config_node {
  enum class kind : uint8_t { null = 0, scalar = 1, list = 2, map = 3 };

  kind type = kind::null;
  /// Of a scalar.
  std::string text;
  /// A scalar without quotes; the printer writes it without quotes too.
  bool plain = false;
  /// Came from the secret backend: no error may show it.
  bool hidden = false;
  /// Line in its file, from 1; 0 when it is from no file.
  int line = 0;
  std::vector<config_node_ptr> items;
  std::vector<std::pair<std::string, config_node_ptr>> fields;
  /// Nodes below and including this one, aliases expanded.
  size_t weight = 1;

  bool is_null() const noexcept {
    return type == kind::null;
  }
  bool is_scalar() const noexcept {
    return type == kind::scalar;
  }
  bool is_list() const noexcept {
    return type == kind::list;
  }
  bool is_map() const noexcept {
    return type == kind::map;
  }

  /// The field's value, or null.
  const config_node* find(std::string_view key) const noexcept {
    for (const auto& [name, value] : fields)
      if (name == key)
        return value.get();
    return nullptr;
  }

  static config_node scalar_of(std::string text, bool plain) {
    config_node x;
    x.type = kind::scalar;
    x.text = std::move(text);
    x.plain = plain;
    return x;
  }
  static config_node list_of() {
    config_node x;
    x.type = kind::list;
    return x;
  }
  static config_node map_of() {
    config_node x;
    x.type = kind::map;
    return x;
  }
  void add(config_node item) {
    items.push_back(std::make_shared<const config_node>(std::move(item)));
  }
  void add(std::string key, config_node value) {
    fields.emplace_back(std::move(key),
                        std::make_shared<const config_node>(std::move(value)));
  }
};

} // namespace troupe
