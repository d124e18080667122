#include "actors/intake/api.hpp"

#include <gtest/gtest.h>

#include "actors/intake/decode_protobuf.hpp"
#include "actors/intake/queries.hpp"
#include "tests/unit/actors/intake/support.hpp"

namespace troupe::local {

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

class api_test : public ::testing::Test {
public:
  void SetUp() override {
    auto x = store::open({folder.file()});
    ASSERT_TRUE(x) << x.err().text;
    data = *std::move(x);
  }

  void put(serie x) {
    write([&](sink& to) { to.add(x); });
  }

  template <class F>
  void write(F f) {
    write_counts counts;
    ASSERT_TRUE(data->write(
        now_s,
        [&](sink& to) {
          f(to);
          return ok();
        },
        counts));
  }

  serie gauge(std::vector<std::string> tags, std::vector<point> points,
              const std::string& host = "h") {
    serie x;
    x.metric = "m";
    x.host = host;
    x.tags = std::move(tags);
    x.interval = 10;
    x.points = std::move(points);
    return x;
  }

  http_answer ask(const std::string& path, pairs query = {}) {
    return answer_query(get(path, std::move(query)), data.get(), now_s);
  }

  temp_folder folder;
  std::unique_ptr<store> data;
};

TEST_F(api_test, metrics_are_listed_by_name) {
  put(gauge({}, {{now_s, 1}}));
  auto other = gauge({}, {{now_s - 5, 1}});
  other.metric = "a.count";
  other.type = serie_type::count;
  put(other);
  EXPECT_EQ(ask("/api/v1/metrics").body, R"({"metrics":["a.count","m"]})");
  EXPECT_EQ(ask("/api/v1/metrics", {{"q", "coun"}}).body,
            R"({"metrics":["a.count"]})");
  EXPECT_EQ(ask("/api/v1/metrics", {{"limit", "1"}}).body,
            R"({"metrics":["a.count"],"truncated":true})");
  EXPECT_EQ(ask("/api/v1/metrics", {{"q", "a."}, {"details", "true"}}).body,
            R"({"metrics":[{"metric":"a.count","type":"count","series":1,)"
            R"("last":1699999995}]})");
}

TEST_F(api_test, an_empty_store_has_empty_lists) {
  EXPECT_EQ(ask("/api/v1/metrics").body, R"({"metrics":[]})");
  EXPECT_EQ(ask("/api/v1/query", {{"metric", "x"}}).body, R"({"series":[]})");
  EXPECT_EQ(ask("/api/v1/events").body, R"({"events":[]})");
  EXPECT_EQ(ask("/api/v1/check_runs").body, R"({"check_runs":[]})");
  EXPECT_EQ(ask("/api/v1/hosts").body, R"({"hosts":[]})");
}

TEST_F(api_test, series_come_per_tag_set) {
  put(gauge({"env:dev"}, {{now_s - 10, 1.5}, {now_s, 2}}));
  put(gauge({"env:prod", "b:c"}, {{now_s, 7}}));
  EXPECT_EQ(
      ask("/api/v1/query", {{"metric", "m"}}).body,
      R"({"series":[{"metric":"m","type":"gauge","interval":10,"host":"h",)"
      R"("tags":["b:c","env:prod"],"points":[[1700000000,7.0]]},)"
      R"({"metric":"m","type":"gauge","interval":10,"host":"h",)"
      R"("tags":["env:dev"],"points":[[1699999990,1.5],[1700000000,2.0]]}]})");
}

TEST_F(api_test, tags_select_series) {
  put(gauge({"env:dev"}, {{now_s, 1}}));
  put(gauge({"env:dev", "x:y"}, {{now_s, 2}}, "i"));
  put(gauge({"env:development"}, {{now_s, 3}}));
  auto count = [&](const std::string& tags) {
    auto body = ask("/api/v1/query", {{"metric", "m"}, {"tags", tags}}).body;
    size_t n = 0;
    for (size_t at = 0; (at = body.find("\"points\"", at)) != body.npos; ++at)
      ++n;
    return n;
  };
  EXPECT_EQ(count(""), 3u);
  EXPECT_EQ(count("env:dev"), 2u);
  EXPECT_EQ(count("env:dev,x:y"), 1u);
  EXPECT_EQ(count("host:i"), 1u);
  EXPECT_EQ(count("env"), 0u);
}

TEST_F(api_test, the_range_is_inclusive_and_defaults_to_an_hour) {
  put(gauge({}, {{now_s - 3601, 1}, {now_s - 3600, 2}, {now_s, 3}}));
  auto x = ask("/api/v1/query", {{"metric", "m"}}).body;
  EXPECT_NE(x.find("[[1699996400,2.0],[1700000000,3.0]]"), x.npos) << x;
  x = ask("/api/v1/query",
          {{"metric", "m"}, {"from", "1699996399"}, {"to", "1699996399"}})
          .body;
  EXPECT_NE(x.find("[[1699996399,1.0]]"), x.npos) << x;
}

TEST_F(api_test, a_step_joins_points) {
  put(gauge({}, {{now_s, 1}, {now_s + 10, 3}, {now_s + 60, 5}}));
  auto counted = gauge({"c"}, {{now_s, 1}, {now_s + 10, 3}});
  counted.type = serie_type::count;
  put(counted);
  auto x = ask("/api/v1/query",
               {{"metric", "m"}, {"step", "50"}, {"to", "1700000100"}})
               .body;
  EXPECT_NE(x.find("[[1700000000,2.0],[1700000050,5.0]]"), x.npos) << x;
  EXPECT_NE(x.find("[[1700000000,4.0]]"), x.npos) << x;
}

TEST_F(api_test, a_distribution_has_its_aggregates) {
  write([](sink& to) { ASSERT_TRUE(decode_sketches(golden_sketches(), to)); });
  auto x = ask("/api/v1/query", {{"metric", "d"}, {"aggregate", "max"}}).body;
  EXPECT_EQ(x, R"({"series":[{"metric":"d","type":"distribution",)"
               R"("aggregate":"max","interval":0,"host":"h","tags":["a:b"],)"
               R"("points":[[1700000000,10.0]]}]})");
  x = ask("/api/v1/query", {{"metric", "d"}}).body;
  for (auto name : {"avg", "count", "p50", "p95", "p99"})
    EXPECT_NE(x.find("\"aggregate\":\"" + std::string{name} + "\""), x.npos);
}

TEST_F(api_test, the_number_of_series_is_capped) {
  write([&](sink& to) {
    for (size_t i = 0; i <= query_limits::series; ++i)
      to.add(gauge({"n:" + std::to_string(i)}, {{now_s, 1}}));
  });
  auto x = ask("/api/v1/query", {{"metric", "m"}}).body;
  EXPECT_TRUE(x.ends_with(R"("truncated":true})"));
  x = ask("/api/v1/query", {{"metric", "m"}, {"tags", "n:3"}}).body;
  EXPECT_FALSE(x.ends_with(R"("truncated":true})"));
}

TEST_F(api_test, the_number_of_points_is_capped) {
  write([&](sink& to) {
    for (int64_t i = 0; i < 3; ++i) {
      auto x = gauge({"n:" + std::to_string(i)}, {});
      for (int64_t t = 0; t < 40'000; ++t)
        x.points.push_back({now_s - 40'000 + t, 1});
      to.add(x);
    }
  });
  auto x = ask("/api/v1/query", {{"metric", "m"}, {"from", "0"}}).body;
  EXPECT_TRUE(x.ends_with(R"("truncated":true})"));
  EXPECT_LT(x.size(), 3'000'000u);
}

TEST_F(api_test, events_come_newest_first) {
  write([](sink& to) {
    to.add(event_item{now_s - 5,
                      "one",
                      "x\n\"y\"",
                      "low",
                      "h",
                      "error",
                      "k",
                      "api",
                      "e",
                      {"a:b"}});
    to.add(event_item{now_s, "two", "", "", "", "", "", "", "", {}});
  });
  auto x = ask("/api/v1/events", {{"limit", "1"}}).body;
  EXPECT_NE(x.find(R"("title":"two")"), x.npos);
  EXPECT_TRUE(x.ends_with(R"("truncated":true})"));
  x = ask("/api/v1/events", {{"to", "1699999999"}, {"from", "0"}}).body;
  EXPECT_EQ(x, R"({"events":[{"timestamp":1699999995,"title":"one",)"
               R"("text":"x\n\"y\"","priority":"low","host":"h",)"
               R"("alert_type":"error","aggregation_key":"k",)"
               R"("source_type":"api","event_type":"e","tags":["a:b"]}]})");
}

TEST_F(api_test, check_runs_can_be_reduced_to_the_latest) {
  write([](sink& to) {
    to.add(check_item{now_s - 15, "up", "h", "was bad", 2, {"a:b"}});
    to.add(check_item{now_s, "up", "h", "", 0, {"a:b"}});
    to.add(check_item{now_s, "other", "h", "", 1, {}});
  });
  auto x = ask("/api/v1/check_runs", {{"check", "up"}}).body;
  EXPECT_EQ(x, R"({"check_runs":[{"check":"up","host_name":"h",)"
               R"("timestamp":1700000000,"status":0,"message":"",)"
               R"("tags":["a:b"]},{"check":"up","host_name":"h",)"
               R"("timestamp":1699999985,"status":2,"message":"was bad",)"
               R"("tags":["a:b"]}]})");
  x = ask("/api/v1/check_runs", {{"latest", "true"}}).body;
  EXPECT_EQ(x.find("was bad"), x.npos);
  EXPECT_NE(x.find("other"), x.npos);
}

TEST_F(api_test, hosts_show_what_they_said_of_themselves) {
  write([](sink& to) {
    to.add(metadata_item{"host", "h", R"({"agentVersion":"7","os":"linux"})"});
    to.add(metadata_item{"metadata", "h", R"({"agentVersion":"8"})"});
  });
  EXPECT_EQ(ask("/api/v1/hosts").body,
            R"({"hosts":[{"host":"h","timestamp":1700000000,)"
            R"("agent_version":"7","os":"linux"}]})");
}

TEST_F(api_test, a_host_with_broken_metadata_does_not_hide_the_others) {
  write([](sink& to) {
    to.add(metadata_item{"host", "a", R"({"agentVersion":"7","x":[1 2})"});
    to.add(metadata_item{"host", "b", R"({"agentVersion":"8"})"});
  });
  EXPECT_EQ(ask("/api/v1/hosts").body,
            R"({"hosts":[{"host":"a","timestamp":1700000000,)"
            R"("agent_version":"","os":""},{"host":"b",)"
            R"("timestamp":1700000000,"agent_version":"8","os":""}]})");
}

TEST_F(api_test, the_number_of_series_that_are_looked_at_is_bounded) {
  write([&](sink& to) {
    for (size_t i = 0; i < query_limits::candidates; ++i)
      to.add(gauge({"n:" + std::to_string(i)}, {{now_s - 9000, 1}}));
  });
  auto x = ask("/api/v1/query", {{"metric", "m"}}).body;
  EXPECT_EQ(x, R"({"series":[],"truncated":true})");
}

TEST_F(api_test, wrong_parameters_are_told) {
  const std::pair<pairs, std::string> cases[] = {
      {{}, "`metric` is missing"},
      {{{"metric", "m"}, {"from", "yesterday"}}, "`from` must be an integer"},
      {{{"metric", "m"}, {"from", "1x"}}, "`from` must be an integer"},
      {{{"metric", "m"}, {"from", "-1"}}, "`from` must be an integer"},
      {{{"metric", "m"}, {"to", "99999999999999999999"}}, "`to` must be"},
      {{{"metric", "m"}, {"from", "9"}, {"to", "8"}}, "not be after"},
      {{{"metric", "m"}, {"step", "0"}}, "`step` must be"},
      {{{"metric", "m"}, {"aggregate", "p42"}}, "`aggregate` must be"},
      {{{"metric", "m"}, {"metric", "n"}}, "`metric` is given twice"},
      {{{"metric", "m"}, {"form", "1"}}, "unknown parameter `form`"},
      {{{"metric", std::string(5000, 'x')}}, "`metric` is too long"},
  };
  for (auto& [query, text] : cases) {
    auto x = ask("/api/v1/query", query);
    EXPECT_EQ(x.status, 400u) << text;
    EXPECT_NE(x.body.find(text), x.body.npos) << x.body;
  }
  EXPECT_EQ(ask("/api/v1/check_runs", {{"latest", "yes"}}).status, 400u);
  EXPECT_EQ(ask("/api/v1/events", {{"limit", "1001"}}).status, 400u);
}

TEST_F(api_test, a_query_is_no_sql) {
  put(gauge({}, {{now_s, 1}}));
  auto x = ask("/api/v1/query", {{"metric", "m' OR '1'='1"}});
  EXPECT_EQ(x.body, R"({"series":[]})");
}

TEST_F(api_test, without_a_store_the_answer_is_503) {
  auto x = answer_query(get("/api/v1/metrics"), nullptr, now_s);
  EXPECT_EQ(x.status, 503u);
}

} // namespace

} // namespace troupe::local
