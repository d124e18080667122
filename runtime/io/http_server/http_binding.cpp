#include "runtime/io/http_server/http_binding.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

constexpr int64_t max_backoff_s = 8;
constexpr int64_t second_ns = 1'000'000'000;

} // namespace

http_binding::http_binding(http_server_options options, http_handler handler,
                           http_server::refusal_handler refused,
                           std::string hint)
    : options_(std::move(options)),
      handler_(std::move(handler)),
      refused_(std::move(refused)),
      hint_(std::move(hint)) {
}

void http_binding::poll(int64_t steady_ns) {
  if (bound() || steady_ns < next_ns_)
    return;
  auto started = http_server::start(options_, handler_, refused_);
  if (started) {
    server_ = *std::move(started);
    problem_.clear();
    backoff_s_ = 1;
    return;
  }
  problem_ = started.err().text + "; " + hint_;
  next_ns_ = steady_ns + backoff_s_ * second_ns;
  backoff_s_ = std::min(backoff_s_ * 2, max_backoff_s);
}

void http_binding::stop() {
  server_.reset();
}

} // namespace troupe
