#include "runtime/app/run.hpp"

#include <cstdio>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

#include <curl/curl.h>

#include "config/load/load.hpp"
#include "runtime/app/cli/version.hpp"
#include "runtime/app/ledger_line.hpp"
#include "runtime/app/run_lock.hpp"
#include "runtime/app/signals.hpp"
#include "runtime/app/stage_host.hpp"
#include "runtime/app/stop_guard.hpp"
#include "runtime/host/folder.hpp"
#include "runtime/host/hostname.hpp"
#include "runtime/host/secret_backend.hpp"
#include "runtime/observability/log.hpp"

namespace troupe {

namespace {

exit_code refuse(exit_code code, const std::string& text) {
  std::fprintf(stderr, "troupe: %s\n", text.c_str());
  return code;
}

load_options options_of(const run_options& x) {
  auto result = process_options();
  result.config_file = x.config_file;
  if (!x.run_dir.empty())
    result.flags.push_back({"run_path", x.run_dir, "--run-dir"});
  if (!x.log_level.empty())
    result.flags.push_back({"log_level", x.log_level, "--log-level"});
  result.run_secret_backend = [env = result.env](const secrets_config& options,
                                                 const std::string& request) {
    return run_secret_backend(options, request, env);
  };
  return result;
}

/// Descriptors 0 to 2 that are closed would be given to sockets and files of
/// ours, and whoever prints would write into them.
void fill_standard_descriptors() {
  auto fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO)
    fd = ::open("/dev/null", O_RDWR);
  ::close(fd);
}

/// What a person should know of the configuration; not through the log, which
/// limits how much one place may say.
void say_notes(const loaded_config& x) {
  for (const auto& text : x.warnings)
    std::fprintf(stderr, "troupe: warning: %s\n", text.c_str());
  for (const auto& text : x.infos)
    std::fprintf(stderr, "troupe: info: %s\n", text.c_str());
}

exit_code print_check(const loaded_config& x) {
  std::fputs(print_yaml(x.config).c_str(), stdout);
  return exit_code::ok;
}

void announce(const loaded_config& x, const machine& home,
              const resolved_hostname& host) {
  log_info("troupe {} starts: host {} (from {}), configuration {}, run_path {}",
           troupe_version(), outside(host.name), host.provider,
           x.source.empty() ? "defaults" : x.source, x.config.host.run_path);
  for (const auto& text : host.notes)
    log_warn("{}", text);
  if (auto url = home.intake_url(); !url.empty())
    log_info("the local intake shows what arrives: {}", url);
}

/// Serves until something ends it.
exit_code serve(const loaded_config& loaded, const run_options& options,
                const resolved_hostname& host, stop_events& events) {
  machine home{loaded.config, host.name, system_clock()};
  announce(loaded, home, host);
  stop_guard guard{[] {
    log_critical("stop: the deadline passed; ending");
    stop_log();
    ::_exit(static_cast<int>(exit_code::unreachable));
  }};
  auto code = exit_code::ok;
  {
    stage_host troupe{home, events, {loaded.source, options.enable_debug}};
    events.wait_for_end();
    if (events.tree_gone()) {
      log_critical("the root supervisor gave up: {}", events.reason());
      code = exit_code::watchdog;
    } else {
      log_info("stopping");
      guard.arm(troupe.stop_budget() + std::chrono::seconds{1});
      auto report = troupe.stop();
      if (!report.complete || events.cut_short())
        code = exit_code::unreachable;
    }
  }
  log_info("{}", ledger_line(home.books));
  return code;
}

} // namespace

exit_code run_troupe(const run_options& options) {
  ::umask(077);
  fill_standard_descriptors();
  stop_events events;
  signal_watch watch{[&events] { events.signalled(); }};
  auto loading = options_of(options);
  auto loaded = load_config(loading);
  if (!loaded)
    return refuse(exit_code::bad_config, loaded.err().text);
  say_notes(*loaded);
  if (options.check)
    return print_check(*loaded);
  auto host = resolve_hostname(loaded->config.host, loading.env,
                               system_hostname_source());
  if (!host)
    return refuse(exit_code::bad_config, host.err().text);
  const auto& run_path = loaded->config.host.run_path;
  if (auto made = make_private_folder(run_path); !made)
    return refuse(exit_code::failed, made.err().text);
  auto lock = run_lock::take(run_path);
  if (!lock)
    return refuse(exit_code::failed, lock.err().text);
  if (auto log = start_log(loaded->config.log, system_clock()); !log)
    std::fprintf(stderr, "troupe: %s\n", log.err().text.c_str());
  curl_global_init(CURL_GLOBAL_DEFAULT);
  auto code = serve(*loaded, options, *host, events);
  curl_global_cleanup();
  stop_log();
  return code;
}

} // namespace troupe
