#pragma once
/// HTTP server thread -> the actor that answers: one request with its answer
/// token. Destroyed without an answer it says 503, so that a lost message
/// never leaves a client waiting.
///
/// Thread rule: `answer` may be called once, on any thread.

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/base/ref_counted.hpp"

namespace troupe {

struct http_answer {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

class http_request final : public ref_counted {
public:
  using responder = std::function<void(http_answer)>;

  ~http_request() override {
    answer({503, "application/json", R"({"error":"not served"})", {}});
  }

  void answer(http_answer x) const {
    if (auto f = std::exchange(respond, nullptr))
      f(std::move(x));
  }

  /// Upper-case.
  std::string method;
  /// Without the query.
  std::string path;
  /// Decoded, in the order they came.
  std::vector<std::pair<std::string, std::string>> query;
  /// Lower-case names.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  mutable responder respond;
};

using http_request_ptr = ref_ptr<const http_request>;

} // namespace troupe
