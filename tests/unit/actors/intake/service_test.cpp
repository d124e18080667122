#include "actors/intake/service.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <zstd.h>

#include "tests/unit/actors/intake/support.hpp"

namespace troupe::local {

namespace {

std::string zstd(const std::string& text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(
      ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1));
  return out;
}

class service_test : public ::testing::Test {
public:
  service& subject() {
    if (!service_)
      service_ =
          std::make_unique<service>(store_options{folder.file()}, numbers);
    return *service_;
  }

  http_answer send(const std::string& path, const std::string& body,
                   const std::string& encoding = "",
                   const std::string& type = "application/json") {
    return subject().serve(post(path, body, encoding, type), now_s);
  }

  std::string ask(const std::string& path,
                  std::vector<std::pair<std::string, std::string>> query = {}) {
    return subject().serve(get(path, std::move(query)), now_s).body;
  }

  double counted(const std::string& name, const metric_labels& labels) {
    return numbers.counter(name, "", labels).Value();
  }

  temp_folder folder;
  metrics numbers;
  std::unique_ptr<service> service_;
};

TEST_F(service_test, a_compressed_payload_can_be_queried) {
  for (auto name : {"zstd", "zstd1"}) {
    auto x = send("/api/v2/series", zstd(golden_series()), name,
                  "application/x-protobuf");
    EXPECT_EQ(x.status, 202u) << x.body;
    EXPECT_EQ(x.body, R"({"errors":[]})");
  }
  EXPECT_EQ(ask("/api/v1/metrics"), R"({"metrics":["m"]})");
  auto x = ask("/api/v1/query", {{"metric", "m"}});
  EXPECT_NE(x.find("[[1700000000,1.5]]"), x.npos) << x;
  EXPECT_EQ(counted("troupe_intake_payloads_total", {{"kind", "series_v2"}}),
            2);
}

TEST_F(service_test, every_route_of_an_agent_is_served) {
  const std::tuple<const char*, std::string, const char*> cases[] = {
      {"/api/v2/series", golden_series(), "application/x-protobuf"},
      {"/api/v2/series", R"({"series":[]})", "application/json"},
      {"/api/v1/series", R"({"series":[]})", "application/json"},
      {"/api/beta/sketches", golden_sketches(), "application/x-protobuf"},
      {"/api/v1/check_run", R"([{"check":"c","status":0}])", ""},
      {"/intake/", R"({"events":{"api":[{"msg_title":"t"}]}})", ""},
      {"/intake/", R"({"internalHostname":"h"})", ""},
      {"/api/v1/metadata", R"({"hostname":"h"})", ""},
      {"/api/v2/orch", "any bytes", ""},
      {"/api/v1/orchestrator", "any bytes", ""},
      {"/api/v2/orchmanif", "any bytes", ""},
  };
  for (auto& [path, body, type] : cases)
    EXPECT_EQ(send(path, body, "", type).status, 202u) << path;
  EXPECT_EQ(ask("/api/v1/validate"), R"({"valid":true})");
  EXPECT_NE(ask("/api/v1/check_runs").find("\"c\""), std::string::npos);
  EXPECT_NE(ask("/api/v1/events").find("\"t\""), std::string::npos);
  EXPECT_NE(ask("/api/v1/hosts").find("\"h\""), std::string::npos);
}

TEST_F(service_test, a_bomb_is_refused_and_counted) {
  auto x = send("/api/v2/series", zstd(std::string(32 << 20, '\0')), "zstd");
  EXPECT_EQ(x.status, 413u);
  EXPECT_EQ(counted("troupe_intake_rejected_total", {{"reason", "bomb"}}), 1);
}

TEST_F(service_test, what_cannot_be_read_is_refused_and_counted) {
  EXPECT_EQ(send("/api/v1/series", "{").status, 400u);
  EXPECT_EQ(send("/api/v2/series", "no zstd", "zstd").status, 400u);
  EXPECT_EQ(send("/api/v2/series", "\x0a\x7f", "", "").status, 400u);
  EXPECT_EQ(counted("troupe_intake_rejected_total", {{"reason", "malformed"}}),
            3);
  EXPECT_EQ(send("/api/v1/series", "{}", "br").status, 415u);
  EXPECT_EQ(counted("troupe_intake_rejected_total", {{"reason", "encoding"}}),
            1);
}

TEST_F(service_test, error_texts_are_json) {
  auto x = send("/api/v1/series", "\"");
  EXPECT_TRUE(x.body.starts_with(R"({"errors":[")"));
  EXPECT_TRUE(x.body.ends_with(R"("]})"));
}

TEST_F(service_test, methods_and_paths_are_checked) {
  auto x = subject().serve(get("/api/v2/series"), now_s);
  EXPECT_EQ(x.status, 405u);
  EXPECT_EQ(x.headers.at(0),
            (std::pair<std::string, std::string>{"Allow", "POST"}));
  EXPECT_EQ(send("/api/v1/query", "").status, 405u);
  EXPECT_EQ(send("/", "").status, 405u);
  EXPECT_EQ(subject().serve(get("/nothing"), now_s).status, 404u);
  EXPECT_EQ(subject().serve(get("/../etc/passwd"), now_s).status, 404u);
  auto head = get("/");
  head.method = "HEAD";
  EXPECT_EQ(subject().serve(head, now_s).status, 200u);
}

TEST_F(service_test, a_store_that_cannot_be_opened_is_named_and_tried_again) {
  // A folder where the file should be.
  std::filesystem::create_directory(folder.file());
  EXPECT_NE(subject().problem().find("intake.db"), std::string::npos);
  auto x = send("/api/v1/series", R"({"series":[]})");
  EXPECT_EQ(x.status, 503u);
  EXPECT_EQ(subject().serve(get("/api/v1/metrics"), now_s).status, 503u);
  // The page is served all the same.
  EXPECT_EQ(subject().serve(get("/"), now_s).status, 200u);
  std::filesystem::remove(folder.file());
  subject().tick(now_s);
  EXPECT_EQ(subject().problem(), "");
  EXPECT_EQ(send("/api/v1/series", R"({"series":[]})").status, 202u);
}

TEST_F(service_test, ticks_prune_and_show_the_size) {
  send("/api/v2/series", golden_series(), "", "application/x-protobuf");
  subject().tick(now_s);
  EXPECT_GT(numbers.gauge("troupe_intake_db_bytes", "").Value(), 0);
  auto rows = [&](const char* table) {
    return numbers.gauge("troupe_intake_rows", "", {{"table", table}}).Value();
  };
  EXPECT_EQ(rows("points"), 1);
  subject().tick(now_s + 86'500);
  EXPECT_EQ(rows("points"), 0);
  EXPECT_EQ(ask("/api/v1/metrics"), R"({"metrics":[]})");
}

} // namespace

} // namespace troupe::local
