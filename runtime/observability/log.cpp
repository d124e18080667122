#include "runtime/observability/log.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "runtime/observability/log_limiter.hpp"
#include "runtime/observability/log_text.hpp"

namespace troupe {
namespace {

constexpr size_t queue_lines = 1024;
constexpr size_t max_line = 4096;
constexpr size_t max_outside = 256;

/// Writes to a descriptor only while it takes bytes at once. It has a copy of
/// its own, so that a console that is closed later is not another file then.
class console_sink final : public spdlog::sinks::base_sink<std::mutex> {
public:
  console_sink(int fd, std::atomic<uint64_t>& dropped)
      : fd_(::fcntl(fd, F_DUPFD_CLOEXEC, 3)), dropped_(dropped) {
  }
  ~console_sink() override {
    if (fd_ >= 0)
      ::close(fd_);
  }

private:
  void sink_it_(const spdlog::details::log_msg& msg) override {
    std::string line{msg.payload.data(), msg.payload.size()};
    line += '\n';
    std::string_view rest{line};
    while (!rest.empty()) {
      pollfd ready = {fd_, POLLOUT, 0};
      if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0)
        break;
      // A pipe that polls writable takes PIPE_BUF bytes without blocking.
      ssize_t n = ::write(fd_, rest.data(), std::min(rest.size(), max_line));
      if (n <= 0)
        break;
      rest.remove_prefix(static_cast<size_t>(n));
    }
    if (!rest.empty())
      dropped_.fetch_add(1, std::memory_order_relaxed);
  }
  void flush_() override {
  }

  int fd_;
  std::atomic<uint64_t>& dropped_;
};

struct counters {
  std::atomic<uint64_t> written{0};
  std::atomic<uint64_t> dropped{0};
  log_limiter limiter;
};

/// Outlives every start and stop.
counters& counts() {
  static counters x;
  return x;
}

/// What runs between start and stop.
struct log_system {
  log_system(const log_config& options, const clock_source& source)
      : json(options.log_format_json),
        rfc3339(options.log_format_rfc3339),
        clock(source) {
  }
  bool json;
  bool rfc3339;
  const clock_source& clock;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

std::shared_mutex system_mutex;
std::unique_ptr<log_system> running;
std::atomic<log_level> lowest{log_level::off};

/// The log's own thread takes no signal, SIGPIPE included.
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

status add_file(const log_config& options,
                std::vector<spdlog::sink_ptr>& sinks) {
  if (options.disable_file_logging || options.log_file.empty())
    return ok();
  try {
    sinks.push_back(std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
        options.log_file, static_cast<size_t>(options.log_file_max_size),
        static_cast<size_t>(options.log_file_max_rolls)));
    return ok();
  } catch (const spdlog::spdlog_ex&) {
    return error{errc::io, "log_file: cannot open " + options.log_file
                               + "; set another path, or "
                                 "disable_file_logging"};
  }
}

std::unique_ptr<log_system> make_system(const log_config& options,
                                        const clock_source& clock,
                                        std::vector<spdlog::sink_ptr> sinks) {
  auto out = std::make_unique<log_system>(options, clock);
  out->pool = std::make_shared<spdlog::details::thread_pool>(queue_lines, 1,
                                                             block_signals);
  for (auto& sink : sinks)
    sink->set_pattern("%v");
  out->logger = std::make_shared<spdlog::async_logger>(
      "troupe", sinks.begin(), sinks.end(), out->pool,
      spdlog::async_overflow_policy::overrun_oldest);
  out->logger->set_level(spdlog::level::trace);
  out->logger->flush_on(spdlog::level::trace);
  out->logger->set_error_handler([](const std::string&) {
    counts().dropped.fetch_add(1, std::memory_order_relaxed);
  });
  return out;
}

uint64_t site_of(const log_place& where) {
  auto file = reinterpret_cast<uintptr_t>(where.file);
  uint64_t mixed = (uint64_t{file} << 20) ^ where.line;
  return (mixed * 0x9e3779b97f4a7c15ULL) | 1U;
}

void write(log_system& system, log_level level, const log_place& where,
           fmt::string_view format, fmt::format_args args,
           uint64_t suppressed) {
  std::string text = fmt::vformat(format, args);
  text = escaped(text, max_line);
  if (suppressed > 0)
    text += fmt::format(" (suppressed {} lines)", suppressed);
  log_record record{level, system.clock.wall_ns(), where, text};
  auto line = system.json ? json_line(record, system.rfc3339)
                          : text_line(record, system.rfc3339);
  system.logger->log(spdlog::level::info, spdlog::string_view_t{line});
  counts().written.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

status start_log(const log_config& options, const clock_source& clock,
                 int console_fd) {
  stop_log();
  std::vector<spdlog::sink_ptr> sinks;
  if (options.log_to_console)
    sinks.push_back(
        std::make_shared<console_sink>(console_fd, counts().dropped));
  auto file = add_file(options, sinks);
  std::unique_lock lock{system_mutex};
  running = make_system(options, clock, std::move(sinks));
  lowest.store(options.level, std::memory_order_relaxed);
  lock.unlock();
  if (!file)
    log_error("{}", file.err().text);
  return file;
}

void stop_log() {
  lowest.store(log_level::off, std::memory_order_relaxed);
  std::unique_ptr<log_system> old;
  {
    std::unique_lock lock{system_mutex};
    old = std::move(running);
  }
  if (!old)
    return;
  counts().dropped.fetch_add(old->pool->overrun_counter(),
                             std::memory_order_relaxed);
  // The pool's thread writes what is queued before it ends.
  old->logger.reset();
  old->pool.reset();
}

void set_log_level(log_level level) {
  std::shared_lock lock{system_mutex};
  if (running)
    lowest.store(level, std::memory_order_relaxed);
}

bool log_enabled(log_level level) noexcept {
  return level >= lowest.load(std::memory_order_relaxed)
         && level != log_level::off;
}

log_counts log_counters() noexcept {
  auto& x = counts();
  log_counts out{x.written.load(std::memory_order_relaxed),
                 x.limiter.suppressed(),
                 x.dropped.load(std::memory_order_relaxed)};
  std::shared_lock lock{system_mutex};
  if (running)
    out.dropped += running->pool->overrun_counter();
  return out;
}

std::string outside(std::string_view text) {
  return escaped(text, max_outside);
}

void detail::log_line(log_level level, const log_place& where,
                      fmt::string_view format, fmt::format_args args) noexcept {
  try {
    std::shared_lock lock{system_mutex};
    if (!running)
      return;
    auto verdict =
        counts().limiter.ask(site_of(where), running->clock.steady_ns());
    if (verdict.pass)
      write(*running, level, where, format, args, verdict.suppressed);
  } catch (...) {
    counts().dropped.fetch_add(1, std::memory_order_relaxed);
  }
}

} // namespace troupe
