#include "config/load/key_table.hpp"

namespace troupe::detail {
namespace {

using namespace std::chrono;

void add_name_keys(std::vector<key_def>& out) {
  using h = host_config;
  constexpr auto host = &config::host;
  out.push_back(key("hostname", host, &h::hostname,
                    text_codec{is_host_name_or_empty,
                               "letters, digits, - and ., at most 255, "
                               "not localhost"}));
  text_codec path{is_path_or_empty, "empty, or an absolute path"};
  out.push_back(key("hostname_file", host, &h::hostname_file, path));
  out.push_back(key("hostname_fqdn", host, &h::hostname_fqdn, bool_codec{}));
  words tags{{is_word, "a tag"}};
  out.push_back(key("tags", host, &h::tags, tags));
  out.push_back(key("extra_tags", host, &h::extra_tags, tags));
  out.push_back(key("env", host, &h::env, text_codec{}));
  out.push_back(key("run_path", host, &h::run_path, path));
}

void add_log_keys(std::vector<key_def>& out) {
  using l = log_config;
  constexpr auto log = &config::log;
  out.push_back(key("log_level", log, &l::level,
                    enum_codec<log_level>{{{"trace", log_level::trace},
                                           {"debug", log_level::debug},
                                           {"info", log_level::info},
                                           {"warn", log_level::warn},
                                           {"error", log_level::error},
                                           {"critical", log_level::critical},
                                           {"off", log_level::off},
                                           {"warning", log_level::warn}}}));
  out.push_back(
      key("log_file", log, &l::log_file,
          text_codec{is_path_or_empty, "empty, or an absolute path"}));
  out.push_back(key("log_file_max_size", log, &l::log_file_max_size,
                    bytes_codec{4096, int64_t{1} << 40, true}));
  out.push_back(key("log_file_max_rolls", log, &l::log_file_max_rolls,
                    int_codec<int32_t>{0, 1000, "files"}));
  out.push_back(
      key("disable_file_logging", log, &l::disable_file_logging, bool_codec{}));
  out.push_back(key("log_to_console", log, &l::log_to_console, bool_codec{}));
  out.push_back(key("log_format_json", log, &l::log_format_json, bool_codec{}));
  out.push_back(
      key("log_format_rfc3339", log, &l::log_format_rfc3339, bool_codec{}));
}

void add_secret_keys(std::vector<key_def>& out) {
  using s = secrets_config;
  constexpr auto sec = &config::secrets;
  out.push_back(
      key("secret_backend_command", sec, &s::secret_backend_command,
          text_codec{is_path_or_empty, "empty, or an absolute path"}));
  out.push_back(key("secret_backend_arguments", sec,
                    &s::secret_backend_arguments,
                    words{{nullptr, "an argument"}}));
  out.push_back(key("secret_backend_timeout", sec, &s::secret_backend_timeout,
                    int_codec<seconds>{1, 600, "seconds"}));
  out.push_back(key("secret_backend_output_max_size", sec,
                    &s::secret_backend_output_max_size,
                    int_codec<int64_t>{64, 16 << 20, "bytes"}));
  out.push_back(key("secret_backend_command_allow_group_exec_perm", sec,
                    &s::secret_backend_command_allow_group_exec_perm,
                    bool_codec{}));
  out.push_back(key("secret_backend_remove_trailing_line_break", sec,
                    &s::secret_backend_remove_trailing_line_break,
                    bool_codec{}));
}

void add_own_keys(std::vector<key_def>& out) {
  using t = telemetry_config;
  using i = intake_config;
  constexpr auto tel = &config::telemetry;
  constexpr auto intake = &config::intake;
  int_codec<uint16_t> port{0, 65535};
  out.push_back(key("telemetry.enabled", tel, &t::enabled, bool_codec{}));
  out.push_back(key("expvar_port", tel, &t::expvar_port, port));
  out.push_back(key("health_port", tel, &t::health_port, port));
  out.push_back(key("troupe.telemetry.health_bind_host", tel,
                    &t::health_bind_host,
                    text_codec{is_bind_host, "a host name or address"}));
  out.push_back(
      key("troupe.local_intake.enabled", intake, &i::enabled, bool_codec{}));
  out.push_back(key("troupe.local_intake.port", intake, &i::port, port));
  out.push_back(key("troupe.local_intake.retention", intake, &i::retention,
                    duration_codec{minutes{1}, hours{24 * 366}}));
  out.push_back(key("troupe.local_intake.max_size", intake, &i::max_size,
                    bytes_codec{1 << 20, int64_t{1} << 40, false}));
  out.push_back(key("troupe.runtime.workers", &config::runtime,
                    &runtime_config::workers,
                    int_codec<int32_t>{0, 256, "threads"}));
}

} // namespace

void add_host_keys(std::vector<key_def>& out) {
  add_name_keys(out);
  add_log_keys(out);
  add_secret_keys(out);
  add_own_keys(out);
}

} // namespace troupe::detail
