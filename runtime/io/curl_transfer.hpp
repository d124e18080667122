#pragma once
/// One call on one curl handle: the options it is sent with, what its
/// callbacks collect, and how its end becomes a reply. Only the HTTP client
/// includes this.
///
/// Thread rule: the thread of its client. A handle is used again for later
/// calls, so that curl keeps its buffers.

#include <array>

#include <curl/curl.h>

#include "runtime/io/http_client.hpp"

namespace troupe {

class curl_transfer {
public:
  explicit curl_transfer(const http_client_options& options);
  ~curl_transfer();
  curl_transfer(const curl_transfer&) = delete;
  curl_transfer& operator=(const curl_transfer&) = delete;

  CURL* easy() const noexcept {
    return easy_;
  }

  /// Takes the next call; the handle may then be added to a multi handle.
  void begin(http_call call, http_client::callback done);
  /// Turns the end of the transfer into the reply.
  void finish(CURLcode code);
  /// Runs the callback once and forgets the call.
  void complete();
  void forget();

  /// Connections that the call opened; 0 when it used one that was there.
  long opened() const noexcept {
    return opened_;
  }

private:
  void set_request();
  void set_limits();
  void set_security();
  static size_t on_header(char* data, size_t size, size_t n, void* self);
  static size_t on_body(char* data, size_t size, size_t n, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose,
                                 curl_sockaddr* address);
  static int on_request(void* self, char* to, char* from, int port, int local);
  size_t take_header(std::string_view line);
  size_t take_body(std::string_view data);
  http_error classify(CURLcode code) const;

  const http_client_options& options_;
  CURL* easy_;
  http_call call_;
  http_client::callback done_;
  http_reply reply_;
  curl_slist* headers_ = nullptr;
  std::array<char, CURL_ERROR_SIZE> text_{};
  size_t header_bytes_ = 0;
  bool address_allowed_ = false;
  long opened_ = 0;
  int written_ = 0;
};

} // namespace troupe
