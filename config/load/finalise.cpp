#include "config/load/finalise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "config/load/text.hpp"

namespace troupe {
namespace {

void add_unique(std::vector<std::string>& out, const std::string& x) {
  if (std::find(out.begin(), out.end(), x) == out.end())
    out.push_back(x);
}

std::string at(const key_places& places, std::string_view key) {
  auto found = places.find(key);
  return found == places.end() ? std::string{} : found->second + ": ";
}

error wrong(const key_places& places, std::string_view key,
            std::string_view text) {
  return {errc::bad_config,
          fmt::format("{}{}: {}", at(places, key), key, text)};
}

bool looks_like_a_key(std::string_view x) {
  return x.size() == 32 && std::all_of(x.begin(), x.end(), [](char c) {
           return std::isxdigit(static_cast<unsigned char>(c)) != 0;
         });
}

/// No key: the local intake. Neither: nobody would get the data.
status settle_receiver(loaded_config& out, const key_places& places,
                       const load_options& options) {
  auto& key = out.config.forwarder.api_key;
  auto& intake = out.config.intake;
  bool set = places.contains("troupe.local_intake.enabled");
  if (!set)
    intake.enabled = key.empty();
  if (key.empty() && !intake.enabled && !options.for_client)
    return wrong(places, "troupe.local_intake.enabled",
                 "false, and there is no api_key: nothing would receive the "
                 "data; set api_key (or DD_API_KEY), or leave this key out");
  if (!key.empty() && !looks_like_a_key(key.reveal()))
    out.warnings.push_back(at(places, "api_key")
                           + "api_key: not 32 hex digits, as Datadog's keys "
                             "are; it is used as it is");
  return ok();
}

void settle_proxy(forwarder_config& fwd) {
  bool proxied = !fwd.proxy_http.empty() || !fwd.proxy_https.empty();
  if (!proxied || fwd.use_proxy_for_cloud_metadata)
    return;
  add_unique(fwd.proxy_no_proxy, "169.254.169.254");
  add_unique(fwd.proxy_no_proxy, "100.100.100.200");
}

void settle_host(host_config& host, const load_options& options) {
  for (const auto& tag : host.tags)
    add_unique(host.host_tags, tag);
  for (const auto& tag : host.extra_tags)
    add_unique(host.host_tags, tag);
  if (!host.env.empty())
    add_unique(host.host_tags, "env:" + host.env);
  if (!host.run_path.empty())
    return;
  auto xdg = options.env.find("XDG_RUNTIME_DIR");
  if (options.uid == 0)
    host.run_path = "/var/lib/troupe";
  else if (xdg != options.env.end() && xdg->second.starts_with("/"))
    host.run_path = xdg->second + "/troupe";
  else
    host.run_path = fmt::format("/tmp/troupe-{}", options.uid);
}

/// The default socket is for hosts where the Agent's folder can exist.
void settle_socket(loaded_config& out, const load_options& options) {
  auto& dsd = out.config.dogstatsd;
  bool is_default = dsd.dogstatsd_socket == dogstatsd_config{}.dogstatsd_socket;
  if (!is_default || !dsd.use_dogstatsd || options.for_client)
    return;
  auto folder = dsd.dogstatsd_socket.substr(0, dsd.dogstatsd_socket.rfind('/'));
  if (!options.can_use_folder || options.can_use_folder(folder))
    return;
  dsd.dogstatsd_socket.clear();
  out.warnings.push_back(
      fmt::format("dogstatsd_socket: off, since {} can neither be written to "
                  "nor be made; set another path, or \"\"",
                  folder));
}

status check_ports(const config& x, const key_places& places) {
  struct named {
    std::string_view key;
    uint16_t port;
  };
  std::vector<named> ports = {{"expvar_port", x.telemetry.expvar_port},
                              {"health_port", x.telemetry.health_port}};
  if (x.intake.enabled)
    ports.push_back({"troupe.local_intake.port", x.intake.port});
  for (size_t i = 0; i < ports.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (ports[i].port != 0 && ports[i].port == ports[j].port) {
        bool later = places.contains(ports[i].key);
        const auto& blamed = later ? ports[i] : ports[j];
        const auto& other = later ? ports[j] : ports[i];
        return wrong(places, blamed.key,
                     fmt::format("{} is the port of {} too; choose another",
                                 blamed.port, other.key));
      }
  return ok();
}

status check_pairs(const config& x, const key_places& places) {
  const auto& dsd = x.dogstatsd;
  if (!dsd.dogstatsd_socket.empty()
      && dsd.dogstatsd_socket == dsd.dogstatsd_stream_socket)
    return wrong(places, "dogstatsd_stream_socket",
                 "is the path of dogstatsd_socket too; choose another");
  const auto& fwd = x.forwarder;
  if (fwd.forwarder_backoff_max < fwd.forwarder_backoff_base)
    return wrong(
        places,
        places.contains("forwarder_backoff_max") ? "forwarder_backoff_max"
                                                 : "forwarder_backoff_base",
        fmt::format("the longest wait ({:g} s) is shorter than the "
                    "base ({:g} s)",
                    fwd.forwarder_backoff_max, fwd.forwarder_backoff_base));
  return check_ports(x, places);
}

} // namespace

status finalise(loaded_config& out, const key_places& places,
                const load_options& options) {
  auto& x = out.config;
  if (auto bad = settle_receiver(out, places, options); !bad)
    return bad;
  settle_proxy(x.forwarder);
  settle_host(x.host, options);
  settle_socket(out, options);
  if (x.log.log_file.empty())
    x.log.log_file = x.host.run_path + "/troupe.log";
  if (x.runtime.workers == 0)
    x.runtime.workers = std::clamp(options.cores, 2, 8);
  return check_pairs(x, places);
}

} // namespace troupe
