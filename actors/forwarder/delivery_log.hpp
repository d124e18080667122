#pragma once
/// Where the delivery says what people should know. The texts hold no secret.

#include <functional>
#include <string>

namespace troupe {

struct delivery_log {
  using sink = std::function<void(const std::string&)>;

  sink info = [](const std::string&) {};
  sink warn = [](const std::string&) {};
};

} // namespace troupe
