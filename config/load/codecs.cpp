#include "config/load/codecs.hpp"

#include <algorithm>

namespace troupe {

refused cannot_use(const config_node& node) {
  if (node.hidden)
    return {node.line, "cannot use the value of the secret"};
  if (node.is_list())
    return {node.line, "cannot use a list"};
  if (node.is_map())
    return {node.line, "cannot use a map"};
  return {node.line, "cannot use " + text::shown(node.text)};
}

parsed bool_codec::parse(const config_node& node, bool& out) const {
  std::string word = text::lower(text::trim(node.text));
  bool yes = word == "true" || word == "yes" || word == "on" || word == "1"
             || word == "t" || word == "y";
  bool no = word == "false" || word == "no" || word == "off" || word == "0"
            || word == "f" || word == "n";
  if (!node.is_scalar() || (!yes && !no))
    return cannot_use(node);
  out = yes;
  return std::nullopt;
}

parsed float_codec::parse(const config_node& node, double& out) const {
  auto x = text::to_double(text::trim(node.text));
  if (!node.is_scalar() || !x || *x < min || *x > max)
    return cannot_use(node);
  out = *x;
  return std::nullopt;
}

config_node float_codec::show(double x) const {
  return config_node::scalar_of(fmt::format("{:g}", x), true);
}

std::string float_codec::accepted() const {
  return fmt::format("{:g} to {:g}", min, max);
}

parsed text_codec::parse(const config_node& node, std::string& out) const {
  auto x = text::trim(node.text);
  if (!node.is_scalar() || !is_any(x) || (check != nullptr && !check(x)))
    return cannot_use(node);
  out = std::string{x};
  return std::nullopt;
}

parsed proxy_codec::parse(const config_node& node, secret& out) const {
  // Only the user part may differ from a plain URL.
  std::string url{text::trim(node.text)};
  auto scheme = url.find("://");
  auto at = url.find('@');
  std::string bare = url;
  if (scheme != url.npos && at != url.npos)
    bare.erase(scheme + 3, at - scheme - 2);
  if (!node.is_scalar() || !is_any(url) || !is_http_url_or_empty(bare))
    return refused{node.line, "cannot use the value as a proxy"};
  out = secret{url};
  return std::nullopt;
}

config_node proxy_codec::show(const secret& x) const {
  std::string url = x.reveal();
  auto scheme = url.find("://");
  auto at = url.find('@');
  if (scheme != url.npos && at != url.npos)
    url.replace(scheme + 3, at - scheme - 3, "********");
  return config_node::scalar_of(url, false);
}

parsed key_codec::parse(const config_node& node, secret& out) const {
  if (!node.is_scalar())
    return refused{node.line, "is no key: it is no text"};
  std::string key = clean_key(node.text);
  if (node.text.empty()) {
    out = secret{};
    return std::nullopt;
  }
  if (auto why = why_no_key(key); !why.empty())
    return refused{node.line, fmt::format("is no key: {}", why)};
  out = secret{std::move(key)};
  return std::nullopt;
}

parsed port_or_random_codec::parse(const config_node& node,
                                   int32_t& out) const {
  if (node.is_scalar() && text::trim(node.text) == "__random__") {
    out = dogstatsd_config::random_port;
    return std::nullopt;
  }
  return int_codec<int32_t>{0, 65535}.parse(node, out);
}

config_node port_or_random_codec::show(int32_t x) const {
  if (x == dogstatsd_config::random_port)
    return config_node::scalar_of("__random__", false);
  return config_node::scalar_of(fmt::format("{}", x), true);
}

parsed percent_codec::parse(const config_node& node, int32_t& out) const {
  auto x = text::to_double(text::trim(node.text));
  if (!node.is_scalar() || !x || *x < 0 || *x > 1)
    return cannot_use(node);
  out = static_cast<int32_t>(*x * 100 + 0.5);
  return std::nullopt;
}

config_node percent_codec::show(int32_t x) const {
  return config_node::scalar_of(fmt::format("{:g}", x / 100.0), false);
}

parsed duration_codec::parse(const config_node& node,
                             std::chrono::seconds& out) const {
  using namespace std::chrono;
  auto x = text::to_duration(text::trim(node.text));
  constexpr int64_t second = 1'000'000'000;
  if (!node.is_scalar() || !x || *x % second != 0 || *x / second < min.count()
      || *x / second > max.count())
    return cannot_use(node);
  out = seconds{*x / second};
  return std::nullopt;
}

std::string duration_codec::accepted() const {
  return fmt::format("{} to {} in whole seconds, with a unit like 10s or 24h",
                     text::from_seconds(min.count()),
                     text::from_seconds(max.count()));
}

parsed bytes_codec::parse(const config_node& node, int64_t& out) const {
  auto x = text::trim(node.text);
  auto bytes = agent_form ? text::to_agent_bytes(x) : text::to_bytes(x);
  if (!node.is_scalar() || !bytes || *bytes < min || *bytes > max)
    return cannot_use(node);
  out = *bytes;
  return std::nullopt;
}

config_node bytes_codec::show(int64_t x) const {
  if (agent_form)
    return config_node::scalar_of(fmt::format("{}", x), true);
  return config_node::scalar_of(text::from_bytes(x), true);
}

std::string bytes_codec::accepted() const {
  return fmt::format(
      "{} to {}, {}", text::from_bytes(min), text::from_bytes(max),
      agent_form ? "as bytes or like 10Mb" : "with a unit like 64MiB");
}

} // namespace troupe
