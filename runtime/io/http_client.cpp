#include "runtime/io/http_client.hpp"

#include "runtime/io/curl_transfer.hpp"

#include <algorithm>
#include <csignal>
#include <mutex>
#include <new>
#include <unordered_map>

namespace troupe {

namespace {

/// Handles kept for later calls, and connections kept open.
constexpr size_t idle_handles = 32;
constexpr long idle_connections = 32;

void init_curl_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    // OpenSSL writes to sockets whose peer may be gone.
    struct sigaction now {};
    if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL)
      std::signal(SIGPIPE, SIG_IGN);
  });
}

/// http or https, a host, no user in it, nothing unprintable.
bool is_usable(const std::string& url) {
  auto parts = split_url(url);
  if ((parts.scheme != "http" && parts.scheme != "https") || parts.host.empty())
    return false;
  auto authority = std::string_view{url}.substr(parts.scheme.size() + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  auto unprintable = [](unsigned char c) { return c <= 0x20 || c == 0x7f; };
  return authority.find('@') == std::string_view::npos
         && std::none_of(url.begin(), url.end(), unprintable);
}

class curl_http_client final : public http_client {
public:
  explicit curl_http_client(http_client_options options)
      : options_(std::move(options)) {
    init_curl_once();
    multi_ = curl_multi_init();
    if (multi_ == nullptr)
      throw std::bad_alloc{};
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, idle_connections);
  }

  ~curl_http_client() override {
    cancel_all();
    idle_.clear();
    curl_multi_cleanup(multi_);
  }

  void submit(http_call call, callback done) override {
    if (!is_usable(call.url)) {
      http_reply reply;
      reply.error = http_error::invalid;
      reply.error_text = "the url is not usable; it must be http(s)://host";
      refused_.emplace_back(std::move(done), std::move(reply));
      return;
    }
    auto transfer = take_handle();
    auto easy = transfer->easy();
    transfer->begin(std::move(call), std::move(done));
    busy_.emplace(easy, std::move(transfer));
    curl_multi_add_handle(multi_, easy);
  }

  size_t poll(std::chrono::milliseconds timeout) override {
    auto ended = turn();
    if (ended > 0 || timeout.count() <= 0)
      return ended;
    curl_multi_poll(multi_, nullptr, 0, static_cast<int>(timeout.count()),
                    nullptr);
    return turn();
  }

  size_t active() const override {
    return busy_.size() + refused_.size();
  }

  void cancel_all() override {
    for (auto& [easy, transfer] : busy_)
      curl_multi_remove_handle(multi_, easy);
    busy_.clear();
    refused_.clear();
  }

  void wakeup() override {
    curl_multi_wakeup(multi_);
  }

  http_connection_counts connections() const override {
    return counts_;
  }

private:
  using transfer_ptr = std::unique_ptr<curl_transfer>;

  transfer_ptr take_handle() {
    if (idle_.empty())
      return std::make_unique<curl_transfer>(options_);
    auto result = std::move(idle_.back());
    idle_.pop_back();
    return result;
  }

  /// Callbacks run after curl is done with its own lists, since they submit.
  size_t turn() {
    int running = 0;
    curl_multi_perform(multi_, &running);
    std::vector<transfer_ptr> ended;
    int left = 0;
    while (auto message = curl_multi_info_read(multi_, &left)) {
      if (message->msg == CURLMSG_DONE)
        ended.push_back(reap(message->easy_handle, message->data.result));
    }
    auto refused = std::exchange(refused_, {});
    for (auto& [done, reply] : refused)
      done(reply);
    for (auto& transfer : ended) {
      transfer->complete();
      if (idle_.size() < idle_handles)
        idle_.push_back(std::move(transfer));
    }
    return refused.size() + ended.size();
  }

  transfer_ptr reap(CURL* easy, CURLcode code) {
    auto i = busy_.find(easy);
    auto transfer = std::move(i->second);
    busy_.erase(i);
    transfer->finish(code);
    auto opened = static_cast<uint64_t>(transfer->opened());
    counts_.opened += opened;
    counts_.reused += opened == 0 ? 1 : 0;
    curl_multi_remove_handle(multi_, easy);
    return transfer;
  }

  http_client_options options_;
  CURLM* multi_ = nullptr;
  std::unordered_map<CURL*, transfer_ptr> busy_;
  std::vector<transfer_ptr> idle_;
  std::vector<std::pair<callback, http_reply>> refused_;
  http_connection_counts counts_;
};

} // namespace

std::string_view to_string(http_error x) {
  constexpr std::string_view words[] = {
      "none", "dns", "connect", "tls", "timeout", "write", "read", "invalid"};
  return words[static_cast<size_t>(x)];
}

std::unique_ptr<http_client> make_http_client(http_client_options options) {
  return std::make_unique<curl_http_client>(std::move(options));
}

} // namespace troupe
