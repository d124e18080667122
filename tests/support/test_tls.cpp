#include "tests/support/test_tls.hpp"

#include "tests/support/scripted_intake.hpp"

#include <stdexcept>
#include <string_view>

#include <csignal>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace troupe::test {

namespace {

SSL* raw(void* x) {
  return static_cast<SSL*>(x);
}

/// A certificate that signs itself.
X509* make_certificate(const tls_identity& identity, EVP_PKEY* key) {
  auto x = X509_new();
  X509_set_version(x, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
  X509_gmtime_adj(X509_getm_notBefore(x), -7200);
  X509_gmtime_adj(X509_getm_notAfter(x), identity.valid_s);
  X509_set_pubkey(x, key);
  auto name = X509_get_subject_name(x);
  auto text = reinterpret_cast<const unsigned char*>(identity.host.c_str());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(x, name);
  auto kind =
      identity.host.find_first_not_of("0123456789.") == std::string::npos
          ? "IP:"
          : "DNS:";
  auto names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name,
                                   (kind + identity.host).c_str());
  X509_add_ext(x, names, -1);
  X509_EXTENSION_free(names);
  X509_sign(x, key, EVP_sha256());
  return x;
}

std::string as_pem(X509* x) {
  auto memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, x);
  char* data = nullptr;
  auto size = BIO_get_mem_data(memory, &data);
  std::string result{data, static_cast<size_t>(size)};
  BIO_free(memory);
  return result;
}

/// Notes what the client offers and leaves it at HTTP/1.1.
int on_protocols(SSL*, const unsigned char**, unsigned char*,
                 const unsigned char* in, unsigned int size, void* offered) {
  std::string_view names{reinterpret_cast<const char*>(in), size};
  if (names.find("\x02h2") != std::string_view::npos)
    *static_cast<std::atomic<bool>*>(offered) = true;
  return SSL_TLSEXT_ERR_NOACK;
}

} // namespace

std::shared_ptr<void> make_tls_context(const tls_identity& identity,
                                       std::string& certificate,
                                       std::atomic<bool>& offered_http2) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  auto context = SSL_CTX_new(TLS_server_method());
  if (context == nullptr)
    throw std::runtime_error("no TLS context");
  if (identity.max_version != "tlsv1.3") {
    // Debian's default security level refuses the old versions altogether.
    SSL_CTX_set_security_level(context, 0);
    SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, identity.max_version == "tlsv1.1"
                                               ? TLS1_1_VERSION
                                               : TLS1_2_VERSION);
  }
  SSL_CTX_set_alpn_select_cb(context, on_protocols, &offered_http2);
  auto key = EVP_EC_gen("P-256");
  auto x = make_certificate(identity, key);
  SSL_CTX_use_certificate(context, x);
  SSL_CTX_use_PrivateKey(context, key);
  certificate = as_pem(x);
  X509_free(x);
  EVP_PKEY_free(key);
  return {context, [](void* p) { SSL_CTX_free(static_cast<SSL_CTX*>(p)); }};
}

std::unique_ptr<tls_session> tls_session::accept(void* context, int fd) {
  auto ssl = SSL_new(static_cast<SSL_CTX*>(context));
  SSL_set_fd(ssl, fd);
  std::unique_ptr<tls_session> result{new tls_session{ssl}};
  return SSL_accept(ssl) == 1 ? std::move(result) : nullptr;
}

tls_session::~tls_session() {
  SSL_free(raw(ssl_));
}

ssize_t tls_session::read(char* data, size_t size) {
  return SSL_read(raw(ssl_), data, static_cast<int>(size));
}

ssize_t tls_session::write(const char* data, size_t size) {
  return SSL_write(raw(ssl_), data, static_cast<int>(size));
}

} // namespace troupe::test
