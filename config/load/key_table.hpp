#pragma once
/// How a row of the registry is written down. Only for keys_*.cpp.

#include "config/load/keys.hpp"

namespace troupe::detail {

/// Joins a key's name, its field and its codec.
template <class Section, class T, class Codec>
key_def key(std::string name, Section config::*section, T Section::*field,
            Codec codec, visibility shown = visibility::open,
            std::vector<std::string> env = {}) {
  key_def x;
  x.name = std::move(name);
  x.accepted = codec.accepted();
  x.shown = shown;
  x.structured = requires {
    Codec::structured;
  };
  x.env =
      env.empty() ? std::vector<std::string>{env_name(x.name)} : std::move(env);
  x.apply = [=](const config_node& node, config& out) {
    return codec.parse(node, (out.*section).*field);
  };
  x.show = [=](const config& from) {
    return codec.show((from.*section).*field);
  };
  return x;
}

using words = list_codec<std::string, text_codec>;

void add_dogstatsd_keys(std::vector<key_def>& out);
void add_pipeline_keys(std::vector<key_def>& out);
void add_delivery_keys(std::vector<key_def>& out);
void add_host_keys(std::vector<key_def>& out);

} // namespace troupe::detail
