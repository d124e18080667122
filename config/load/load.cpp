#include "config/load/load.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "config/load/file.hpp"
#include "config/load/finalise.hpp"
#include "config/load/keys.hpp"
#include "config/load/text.hpp"
#include "config/load/unknown_keys.hpp"
#include "config/load/yaml_reader.hpp"

extern char** environ;

namespace troupe {
namespace {

/// What was written for a key, and where.
struct raw_value {
  const key_def* key = nullptr;
  config_node_ptr node;
  /// A path, without the line; or the name of the variable or flag.
  std::string origin;

  std::string place(int line) const {
    return line > 0 ? fmt::format("{}:{}", origin, line) : origin;
  }
};

using raw_values = std::vector<raw_value>;

error wrong(const raw_value& raw, int line, std::string_view text) {
  return {errc::bad_config,
          fmt::format("{}: {}: {}; accepted: {}", raw.place(line),
                      raw.key->name, text, raw.key->accepted)};
}

/// The node at a dotted path, names in any case.
const config_node* look_up(const config_node& root, std::string_view path) {
  const config_node* at = &root;
  while (at != nullptr && !path.empty()) {
    auto dot = std::min(path.find('.'), path.size());
    auto name = path.substr(0, dot);
    path.remove_prefix(std::min(dot + 1, path.size()));
    const config_node* next = nullptr;
    for (const auto& [key, value] : at->fields)
      if (text::same_word(key, name))
        next = value.get();
    at = next;
  }
  return at == nullptr || at->is_null() ? nullptr : at;
}

/// A variable or flag as a node; JSON for keys that take lists and maps.
result<raw_value> from_text(const key_def& key, const std::string& value,
                            std::string origin) {
  raw_value out{&key, nullptr, std::move(origin)};
  auto text = text::trim(value);
  if (key.structured && (text.starts_with("[") || text.starts_with("{"))
      && !text.starts_with("[::")) {
    auto node = read_yaml(text, out.origin);
    if (!node)
      return wrong(out, 0, "cannot use the value: it is no valid JSON");
    auto copy = std::make_shared<config_node>(**node);
    out.node = copy;
    return out;
  }
  out.node =
      std::make_shared<const config_node>(config_node::scalar_of(value, false));
  return out;
}

result<raw_value> from_env(const key_def& key, const std::string& name,
                           std::string value) {
  // The common variable has commas, the Agent's own has spaces.
  if (text::lower(name) == "no_proxy")
    std::replace(value.begin(), value.end(), ',', ' ');
  return from_text(key, value, "environment variable " + name);
}

/// The value with the highest precedence; a null node when there is none.
result<raw_value> choose(const key_def& key, const config_node& root,
                         const std::string& file, const load_options& options) {
  for (const auto& flag : options.flags)
    if (flag.key == key.name)
      return from_text(key, flag.value, "flag " + flag.flag);
  for (const auto& name : key.env) {
    auto found = options.env.find(name);
    if (found != options.env.end() && !found->second.empty())
      return from_env(key, name, found->second);
  }
  raw_value out{&key, nullptr, file};
  if (const auto* node = look_up(root, key.name))
    out.node = std::make_shared<const config_node>(*node);
  return out;
}

result<raw_values> gather(const config_node& root, const std::string& file,
                          const load_options& options) {
  raw_values out;
  for (const auto& key : config_keys()) {
    auto raw = choose(key, root, file, options);
    if (!raw)
      return raw.err();
    if (raw->node)
      out.push_back(std::move(*raw));
  }
  return out;
}

bool has_handle(const raw_value& raw) {
  std::set<std::string> handles;
  collect_handles(*raw.node, handles);
  return !handles.empty();
}

status apply(const raw_value& raw, config& out) {
  auto bad = raw.key->apply(*raw.node, out);
  if (!bad)
    return ok();
  bool in_file = raw.node->line > 0;
  return wrong(raw, in_file ? std::max(bad->line, 1) : 0, bad->text);
}

/// Replaces handles by values; the backend's own keys are read first.
status resolve(raw_values& values, const load_options& options) {
  config scratch;
  std::set<std::string> handles;
  const raw_value* first = nullptr;
  for (const auto& raw : values) {
    if (raw.key->name.starts_with("secret_backend_")) {
      if (has_handle(raw))
        return wrong(raw, raw.node->line, "cannot be a secret itself");
      if (auto good = apply(raw, scratch); !good)
        return good;
    } else if (has_handle(raw)) {
      collect_handles(*raw.node, handles);
      first = first == nullptr ? &raw : first;
    }
  }
  if (first == nullptr)
    return ok();
  auto secrets =
      fetch_secrets(handles, scratch.secrets, options.run_secret_backend);
  if (!secrets)
    return error{errc::bad_config,
                 fmt::format("{}: {}: is a secret that cannot be resolved: {}",
                             first->place(first->node->line), first->key->name,
                             secrets.err().text)};
  for (auto& raw : values)
    if (has_handle(raw))
      raw.node = with_secrets(raw.node, *secrets);
  return ok();
}

void warn_of_open_key(const config_file& file, const raw_values& values,
                      loaded_config& out) {
  for (const auto& raw : values)
    if (file.readable_by_all && raw.key->name == "api_key"
        && raw.origin == file.path && !raw.node->text.empty()
        && !secret_handle(raw.node->text))
      out.warnings.push_back(file.path
                             + ": everybody may read the api_key in it; run "
                               "chmod o-r on it");
}

result<config_node_ptr> root_of(const config_file& file) {
  if (file.path.empty())
    return std::make_shared<const config_node>();
  auto root = read_yaml(file.text, file.path);
  if (root && !(*root)->is_map() && !(*root)->is_null())
    return error{errc::bad_config,
                 fmt::format("{}:{}: holds no keys; write lines like "
                             "\"api_key: ...\"",
                             file.path, (*root)->line)};
  return root;
}

} // namespace

result<loaded_config> load_config(const load_options& options) {
  auto file = read_config_file(options);
  if (!file)
    return file.err();
  return load_config_from(*file, options);
}

result<loaded_config> load_config_from(const config_file& file,
                                       const load_options& options) {
  auto root = root_of(file);
  if (!root)
    return root.err();
  auto values = gather(**root, file.path, options);
  if (!values)
    return values.err();
  loaded_config out;
  out.source = file.path;
  out.warnings = file.warnings;
  warn_of_open_key(file, *values, out);
  if (options.for_client)
    std::erase_if(*values, has_handle);
  else if (auto good = resolve(*values, options); !good)
    return good.err();
  key_places places;
  for (const auto& raw : *values) {
    if (auto good = apply(raw, out.config); !good)
      return good.err();
    places[raw.key->name] = raw.place(raw.node->line);
  }
  report_unknown_keys(**root, file.path, out);
  report_unknown_env(options.env, out);
  if (auto good = finalise(out, places, options); !good)
    return good.err();
  return out;
}

load_options process_options() {
  load_options out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    std::string_view text{*entry};
    auto equals = text.find('=');
    if (equals != std::string_view::npos)
      out.env.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  out.uid = ::geteuid();
  out.cores = static_cast<int>(std::thread::hardware_concurrency());
  out.can_use_folder = can_use_folder;
  return out;
}

} // namespace troupe
