#include "runtime/io/proxy.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

proxy_options proxied(std::vector<std::string> direct, bool nonexact = false) {
  return {"http://plain:3128", "http://secure:3128", std::move(direct),
          nonexact};
}

TEST(proxy, the_scheme_chooses_the_proxy) {
  auto options = proxied({});
  EXPECT_EQ(proxy_for("http://intake.test/x", options), "http://plain:3128");
  EXPECT_EQ(proxy_for("https://intake.test/x", options), "http://secure:3128");
  EXPECT_EQ(proxy_for("https://intake.test/x", {}), "");
}

TEST(proxy, loopback_is_always_reached_directly) {
  auto options = proxied({});
  EXPECT_EQ(proxy_for("http://127.0.0.1:8228/x", options), "");
  EXPECT_EQ(proxy_for("http://127.8.9.1/x", options), "");
  EXPECT_EQ(proxy_for("http://[::1]:80/x", options), "");
  EXPECT_EQ(proxy_for("http://localhost/x", options), "");
  EXPECT_NE(proxy_for("http://localhost.test/x", options), "");
}

TEST(proxy, an_exact_entry_is_the_host_or_host_and_port) {
  auto options = proxied({"intake.test", "other.test:8443"});
  EXPECT_EQ(proxy_for("https://INTAKE.test:9/x", options), "");
  EXPECT_NE(proxy_for("https://eu.intake.test/x", options), "");
  EXPECT_EQ(proxy_for("https://other.test:8443/x", options), "");
  EXPECT_NE(proxy_for("https://other.test/x", options), "");
}

TEST(proxy, a_nonexact_entry_covers_subdomains) {
  auto options = proxied({"intake.test", ".dotted.test"}, true);
  EXPECT_EQ(proxy_for("https://intake.test/x", options), "");
  EXPECT_EQ(proxy_for("https://eu.intake.test/x", options), "");
  EXPECT_NE(proxy_for("https://myintake.test/x", options), "");
  EXPECT_EQ(proxy_for("https://eu.dotted.test/x", options), "");
  EXPECT_NE(proxy_for("https://dotted.test/x", options), "");
}

TEST(proxy, a_nonexact_entry_may_be_a_block_of_addresses) {
  auto options = proxied({"10.1.0.0/16", "fd00::/8"}, true);
  EXPECT_EQ(proxy_for("https://10.1.200.3/x", options), "");
  EXPECT_NE(proxy_for("https://10.2.0.1/x", options), "");
  EXPECT_EQ(proxy_for("https://[fd12::1]/x", options), "");
  EXPECT_NE(proxy_for("https://[fe80::1]/x", options), "");
  EXPECT_NE(proxy_for("https://10.1.0.1/x", proxied({"10.1.0.0/99"}, true)),
            "");
}

TEST(proxy, a_star_means_everything_and_only_when_nonexact) {
  EXPECT_EQ(proxy_for("https://a.test/", proxied({"*"}, true)), "");
  EXPECT_NE(proxy_for("https://a.test/", proxied({"*"}, false)), "");
}

TEST(proxy, a_url_is_split_without_its_user) {
  auto parts = split_url("HTTPS://me:pw@Intake.Test:8443/a?b");
  EXPECT_EQ(parts.scheme, "https");
  EXPECT_EQ(parts.host, "intake.test");
  EXPECT_EQ(parts.port, "8443");
  EXPECT_EQ(split_url("http://[::1]/x").host, "::1");
  EXPECT_EQ(split_url("http://[::1]/x").port, "80");
  EXPECT_EQ(split_url("no url").host, "");
}

} // namespace
} // namespace troupe
