#include <re2/re2.h>

#include <algorithm>

#include "config/load/codecs.hpp"

namespace troupe {
namespace {

using fields = std::vector<std::string_view>;

/// A map with no other fields than `known`.
parsed check_fields(const config_node& node, const fields& known) {
  if (!node.is_map())
    return cannot_use(node);
  for (const auto& [name, value] : node.fields)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return refused{value->line, "has no field " + text::shown(name)};
  return std::nullopt;
}

/// The text of a field; `must`: it has to be there and not be empty.
parsed take(const config_node& node, std::string_view name, bool must,
            std::string& out) {
  const auto* field = node.find(name);
  if (field == nullptr || field->is_null()) {
    if (must)
      return refused{node.line, fmt::format("lacks the field {}", name)};
    return std::nullopt;
  }
  if (!field->is_scalar() || !is_any(field->text)
      || (must && field->text.empty()))
    return refused{field->line, fmt::format("cannot use the field {}", name)};
  out = field->text;
  return std::nullopt;
}

parsed parse_tags(const config_node* node, std::vector<mapping_tag>& out) {
  if (node == nullptr || node->is_null())
    return std::nullopt;
  if (!node->is_map())
    return cannot_use(*node);
  for (const auto& [name, value] : node->fields) {
    if (!value->is_scalar())
      return cannot_use(*value);
    out.push_back({name, value->text});
  }
  return std::nullopt;
}

/// As the mapper will compile it; RE2 bounds its own memory.
bool is_regex(const std::string& pattern) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  return re2::RE2{pattern, options}.ok();
}

parsed parse_rule(const config_node& node, mapping_rule& out) {
  if (auto bad = check_fields(node, {"match", "match_type", "name", "tags"}))
    return bad;
  std::string type;
  if (auto bad = take(node, "match", true, out.match))
    return bad;
  if (auto bad = take(node, "name", true, out.name))
    return bad;
  if (auto bad = take(node, "match_type", false, type))
    return bad;
  if (!type.empty() && type != "wildcard" && type != "regex")
    return refused{node.find("match_type")->line,
                   "match_type is wildcard or regex"};
  if (type == "regex")
    out.type = match_type::regex;
  constexpr std::string_view literal =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_*.";
  bool odd = out.match.find_first_not_of(literal) != std::string::npos
             || out.match.find("**") != std::string::npos;
  if (out.type == match_type::wildcard && odd)
    return refused{node.find("match")->line,
                   "a wildcard match holds letters, digits, -, _, . and * (no "
                   "**) only"};
  if (out.type == match_type::regex && !is_regex(out.match))
    return refused{node.find("match")->line,
                   "the match is no regular expression (RE2)"};
  return parse_tags(node.find("tags"), out.tags);
}

parsed parse_profile(const config_node& node, mapper_profile& out) {
  if (auto bad = check_fields(node, {"name", "prefix", "mappings"}))
    return bad;
  if (auto bad = take(node, "name", true, out.name))
    return bad;
  if (auto bad = take(node, "prefix", true, out.prefix))
    return bad;
  const auto* rules = node.find("mappings");
  if (rules == nullptr || rules->is_null())
    return std::nullopt;
  if (!rules->is_list())
    return cannot_use(*rules);
  for (const auto& rule : rules->items)
    if (auto bad = parse_rule(*rule, out.mappings.emplace_back()))
      return bad;
  return std::nullopt;
}

parsed parse_keys(const config_node& node, std::vector<secret>& out) {
  list_codec<secret, key_codec> codec;
  std::vector<secret> keys;
  if (auto bad = codec.parse(node, keys))
    return bad;
  for (auto& key : keys)
    if (!key.empty() && std::find(out.begin(), out.end(), key) == out.end())
      out.push_back(std::move(key));
  return std::nullopt;
}

config_node show_rule(const mapping_rule& x) {
  auto rule = config_node::map_of();
  rule.add("match", config_node::scalar_of(x.match, false));
  rule.add("match_type",
           config_node::scalar_of(
               x.type == match_type::regex ? "regex" : "wildcard", true));
  rule.add("name", config_node::scalar_of(x.name, false));
  auto tags = config_node::map_of();
  for (const auto& tag : x.tags)
    tags.add(tag.key, config_node::scalar_of(tag.value, false));
  rule.add("tags", std::move(tags));
  return rule;
}

} // namespace

parsed endpoints_codec::parse(const config_node& node,
                              std::vector<endpoint_config>& out) const {
  if (!node.is_map())
    return refused{node.line, "cannot use the value"};
  std::vector<endpoint_config> xs;
  for (const auto& [name, keys] : node.fields) {
    std::string url = name;
    while (url.size() > 8 && url.back() == '/')
      url.pop_back();
    if (!is_http_url(url))
      return refused{keys->line, "cannot use " + text::shown(name)};
    auto same = std::find_if(xs.begin(), xs.end(),
                             [&](const auto& x) { return x.url == url; });
    if (same == xs.end())
      same = xs.insert(xs.end(), endpoint_config{url, {}});
    if (auto bad = parse_keys(*keys, same->keys))
      return bad;
  }
  std::erase_if(xs, [](const auto& x) { return x.keys.empty(); });
  out = std::move(xs);
  return std::nullopt;
}

config_node
endpoints_codec::show(const std::vector<endpoint_config>& xs) const {
  auto out = config_node::map_of();
  for (const auto& x : xs)
    out.add(x.url, list_codec<secret, key_codec>{}.show(x.keys));
  return out;
}

parsed mapper_codec::parse(const config_node& node,
                           std::vector<mapper_profile>& out) const {
  if (!node.is_list())
    return cannot_use(node);
  std::vector<mapper_profile> xs;
  for (const auto& item : node.items)
    if (auto bad = parse_profile(*item, xs.emplace_back()))
      return bad;
  out = std::move(xs);
  return std::nullopt;
}

config_node mapper_codec::show(const std::vector<mapper_profile>& xs) const {
  auto out = config_node::list_of();
  for (const auto& x : xs) {
    auto profile = config_node::map_of();
    profile.add("name", config_node::scalar_of(x.name, false));
    profile.add("prefix", config_node::scalar_of(x.prefix, false));
    auto rules = config_node::list_of();
    for (const auto& rule : x.mappings)
      rules.add(show_rule(rule));
    profile.add("mappings", std::move(rules));
    out.add(std::move(profile));
  }
  return out;
}

parsed tag_filter_codec::parse(const config_node& node,
                               std::vector<metric_tag_filter>& out) const {
  if (!node.is_list())
    return cannot_use(node);
  std::vector<metric_tag_filter> xs;
  for (const auto& item : node.items) {
    auto& x = xs.emplace_back();
    if (auto bad = check_fields(*item, {"metric_name", "action", "tags"}))
      return bad;
    if (auto bad = take(*item, "metric_name", true, x.metric_name))
      return bad;
    std::string action = "exclude";
    if (auto bad = take(*item, "action", false, action))
      return bad;
    if (action != "exclude" && action != "include" && !action.empty())
      return refused{item->find("action")->line,
                     "action is include or exclude"};
    if (action == "include")
      x.action = tag_filter_action::include;
    const auto* tags = item->find("tags");
    if (tags == nullptr || tags->is_null())
      continue;
    list_codec<std::string, text_codec> codec{{is_word, "a tag key"}};
    if (auto bad = codec.parse(*tags, x.tags))
      return bad;
  }
  out = std::move(xs);
  return std::nullopt;
}

config_node
tag_filter_codec::show(const std::vector<metric_tag_filter>& xs) const {
  auto out = config_node::list_of();
  for (const auto& x : xs) {
    auto entry = config_node::map_of();
    entry.add("metric_name", config_node::scalar_of(x.metric_name, false));
    entry.add("action", config_node::scalar_of(
                            x.action == tag_filter_action::include ? "include"
                                                                   : "exclude",
                            true));
    auto tags = config_node::list_of();
    for (const auto& tag : x.tags)
      tags.add(config_node::scalar_of(tag, false));
    entry.add("tags", std::move(tags));
    out.add(std::move(entry));
  }
  return out;
}

} // namespace troupe
