#pragma once
/// An HTTP client without a network: answers by a script, or not at all until
/// the test says how a request ends.
///
/// Thread rule: the test's thread.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/io/http_client.hpp"

namespace troupe::test {

struct fake_request {
  std::string method;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  http_client::callback done;

  std::string header(const std::string& name) const {
    for (const auto& [key, value] : headers)
      if (key == name)
        return value;
    return {};
  }
};

/// Shared by all clients of a test; outlives them.
struct fake_network {
  /// Nothing: the request hangs.
  std::function<std::optional<http_reply>(const fake_request&)> script;
  /// All of them, oldest first.
  std::vector<fake_request> seen;
  /// Indices of those that hang.
  std::vector<size_t> hanging;
  std::vector<std::pair<size_t, http_reply>> ended;
  size_t polls = 0;
  size_t clients = 0;

  /// Ends the oldest hanging request.
  void end_one(http_reply reply) {
    ended.emplace_back(hanging.at(0), std::move(reply));
    hanging.erase(hanging.begin());
  }
  size_t count(const std::string& url_prefix) const {
    size_t n = 0;
    for (const auto& x : seen)
      n += x.url.starts_with(url_prefix) ? 1 : 0;
    return n;
  }
};

class fake_client final : public http_client {
public:
  explicit fake_client(fake_network& net) : net_(net) {
    ++net_.clients;
  }
  void submit(http_call call, callback done) override {
    net_.seen.push_back({call.method, call.url, call.headers,
                         std::string{call.body}, std::move(done)});
    auto index = net_.seen.size() - 1;
    if (auto reply = net_.script(net_.seen.back()))
      net_.ended.emplace_back(index, std::move(*reply));
    else
      net_.hanging.push_back(index);
  }
  size_t poll(std::chrono::milliseconds) override {
    ++net_.polls;
    auto ended = std::exchange(net_.ended, {});
    for (auto& [index, reply] : ended) {
      auto done = std::exchange(net_.seen[index].done, nullptr);
      done(reply);
    }
    return ended.size();
  }
  /// What hangs is not brought further by a poll, so it is not counted.
  size_t active() const override {
    return net_.ended.size();
  }
  void cancel_all() override {
    for (auto& x : net_.seen)
      x.done = nullptr;
    net_.hanging.clear();
    net_.ended.clear();
  }
  void wakeup() override {
  }
  http_connection_counts connections() const override {
    return {net_.clients, net_.seen.size()};
  }

private:
  fake_network& net_;
};

} // namespace troupe::test
