#include "proto/intake/series_encoder.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "proto/intake/agent_payload.pb.h"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

constexpr int64_t now = 1'700'000'000;

std::string encode(const std::vector<serie>& xs,
                   std::string_view hostname = "h") {
  series_encoder encoder{hostname};
  byte_buffer out;
  for (auto& x : xs)
    encoder.append(x, out);
  return std::string{out.view()};
}

agent_payload::MetricPayload decode(const std::string& bytes) {
  agent_payload::MetricPayload result;
  EXPECT_TRUE(result.ParseFromString(bytes));
  return result;
}

} // namespace

TEST(series_encoder, the_golden_payload_is_met_to_the_byte) {
  auto bytes = encode({make_serie(make_context("m", {"a:b"}), {{now, 1.5}})});
  EXPECT_EQ(to_hex(bytes),
            "0a300a090a04686f737412016812016d1a03613a622803400a220f1080e2cfaa06"
            "09000000000000f83f4a060a04200a280a");
}

TEST(series_encoder, a_full_entry_is_what_libprotobuf_would_write) {
  context_traits traits;
  traits.source = metric_source::check;
  auto context = make_context("system.disk.free",
                              {"device:sda1", "dd.internal.resource:db:one:two",
                               "a:b", std::string(300, 't')},
                              traits, "other");
  auto x = make_serie(context, {{now, 0.0}, {now + 10, -0.0}, {-1, 3e300}},
                      wire_type::count, 4'000'000'000);
  x.suffix = intern_suffix(".95percentile");

  agent_payload::MetricPayload expected;
  auto entry = expected.add_series();
  auto add = [&](const char* type, const char* name) {
    auto resource = entry->add_resources();
    resource->set_type(type);
    resource->set_name(name);
  };
  add("host", "other");
  add("device", "sda1");
  add("db", "one:two");
  entry->set_metric("system.disk.free.95percentile");
  entry->add_tags("a:b");
  entry->add_tags(std::string(300, 't'));
  entry->set_type(agent_payload::MetricPayload::COUNT);
  entry->set_source_type_name("System");
  entry->set_interval(4'000'000'000);
  for (auto& p : x.points) {
    auto made = entry->add_points();
    made->set_timestamp(p.timestamp);
    made->set_value(p.value);
  }
  auto origin = entry->mutable_metadata()->mutable_origin();
  origin->set_product(10);
  origin->set_category(11);

  auto bytes = encode({x});
  // The Agent's order of fields is not libprotobuf's: compare after a trip.
  EXPECT_EQ(decode(bytes).SerializeAsString(), expected.SerializeAsString());
  EXPECT_EQ(bytes.size(), expected.ByteSizeLong());
}

TEST(series_encoder, the_origin_follows_the_source) {
  struct row {
    metric_source source;
    bool no_index;
    uint32_t type, category, service;
    const char* source_type;
  };
  for (auto& r : {row{metric_source::dogstatsd, false, 0, 10, 0, ""},
                  row{metric_source::dogstatsd, true, 9, 10, 0, ""},
                  row{metric_source::check, false, 0, 11, 0, "System"},
                  row{metric_source::internal, true, 9, 11, 212, "System"},
                  row{metric_source::jmx, false, 0, 11, 9, ""}}) {
    context_traits traits;
    traits.source = r.source;
    traits.no_index = r.no_index;
    auto payload =
        decode(encode({make_serie(make_context("m", {}, traits), {{now, 1}})}));
    auto& entry = payload.series(0);
    auto& origin = entry.metadata().origin();
    EXPECT_EQ(origin.metric_type(), r.type);
    EXPECT_EQ(origin.product(), 10u);
    EXPECT_EQ(origin.category(), r.category);
    EXPECT_EQ(origin.service(), r.service);
    EXPECT_EQ(entry.source_type_name(), r.source_type);
  }
}

TEST(series_encoder, special_tags_never_stay_among_the_tags) {
  auto payload = decode(encode({make_serie(
      make_context("m", {"dd.internal.resource:", "dd.internal.resource::x",
                         "dd.internal.resource:t:", "device:", "device:last",
                         "devices:2", "dd.other:1"}),
      {{now, 1}})}));
  auto& entry = payload.series(0);
  ASSERT_EQ(entry.tags_size(), 2);
  EXPECT_EQ(entry.tags(0), "dd.other:1");
  EXPECT_EQ(entry.tags(1), "devices:2");
  ASSERT_EQ(entry.resources_size(), 2);
  EXPECT_EQ(entry.resources(1).type(), "device");
  EXPECT_EQ(entry.resources(1).name(), "last");
}

TEST(series_encoder, rows_of_one_context_differ_in_suffix_and_points_only) {
  auto context = make_context("m", {"a:b", "device:x"});
  auto first = make_serie(context, {{now, 1}});
  auto second = make_serie(context, {{now, 2}}, wire_type::rate);
  second.suffix = intern_suffix(".count");
  auto other = make_serie(make_context("n", {"c:d"}), {{now, 3}});
  auto payload = decode(encode({first, second, other, first}));
  ASSERT_EQ(payload.series_size(), 4);
  EXPECT_EQ(payload.series(1).metric(), "m.count");
  EXPECT_EQ(payload.series(1).type(), agent_payload::MetricPayload::RATE);
  EXPECT_EQ(payload.series(1).tags(0), "a:b");
  EXPECT_EQ(payload.series(1).resources(1).name(), "x");
  EXPECT_EQ(payload.series(2).tags(0), "c:d");
  EXPECT_EQ(payload.series(2).resources_size(), 1);
  EXPECT_EQ(payload.series(3).SerializeAsString(),
            payload.series(0).SerializeAsString());
}

TEST(series_encoder, text_that_is_not_utf8_is_repaired) {
  auto payload = decode(encode(
      {make_serie(make_context("m\xFF", {"k:\xE9", "plain:1", "device:\xC3"},
                               {}, "h\x80"),
                  {{now, 1}})},
      "\xFE"));
  auto& entry = payload.series(0);
  EXPECT_EQ(entry.metric(), "m\xEF\xBF\xBD");
  EXPECT_EQ(entry.tags(0), "k:\xEF\xBF\xBD");
  EXPECT_EQ(entry.tags(1), "plain:1");
  EXPECT_EQ(entry.resources(0).name(), "h\xEF\xBF\xBD");
  EXPECT_EQ(entry.resources(1).name(), "\xEF\xBF\xBD");
  auto own =
      decode(encode({make_serie(make_context("m"), {{now, 1}})}, "\xFE"));
  EXPECT_EQ(own.series(0).resources(0).name(), "\xEF\xBF\xBD");
}

TEST(series_encoder, points_that_are_not_finite_are_left_out) {
  auto inf = std::numeric_limits<double>::infinity();
  auto nan = std::nan("");
  series_encoder encoder{"h"};
  byte_buffer out;
  auto context = make_context("m");
  EXPECT_EQ(encoder.append(make_serie(context, {{now, inf}, {now, nan}}), out),
            0u);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(
      encoder.append(make_serie(context, {{now, -inf}, {now + 1, 2}}), out),
      1u);
  auto payload = decode(std::string{out.view()});
  ASSERT_EQ(payload.series(0).points_size(), 1);
  EXPECT_EQ(payload.series(0).points(0).timestamp(), now + 1);
}

TEST(series_encoder, the_largest_context_fits) {
  std::vector<std::string> tags;
  for (int i = 0; i < 300; ++i)
    tags.push_back("t" + std::to_string(i) + std::string(65000, 'x'));
  auto payload = decode(encode({make_serie(
      make_context(std::string(65535, 'n'), tags, {}, std::string(65535, 'h')),
      {{now, 1}})}));
  EXPECT_EQ(payload.series(0).tags_size(), 300);
  EXPECT_EQ(payload.series(0).metric().size(), 65535u);
}

} // namespace troupe
