#pragma once
/// A small HTTP server for tests: answers each request as a script says, also
/// in ways that no good server would. Serves loopback on a port of its own
/// choice; one thread per connection.
///
/// Thread rule: every member is safe on any thread.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::test {

enum class intake_manner : uint8_t {
  /// Status, headers, body.
  answer,
  /// Reads the request, then ends the connection with a reset.
  reset,
  /// Ends the connection with a reset inside the request's body.
  reset_midway,
  /// Sends half of a header, then closes.
  cut_header,
  /// Closes without a byte.
  empty,
  /// Keeps the connection open and says nothing.
  hang,
  /// A complete header, then one body byte each 100 ms.
  trickle,
  /// A complete header, then a body without end.
  endless_body,
  /// A header without end.
  endless_header,
  /// Bytes that are no HTTP.
  garbage,
};

struct intake_step {
  int status = 202;
  intake_manner manner = intake_manner::answer;
  std::string body = "{}";
  /// Whole lines, without their ends.
  std::vector<std::string> headers;
  int delay_ms = 0;
};

struct seen_request {
  std::string method;
  /// With the query.
  std::string target;
  /// Lower-case names.
  std::map<std::string, std::string> headers;
  std::string body;
};

/// A certificate made for one test.
struct tls_identity {
  std::string host = "127.0.0.1";
  /// Seconds from now at which it ends; negative: it has expired.
  long valid_s = 3600;
  /// The highest version that the server speaks, as "tlsv1.2".
  std::string max_version = "tlsv1.3";
};

class scripted_intake {
public:
  /// Answers every request by `otherwise`.
  explicit scripted_intake(intake_step otherwise = {});
  /// Answers by `script`, one step per request, then by `otherwise`.
  explicit scripted_intake(std::vector<intake_step> script,
                           intake_step otherwise = {});
  /// The same over TLS.
  explicit scripted_intake(const tls_identity& identity,
                           intake_step otherwise = {});
  ~scripted_intake();

  /// "http://127.0.0.1:port" (or https).
  std::string url() const;
  uint16_t port() const noexcept {
    return port_;
  }
  /// The server's certificate as PEM, for clients that should trust it.
  const std::string& certificate() const noexcept {
    return certificate_;
  }
  /// From now on.
  void answer_with(intake_step step);
  std::vector<seen_request> requests() const;
  size_t connections() const;
  /// A client's TLS hello named "h2".
  bool was_offered_http2() const noexcept {
    return offered_http2_;
  }
  /// Most requests that were being answered at one moment.
  size_t most_at_once() const;
  /// False when fewer than `n` requests came within `patience`.
  bool wait_for(size_t n,
                std::chrono::milliseconds patience = std::chrono::seconds{
                    10}) const;

private:
  class wire;
  void listen();
  void accept_loop();
  void serve(int fd);
  bool read_request(wire& peer, seen_request& into);
  bool reply(wire& peer, const intake_step& step);
  intake_step next_step(seen_request request);
  bool pause(int ms) const;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<intake_step> script_;
  intake_step otherwise_;
  std::vector<seen_request> seen_;
  size_t connections_ = 0;
  size_t at_once_ = 0;
  size_t most_at_once_ = 0;
  bool stopping_ = false;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::string certificate_;
  std::atomic<bool> offered_http2_{false};
  std::shared_ptr<void> tls_;
  std::vector<int> sockets_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

} // namespace troupe::test
