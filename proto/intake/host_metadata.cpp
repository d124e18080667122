#include "proto/intake/host_metadata.hpp"

#include <array>

#include "proto/intake/json_out.hpp"

namespace troupe {

namespace {

/// An object inside the one that is open.
template <class F>
void object(json_out& json, std::string_view name, F&& body) {
  json.key(name).raw().StartObject();
  body();
  json.raw().EndObject();
}

void null(json_out& json, std::string_view name) {
  json.key(name).raw().Null();
}

void write_system_stats(json_out& json, const machine_facts& x) {
  object(json, "systemStats", [&] {
    json.number("cpuCores", x.cpu_cores);
    json.string("machine", x.machine);
    json.string("platform", "linux");
    json.string("pythonV", "n/a");
    json.string("processor", x.cpu_model);
    std::array<std::string, 3> none;
    json.strings("macV", none);
    json.strings("nixV", std::array<std::string, 3>{
                             x.distribution, x.distribution_version, ""});
    json.strings("fbsdV", none);
    json.strings("winV", none);
  });
}

void write_meta(json_out& json, const host_metadata& x) {
  object(json, "meta", [&] {
    json.string("socket-hostname", x.hostname);
    json.strings("timezones", std::array<std::string, 1>{x.machine.timezone});
    json.string("socket-fqdn", x.hostname);
    json.string("ec2-hostname", "");
    json.string("hostname", x.hostname);
    json.strings("host_aliases", std::array<std::string, 0>{});
    json.string("instance-id", "");
  });
}

/// The hardware inventory; the intake wants it as text inside a string.
std::string gohai(const host_metadata& x) {
  auto& m = x.machine;
  byte_buffer out;
  json_out json{out};
  json.raw().StartObject();
  object(json, "cpu", [&] {
    json.string("cpu_cores", std::to_string(m.cpu_cores));
    json.string("cpu_logical_processors", std::to_string(m.cpu_threads));
    json.string("vendor_id", m.cpu_vendor);
    json.string("model_name", m.cpu_model);
    json.string("family", m.cpu_family);
    json.string("mhz", m.cpu_mhz);
    json.string("cache_size", m.cpu_cache);
  });
  object(json, "memory", [&] {
    json.string("total", std::to_string(m.memory_kib) + "kB");
    json.string("swap_total", std::to_string(m.swap_kib) + "kB");
  });
  object(json, "platform", [&] {
    json.string("hostname", x.hostname);
    json.string("kernel_name", "Linux");
    json.string("kernel_release", m.kernel_release);
    json.string("kernel_version", m.kernel_version);
    json.string("machine", m.machine);
    json.string("processor", m.machine);
    json.string("hardware_platform", m.machine);
    json.string("os", "GNU/Linux");
  });
  json.raw().EndObject();
  return std::string{out.view()};
}

void write_agent(json_out& json) {
  object(json, "logs", [&] {
    json.string("transport", "");
    json.boolean("auto_multi_line_detection_enabled", false);
  });
  object(json, "install-method", [&] {
    null(json, "tool");
    json.string("tool_version", "undefined");
    null(json, "installer_version");
  });
  object(json, "proxy-info", [&] {
    json.boolean("no-proxy-nonexact-match", false);
    json.boolean("proxy-behavior-changed", false);
    json.boolean("no-proxy-nonexact-match-explicitly-set", false);
  });
  object(json, "otlp", [&] { json.boolean("enabled", false); });
  json.boolean("fips_mode", false);
  json.boolean("fips_proxy_enabled", false);
}

} // namespace

void append_host_metadata(const host_metadata& x, byte_buffer& out) {
  json_out json{out};
  json.raw().StartObject();
  json.string("apiKey", "");
  json.string("agentVersion", x.agent_version);
  json.string("uuid", x.machine.uuid);
  json.string("internalHostname", x.hostname);
  json.string("os", "linux");
  json.string("agent-flavor", x.flavor);
  json.string("python", "n/a");
  write_system_stats(json, x.machine);
  write_meta(json, x);
  object(json, "host-tags", [&] { json.strings("system", x.host_tags); });
  object(json, "container-meta", [] {});
  object(json, "network", [&] { json.string("network-id", ""); });
  write_agent(json);
  null(json, "resources");
  json.string("gohai", gohai(x));
  json.raw().EndObject();
}

} // namespace troupe
