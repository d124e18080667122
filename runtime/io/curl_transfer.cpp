#include "runtime/io/curl_transfer.hpp"

#include "runtime/base/secret.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <new>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {

namespace {

/// Addresses that no intake has: "any", link-local (where clouds keep their
/// credentials), multicast.
bool is_forbidden(const sockaddr& x) {
  if (x.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &x, sizeof(v4));
    auto bits = ntohl(v4.sin_addr.s_addr);
    return bits == 0 || (bits >> 16) == 0xa9fe || (bits >> 28) == 0xe
           || bits == 0x646464c8; // 100.100.100.200, a metadata service
  }
  if (x.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &x, sizeof(v6));
    const auto& a = v6.sin6_addr;
    return IN6_IS_ADDR_UNSPECIFIED(&a) || IN6_IS_ADDR_LINKLOCAL(&a)
           || IN6_IS_ADDR_MULTICAST(&a);
  }
  return false;
}

long tls_version(std::string_view name) {
  if (name == "tlsv1.0")
    return CURL_SSLVERSION_TLSv1_0;
  if (name == "tlsv1.1")
    return CURL_SSLVERSION_TLSv1_1;
  if (name == "tlsv1.3")
    return CURL_SSLVERSION_TLSv1_3;
  return CURL_SSLVERSION_TLSv1_2;
}

bool name_is(std::string_view line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':'
         && std::equal(
             name.begin(), name.end(), line.begin(), [](char a, char b) {
               return a == std::tolower(static_cast<unsigned char>(b));
             });
}

std::string_view trimmed(std::string_view x) {
  while (!x.empty() && std::isspace(static_cast<unsigned char>(x.front())))
    x.remove_prefix(1);
  while (!x.empty() && std::isspace(static_cast<unsigned char>(x.back())))
    x.remove_suffix(1);
  return x;
}

} // namespace

curl_transfer::curl_transfer(const http_client_options& options)
    : options_(options), easy_(curl_easy_init()) {
  if (easy_ == nullptr)
    throw std::bad_alloc{};
}

curl_transfer::~curl_transfer() {
  curl_slist_free_all(headers_);
  curl_easy_cleanup(easy_);
}

void curl_transfer::begin(http_call call, http_client::callback done) {
  forget();
  call_ = std::move(call);
  done_ = std::move(done);
  curl_easy_reset(easy_);
  set_request();
  set_limits();
  set_security();
}

void curl_transfer::set_request() {
  curl_easy_setopt(easy_, CURLOPT_URL, call_.url.c_str());
  auto has_type = false;
  for (const auto& [name, value] : call_.headers) {
    has_type = has_type || name == "Content-Type";
    headers_ = curl_slist_append(headers_, (name + ": " + value).c_str());
  }
  // No form type by default, and no round trip before the body.
  if (!has_type)
    headers_ = curl_slist_append(headers_, "Content-Type:");
  headers_ = curl_slist_append(headers_, "Expect:");
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
  if (call_.method == "GET") {
    curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L);
  } else {
    curl_easy_setopt(easy_, CURLOPT_POST, 1L);
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(call_.body.size()));
    curl_easy_setopt(easy_, CURLOPT_POSTFIELDS,
                     call_.body.empty() ? "" : call_.body.data());
  }
  curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION,
                   options_.http2 ? CURL_HTTP_VERSION_2TLS
                                  : CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy_, CURLOPT_PIPEWAIT, options_.http2 ? 1L : 0L);
  curl_easy_setopt(easy_, CURLOPT_PRIVATE, this);
  curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &curl_transfer::on_header);
  curl_easy_setopt(easy_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &curl_transfer::on_body);
  curl_easy_setopt(easy_, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy_, CURLOPT_ERRORBUFFER, text_.data());
}

void curl_transfer::set_limits() {
  auto total = call_.timeout_ms > 0 ? call_.timeout_ms : options_.timeout_ms;
  curl_easy_setopt(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(total));
  curl_easy_setopt(
      easy_, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(std::min(total, options_.connect_timeout_ms)));
  curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, 1L);
  // A resolver that hangs must not hold up whoever cancels the call.
  curl_easy_setopt(easy_, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy_, CURLOPT_DNS_CACHE_TIMEOUT,
                   static_cast<long>(options_.dns_cache_s));
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy_, CURLOPT_TCP_KEEPIDLE, 30L);
  curl_easy_setopt(easy_, CURLOPT_MAXAGE_CONN, 90L);
  curl_easy_setopt(easy_, CURLOPT_MAXLIFETIME_CONN,
                   static_cast<long>(options_.connection_reset_s));
}

void curl_transfer::set_security() {
  curl_easy_setopt(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  curl_easy_setopt(easy_, CURLOPT_HTTP09_ALLOWED, 0L);
  // Set even when empty: curl would else read the environment.
  curl_easy_setopt(easy_, CURLOPT_PROXY,
                   proxy_for(call_.url, options_.proxy).c_str());
  curl_easy_setopt(easy_, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy_, CURLOPT_SSLVERSION,
                   tls_version(options_.min_tls_version));
  auto verify = !options_.skip_ssl_validation;
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  curl_easy_setopt(easy_, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
  if (!options_.ca_file.empty())
    curl_easy_setopt(easy_, CURLOPT_CAINFO, options_.ca_file.c_str());
  address_allowed_ =
      options_.allow_link_local || is_address(split_url(call_.url).host);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION,
                   &curl_transfer::on_socket);
  curl_easy_setopt(easy_, CURLOPT_OPENSOCKETDATA, this);
  // Curl sends again by itself when a kept connection yields not one byte.
  curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &curl_transfer::on_request);
  curl_easy_setopt(easy_, CURLOPT_PREREQDATA, this);
}

size_t curl_transfer::on_header(char* data, size_t size, size_t n, void* self) {
  return static_cast<curl_transfer*>(self)->take_header({data, size * n});
}

size_t curl_transfer::on_body(char* data, size_t size, size_t n, void* self) {
  return static_cast<curl_transfer*>(self)->take_body({data, size * n});
}

curl_socket_t curl_transfer::on_socket(void* self, curlsocktype,
                                       curl_sockaddr* address) {
  // Checked here, after resolving, so that a name cannot be pointed there.
  if (!static_cast<curl_transfer*>(self)->address_allowed_
      && is_forbidden(address->addr))
    return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC,
                address->protocol);
}

int curl_transfer::on_request(void* self, char*, char*, int, int) {
  ++static_cast<curl_transfer*>(self)->written_;
  return CURL_PREREQFUNC_OK;
}

size_t curl_transfer::take_header(std::string_view line) {
  // From the first answer on it must keep coming; before it the total counts.
  if (header_bytes_ == 0) {
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_LIMIT,
                     static_cast<long>(options_.low_speed_bytes));
    curl_easy_setopt(easy_, CURLOPT_LOW_SPEED_TIME,
                     static_cast<long>((options_.low_speed_ms + 999) / 1000));
  }
  header_bytes_ += line.size();
  if (header_bytes_ > options_.header_cap)
    return 0;
  if (name_is(line, "retry-after"))
    reply_.retry_after = trimmed(line.substr(12)).substr(0, 64);
  if (trimmed(line).empty()) {
    long code = 0;
    curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &code);
    if (code >= 200)
      reply_.status = static_cast<int>(code);
  }
  return line.size();
}

size_t curl_transfer::take_body(std::string_view data) {
  auto room =
      options_.body_cap - std::min(options_.body_cap, reply_.body.size());
  reply_.body.append(data.substr(0, room));
  return data.size() <= room ? data.size() : 0;
}

http_error curl_transfer::classify(CURLcode code) const {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
    return http_error::dns;
  case CURLE_COULDNT_CONNECT:
  case CURLE_PROXY:
    return http_error::connect;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_USE_SSL_FAILED:
  case CURLE_SSL_ISSUER_ERROR:
    return http_error::tls;
  case CURLE_SEND_ERROR:
    return http_error::write;
  case CURLE_URL_MALFORMAT:
    return http_error::invalid;
  case CURLE_OPERATION_TIMEDOUT: {
    curl_off_t resolved = 0;
    curl_easy_getinfo(easy_, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
    return resolved == 0 ? http_error::dns : http_error::timeout;
  }
  default:
    // Also what curl calls an unsupported protocol: bytes that are no HTTP.
    break;
  }
  long connect_status = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_CONNECTCODE, &connect_status);
  return connect_status >= 300 ? http_error::connect : http_error::read;
}

void curl_transfer::finish(CURLcode code) {
  curl_off_t written = 0;
  long request = 0;
  curl_easy_getinfo(easy_, CURLINFO_SIZE_UPLOAD_T, &written);
  curl_easy_getinfo(easy_, CURLINFO_REQUEST_SIZE, &request);
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &opened_);
  reply_.sent =
      request > 0 && written >= static_cast<curl_off_t>(call_.body.size());
  reply_.resent = written_ > 1;
  if (reply_.status != 0)
    return;
  reply_.error = code == CURLE_OK ? http_error::read : classify(code);
  auto generic = call_.secret_url || text_[0] == '\0';
  reply_.error_text = generic ? curl_easy_strerror(code) : text_.data();
}

void curl_transfer::complete() {
  // The callback may begin another call, but never on this handle.
  auto done = std::exchange(done_, nullptr);
  if (done)
    done(reply_);
  forget();
}

void curl_transfer::forget() {
  secret::wipe(call_.url);
  for (auto& [name, value] : call_.headers)
    secret::wipe(value);
  call_ = {};
  done_ = nullptr;
  reply_ = {};
  text_[0] = '\0';
  header_bytes_ = 0;
  opened_ = 0;
  written_ = 0;
  curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, nullptr);
  curl_slist_free_all(std::exchange(headers_, nullptr));
}

} // namespace troupe
