#include "actors/forwarder/requests.hpp"

#include <cctype>

namespace troupe {

namespace {

bool is_process_like(payload_kind x) {
  return x == payload_kind::orchestrator
         || x == payload_kind::orchestrator_legacy
         || x == payload_kind::manifests;
}

std::string user_agent(const sender_identity& who) {
  return "datadog-agent/" + who.agent_version;
}

void append_escaped(std::string& to, const std::string& text) {
  constexpr char digits[] = "0123456789ABCDEF";
  for (unsigned char c : text) {
    if (std::isalnum(c) != 0) {
      to += static_cast<char>(c);
      continue;
    }
    to += '%';
    to += digits[c >> 4];
    to += digits[c & 15];
  }
}

} // namespace

http_call payload_request(const endpoint& to, const transaction& x,
                          const sender_identity& who) {
  http_call result;
  result.url = to.url + std::string{route(x.what->kind)};
  result.headers = x.what->headers;
  result.headers.emplace_back("DD-Api-Key", to.key.reveal());
  result.headers.emplace_back("DD-Agent-Version", who.agent_version);
  result.headers.emplace_back("User-Agent", user_agent(who));
  if (who.allow_arbitrary_tags)
    result.headers.emplace_back("Allow-Arbitrary-Tag-Value", "true");
  if (is_process_like(x.what->kind))
    result.headers.emplace_back("X-DD-Agent-Attempts",
                                std::to_string(x.attempts));
  result.body = x.what->body;
  result.body_owner = x.what;
  return result;
}

http_call key_check_request(const std::string& validate_url, const secret& key,
                            const sender_identity& who, int64_t timeout_ms) {
  http_call result;
  result.method = "GET";
  result.url = validate_url + "/api/v1/validate?api_key=";
  result.url.reserve(result.url.size() + 3 * key.reveal().size());
  append_escaped(result.url, key.reveal());
  result.headers.emplace_back("DD-Agent-Version", who.agent_version);
  result.headers.emplace_back("User-Agent", user_agent(who));
  result.timeout_ms = timeout_ms;
  result.secret_url = true;
  return result;
}

} // namespace troupe
