#include "proto/intake/json_encoders.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

constexpr int64_t now = 1'700'000'000;

std::string encode(const serie& x) {
  byte_buffer out;
  json::append_serie(x, "h", out);
  return std::string{out.view()};
}

std::string encode(const service_check& x) {
  byte_buffer out;
  json::append_check(x, "h", out);
  return std::string{out.view()};
}

std::string encode(const event& x) {
  byte_buffer out;
  json::append_event(x, "h", out);
  return std::string{out.view()};
}

} // namespace

TEST(json_encoders, a_plain_serie_has_no_optional_field) {
  auto x = make_serie(make_context("m", {"a:b"}), {{now, 1.5}, {now + 10, 2}},
                      wire_type::rate);
  EXPECT_EQ(encode(x),
            R"({"metric":"m","points":[[1700000000,1.5],[1700000010,2.0]],)"
            R"("tags":["a:b"],"host":"h","type":"rate","interval":10})");
}

TEST(json_encoders, a_serie_of_a_check_names_device_and_source_type) {
  context_traits traits;
  traits.source = metric_source::check;
  auto x = make_serie(
      make_context("m", {"device:sda", "dd.internal.resource:a:b", "env:x"},
                   traits, "other"),
      {{now, 1}}, wire_type::count, 0);
  x.suffix = intern_suffix(".sum");
  EXPECT_EQ(encode(x),
            R"({"metric":"m.sum","points":[[1700000000,1.0]],"tags":["env:x"],)"
            R"("host":"other","device":"sda","type":"count","interval":0,)"
            R"("source_type_name":"System"})");
}

TEST(json_encoders, points_that_are_not_finite_are_left_out) {
  byte_buffer out;
  auto context = make_context("m");
  EXPECT_EQ(
      json::append_serie(make_serie(context, {{now, std::nan("")}}), "h", out),
      0u);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(encode(make_serie(context, {{now, INFINITY}, {now, 3}})),
            R"({"metric":"m","points":[[1700000000,3.0]],"tags":[],)"
            R"("host":"h","type":"gauge","interval":10})");
}

TEST(json_encoders, a_check_without_tags_has_null_in_their_place) {
  service_check x;
  x.name = "app.up";
  x.status = check_status::critical;
  x.timestamp = now;
  EXPECT_EQ(encode(x),
            R"({"check":"app.up","host_name":"h","timestamp":1700000000,)"
            R"("status":2,"message":"","tags":null})");
  x.host_set = true;
  x.host = "other";
  x.message = "a \"b\"\n";
  x.tags = {"a:b", "c"};
  EXPECT_EQ(encode(x),
            R"({"check":"app.up","host_name":"other","timestamp":1700000000,)"
            R"("status":2,"message":"a \"b\"\n","tags":["a:b","c"]})");
}

TEST(json_encoders, an_event_leaves_out_what_is_empty) {
  event x;
  x.title = "t";
  x.text = "x";
  x.timestamp = now;
  EXPECT_EQ(encode(x),
            R"({"msg_title":"t","msg_text":"x","timestamp":1700000000,)"
            R"("priority":"normal","host":"h","alert_type":"info"})");
}

TEST(json_encoders, an_event_writes_what_it_has) {
  event x;
  x.title = "t";
  x.text = "x";
  x.timestamp = now;
  x.priority = event_priority::low;
  x.alert = event_alert::success;
  x.host_set = true;
  x.aggregation_key = "k";
  x.source_type = "my apps";
  x.event_type = "deploy";
  x.tags = {"a:b"};
  EXPECT_EQ(encode(x),
            R"({"msg_title":"t","msg_text":"x","timestamp":1700000000,)"
            R"("priority":"low","host":"","tags":["a:b"],)"
            R"("alert_type":"success","aggregation_key":"k",)"
            R"("source_type_name":"my apps","event_type":"deploy"})");
}

TEST(json_encoders, text_that_is_not_utf8_is_repaired_everywhere) {
  const std::string r = "\xEF\xBF\xBD";
  event e;
  e.title = "\xFF";
  e.tags = {"t:\xFF"};
  EXPECT_NE(encode(e).find("\"msg_title\":\"" + r + "\""), std::string::npos);
  EXPECT_NE(encode(e).find("[\"t:" + r + "\"]"), std::string::npos);
  service_check c;
  c.message = "\xC3(";
  EXPECT_NE(encode(c).find("\"message\":\"" + r + "(\""), std::string::npos);
  auto s = make_serie(make_context("m\xFF", {"t:\xFF"}), {{now, 1}});
  EXPECT_NE(encode(s).find("\"metric\":\"m" + r + "\""), std::string::npos);
  EXPECT_NE(encode(s).find("\"tags\":[\"t:" + r + "\"]"), std::string::npos);
  EXPECT_EQ(json::events_foot("h\xFF"),
            "},\"internalHostname\":\"h" + r + "\"}");
}

TEST(json_encoders, head_and_foot_of_events_close_each_other) {
  byte_buffer out;
  out.append(json::events_head);
  json::append_source_type("a\"b", out);
  out.append("]");
  out.append(json::events_foot("h"));
  EXPECT_EQ(out.view(),
            R"({"apiKey":"","events":{"a\"b":[]},"internalHostname":"h"})");
  event x;
  EXPECT_EQ(json::source_type_of(x), "api");
  x.source_type = "s";
  EXPECT_EQ(json::source_type_of(x), "s");
}

} // namespace troupe
