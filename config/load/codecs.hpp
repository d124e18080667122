#pragma once
/// How the text of a value becomes a finalised field, and back for printing.
/// Each codec knows what it accepts, for errors.
///
/// Units: Agent keys are numbers in the unit of the key (seconds, minutes,
/// bytes); keys under `troupe:` carry their unit (`10s`, `64MiB`).
///
/// Thread rule: pure functions on values. Errors never show a secret.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "config/load/node.hpp"
#include "config/load/text.hpp"
#include "config/sections/dogstatsd.hpp"
#include "config/sections/forwarder.hpp"

namespace troupe {

/// Why a value cannot be used.
struct refused {
  int line = 0;
  std::string text;
};
using parsed = std::optional<refused>;

/// "cannot use ..." for what stands at `node`.
refused cannot_use(const config_node& node);

/// What shows values of a key must be hidden.
enum class visibility : uint8_t { open = 0, masked = 1 };

struct bool_codec {
  parsed parse(const config_node& node, bool& out) const;
  config_node show(bool x) const {
    return config_node::scalar_of(x ? "true" : "false", true);
  }
  std::string accepted() const {
    return "true or false";
  }
};

/// A whole number; durations are counted in their own unit.
template <class T>
struct int_codec {
  int64_t min = 0;
  int64_t max = 0;
  std::string_view what = "";

  parsed parse(const config_node& node, T& out) const {
    auto x = text::to_int(node.text);
    if (!node.is_scalar() || !x || *x < min || *x > max)
      return cannot_use(node);
    if constexpr (std::is_integral_v<T>)
      out = static_cast<T>(*x);
    else
      out = T{*x};
    return std::nullopt;
  }
  config_node show(const T& x) const {
    if constexpr (std::is_integral_v<T>)
      return config_node::scalar_of(fmt::format("{}", x), true);
    else
      return config_node::scalar_of(fmt::format("{}", x.count()), true);
  }
  std::string accepted() const {
    return fmt::format("{} to {}{}{}", min, max, what.empty() ? "" : " ", what);
  }
};

struct float_codec {
  double min = 0;
  double max = 0;

  parsed parse(const config_node& node, double& out) const;
  config_node show(double x) const;
  std::string accepted() const;
};

/// Any text that `check` takes; white space around it goes.
struct text_codec {
  bool (*check)(std::string_view) = nullptr;
  std::string_view what = "a text";

  parsed parse(const config_node& node, std::string& out) const;
  config_node show(const std::string& x) const {
    return config_node::scalar_of(x, false);
  }
  std::string accepted() const {
    return std::string{what};
  }
};

/// A proxy URL, which may hold a password: printed without its user.
struct proxy_codec {
  parsed parse(const config_node& node, secret& out) const;
  config_node show(const secret& x) const;
  std::string accepted() const {
    return "a URL that starts with http:// or https://";
  }
};

/// An API key, cleaned.
struct key_codec {
  parsed parse(const config_node& node, secret& out) const;
  config_node show(const secret& x) const {
    return config_node::scalar_of(x.masked(), false);
  }
  std::string accepted() const {
    return "letters, digits, - and _";
  }
};

/// One word of a closed set.
template <class T>
struct enum_codec {
  std::vector<std::pair<std::string_view, T>> words;

  parsed parse(const config_node& node, T& out) const {
    std::string word = text::lower(text::trim(node.text));
    if (node.is_scalar())
      for (const auto& [name, value] : words)
        if (name == word) {
          out = value;
          return std::nullopt;
        }
    return cannot_use(node);
  }
  /// The first word of a value is the one that is printed.
  config_node show(const T& x) const {
    for (const auto& [name, value] : words)
      if (value == x)
        return config_node::scalar_of(std::string{name}, true);
    return config_node{};
  }
  std::string accepted() const {
    std::vector<std::string> names;
    for (const auto& word : words)
      names.emplace_back(word.first);
    return "one of " + text::join(names, ", ");
  }
};

/// A list, or a text with white space between its items, as the Agent does.
/// A text that starts with `[` was JSON and is a list by now.
template <class Item, class Codec>
struct list_codec {
  static constexpr bool structured = true;
  Codec item;
  std::string_view separators = " \t\r\n";

  parsed parse(const config_node& node, std::vector<Item>& out) const {
    std::vector<Item> xs;
    if (node.is_scalar()) {
      for (auto& word : text::split(node.text, separators)) {
        auto part = config_node::scalar_of(std::move(word), node.plain);
        part.line = node.line;
        part.hidden = node.hidden;
        if (auto bad = item.parse(part, xs.emplace_back()))
          return bad;
      }
    } else if (node.is_list()) {
      for (const auto& part : node.items)
        if (auto bad = item.parse(*part, xs.emplace_back()))
          return bad;
    } else {
      return cannot_use(node);
    }
    out = std::move(xs);
    return std::nullopt;
  }
  config_node show(const std::vector<Item>& xs) const {
    auto out = config_node::list_of();
    for (const auto& x : xs)
      out.add(item.show(x));
    return out;
  }
  std::string accepted() const {
    return "a list, each item " + item.accepted();
  }
};

/// `dogstatsd_port`.
struct port_or_random_codec {
  parsed parse(const config_node& node, int32_t& out) const;
  config_node show(int32_t x) const;
  std::string accepted() const {
    return "0 to 65535, or __random__";
  }
};

/// A fraction that becomes whole percents the Agent's way.
struct percent_codec {
  parsed parse(const config_node& node, int32_t& out) const;
  config_node show(int32_t x) const;
  std::string accepted() const {
    return "0 to 1, like 0.95";
  }
};

/// Durations and sizes that carry their unit.
struct duration_codec {
  std::chrono::seconds min{0};
  std::chrono::seconds max{0};

  parsed parse(const config_node& node, std::chrono::seconds& out) const;
  config_node show(std::chrono::seconds x) const {
    return config_node::scalar_of(text::from_seconds(x.count()), true);
  }
  std::string accepted() const;
};

struct bytes_codec {
  int64_t min = 0;
  int64_t max = 0;
  /// Takes the Agent's form (`10Mb`) instead of ours.
  bool agent_form = false;

  parsed parse(const config_node& node, int64_t& out) const;
  config_node show(int64_t x) const;
  std::string accepted() const;
};

/// `additional_endpoints`: URL to key or keys.
struct endpoints_codec {
  static constexpr bool structured = true;

  parsed parse(const config_node& node,
               std::vector<endpoint_config>& out) const;
  config_node show(const std::vector<endpoint_config>& xs) const;
  std::string accepted() const {
    return "a map of http:// or https:// URLs to lists of keys";
  }
};

struct mapper_codec {
  static constexpr bool structured = true;

  parsed parse(const config_node& node, std::vector<mapper_profile>& out) const;
  config_node show(const std::vector<mapper_profile>& xs) const;
  std::string accepted() const {
    return "a list of {name, prefix, mappings: [{match, match_type, name, "
           "tags}]}";
  }
};

struct tag_filter_codec {
  static constexpr bool structured = true;

  parsed parse(const config_node& node,
               std::vector<metric_tag_filter>& out) const;
  config_node show(const std::vector<metric_tag_filter>& xs) const;
  std::string accepted() const {
    return "a list of {metric_name, action: include or exclude, tags}";
  }
};

// -- checks of texts -------------------------------------------------------

bool is_any(std::string_view x);
bool is_http_url(std::string_view x);
bool is_http_url_or_empty(std::string_view x);
/// A host name or address, no URL.
bool is_site(std::string_view x);
bool is_bind_host(std::string_view x);
/// Empty, or an absolute path.
bool is_path_or_empty(std::string_view x);
/// Empty, or an absolute path that fits a socket address (107 bytes).
bool is_socket_path_or_empty(std::string_view x);
/// RFC 1123, at most 255 characters, not localhost.
bool is_host_name(std::string_view x);
bool is_host_name_or_empty(std::string_view x);
bool is_word(std::string_view x);
bool is_aggregate(std::string_view x);

/// White space and one pair of quotes around a key go.
std::string clean_key(std::string_view x);
/// Empty when `key` can be one, else why not, without showing it.
std::string_view why_no_key(std::string_view key);

} // namespace troupe
