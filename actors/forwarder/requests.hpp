#pragma once
/// How a payload and a key check look as HTTP requests.
///
/// Thread rule: pure functions. The key is in the request and nowhere else;
/// the client wipes it when the call is over.

#include <cstdint>
#include <string>

#include "actors/forwarder/endpoint.hpp"
#include "actors/forwarder/waiting_queue.hpp"
#include "runtime/io/http_client.hpp"

namespace troupe {

/// What the requests say about the sender.
struct sender_identity {
  std::string agent_version = "0.1.0";
  bool allow_arbitrary_tags = false;
};

/// The call's body stays owned by the payload. `x.attempts` counts this one.
http_call payload_request(const endpoint& to, const transaction& x,
                          const sender_identity& who);

/// The one request that carries the key in its URL, as the intake wants it.
http_call key_check_request(const std::string& validate_url, const secret& key,
                            const sender_identity& who, int64_t timeout_ms);

} // namespace troupe
