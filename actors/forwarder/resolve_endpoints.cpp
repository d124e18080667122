#include "actors/forwarder/resolve_endpoints.hpp"

#include "runtime/io/proxy.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace troupe {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}

std::string_view without_root_dot(std::string_view host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

/// "us3", "eu1", "ap12": two letters, one or two digits.
bool is_region(std::string_view x) {
  return (x.size() == 3 || x.size() == 4) && is_lower(x[0]) && is_lower(x[1])
         && std::all_of(x.begin() + 2, x.end(), is_digit);
}

/// The site at the end of a host, with its region when it has one.
std::optional<std::string> site_of_host(std::string_view host) {
  constexpr std::array<std::string_view, 5> bases = {
      "datadoghq.com", "datadoghq.eu", "datad0g.com", "datad0g.eu",
      "ddog-gov.com"};
  host = without_root_dot(host);
  for (auto base : bases) {
    if (host == base)
      return std::string{base};
    if (!host.ends_with(base) || host[host.size() - base.size() - 1] != '.')
      continue;
    auto before = host.substr(0, host.size() - base.size() - 1);
    auto label = before.substr(before.rfind('.') + 1);
    return is_region(label) ? std::string{label} + "." + std::string{base}
                            : std::string{base};
  }
  return std::nullopt;
}

std::string trimmed(std::string_view x) {
  auto space = [](unsigned char c) { return std::isspace(c) != 0; };
  while (!x.empty() && space(x.front()))
    x.remove_prefix(1);
  while (!x.empty() && space(x.back()))
    x.remove_suffix(1);
  return std::string{x};
}

std::string without_slashes(std::string_view url) {
  auto result = trimmed(url);
  while (result.ends_with('/'))
    result.pop_back();
  return result;
}

/// "7-50-1" of "7.50.1-rc.2".
std::string dashed(std::string_view version) {
  std::string result;
  for (auto c : version.substr(0, version.find_first_of("-+")))
    result += c == '.' ? '-' : c;
  return result;
}

/// "app" or "app.mrf" before the site; the only hosts that carry a version.
std::string with_version(const std::string& url, std::string_view version) {
  auto host = split_url(url).host;
  auto site = site_of_host(host);
  auto bare = without_root_dot(host);
  if (!site || (bare != "app." + *site && bare != "app.mrf." + *site))
    return url;
  auto at = url.find("://") + 3;
  return url.substr(0, at) + dashed(version) + "-app.agent"
         + url.substr(at + std::string_view{"app"}.size());
}

std::string site_url(std::string_view prefix, const routing_options& options) {
  auto host = std::string{prefix} + options.site;
  auto known = site_of_host(options.site) == options.site;
  if (options.convert_dd_site_fqdn && known)
    host += '.';
  return "https://" + host;
}

kind_set kinds_of(std::initializer_list<payload_kind> kinds) {
  kind_set result;
  for (auto x : kinds)
    result.set(static_cast<size_t>(x));
  return result;
}

const kind_set orchestrator_kinds =
    kinds_of({payload_kind::orchestrator, payload_kind::orchestrator_legacy,
              payload_kind::manifests});
const kind_set metric_kinds = kinds_of(
    {payload_kind::series_v2, payload_kind::series_v1, payload_kind::sketches});
const kind_set every_kind = kind_set{}.set();

/// The same host with and without the root's dot is one destination.
std::string identity(const std::string& url) {
  auto result = url;
  auto host = split_url(url).host;
  if (auto at = result.find(host); host.ends_with('.'))
    result.erase(at + host.size() - 1, 1);
  return result;
}

std::string validate_base(const std::string& url) {
  auto site = datadog_site_of(url);
  return site ? "https://api." + *site : url;
}

class endpoint_list {
public:
  void add(endpoint x) {
    x.key = secret{trimmed(x.key.reveal())};
    if (x.key.empty() || x.url.empty())
      return;
    for (auto& known : list_)
      if (identity(known.url) == identity(x.url) && known.key == x.key) {
        known.takes |= x.takes;
        return;
      }
    if (x.key.reveal() == placeholder_key)
      x.validate_url.clear();
    list_.push_back(std::move(x));
  }

  std::vector<endpoint> take() {
    for (auto& x : list_)
      x.keys_of_url = static_cast<size_t>(
          std::count_if(list_.begin(), list_.end(),
                        [&](const endpoint& y) { return y.url == x.url; }));
    return std::move(list_);
  }

private:
  std::vector<endpoint> list_;
};

void add_main(endpoint_list& to, const routing_options& options) {
  auto url = without_slashes(options.dd_url);
  if (url.empty())
    url = site_url("app.", options);
  url = with_version(url, options.agent_version);
  auto takes = every_kind & ~orchestrator_kinds;
  auto pipelines = without_slashes(options.pipelines_url);
  if (!pipelines.empty()) {
    takes &= ~metric_kinds;
    to.add({pipelines, options.api_key, endpoint_role::pipelines, metric_kinds,
            ""});
  }
  to.add(
      {url, options.api_key, endpoint_role::main, takes, validate_base(url)});
}

void add_all(endpoint_list& to, const std::vector<endpoint_config>& from,
             const std::string& version, const endpoint& like) {
  for (const auto& group : from)
    for (const auto& key : group.keys) {
      auto x = like;
      x.url = with_version(without_slashes(group.url), version);
      x.key = key;
      if (like.role == endpoint_role::additional)
        x.validate_url = validate_base(x.url);
      to.add(std::move(x));
    }
}

} // namespace

std::optional<std::string> datadog_site_of(std::string_view url) {
  return site_of_host(split_url(url).host);
}

std::vector<endpoint> resolve_endpoints(const routing_options& options) {
  endpoint_list result;
  add_main(result, options);
  add_all(result, options.additional_endpoints, options.agent_version,
          {"",
           {},
           endpoint_role::additional,
           every_kind & ~orchestrator_kinds,
           ""});
  auto orchestrator = without_slashes(options.orchestrator_dd_url);
  if (orchestrator.empty())
    orchestrator = site_url("orchestrator.", options);
  result.add({orchestrator, options.api_key, endpoint_role::orchestrator,
              orchestrator_kinds, ""});
  add_all(result, options.orchestrator_additional_endpoints,
          options.agent_version,
          {"", {}, endpoint_role::orchestrator, orchestrator_kinds, ""});
  result.add({without_slashes(options.local_intake_url),
              secret{std::string{placeholder_key}}, endpoint_role::local,
              every_kind, ""});
  return result.take();
}

} // namespace troupe
