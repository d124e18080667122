#include "proto/intake/sketch_encoder.hpp"

#include <gtest/gtest.h>

#include "proto/intake/agent_payload.pb.h"
#include "tests/unit/proto/intake/builders.hpp"

namespace troupe {

namespace {

std::string encode(const std::vector<sketch_serie>& xs) {
  sketch_encoder encoder{"h"};
  byte_buffer out;
  for (auto& x : xs)
    encoder.append(x, out);
  out.append(sketch_encoder::foot);
  return std::string{out.view()};
}

} // namespace

TEST(sketch_encoder, the_golden_payload_is_met_to_the_byte) {
  auto bytes = encode({make_sketch(make_context("d", {"a:b"}), {1, 10})});
  EXPECT_EQ(to_hex(bytes),
            "0a4b0a01641201682203613a623a360880e2cfaa06100219000000000000f03f21"
            "00000000000024402900000000000016403100000000000026403a04f4149e1742"
            "02010142060a04200a280a1200");
}

TEST(sketch_encoder, every_byte_is_what_libprotobuf_writes) {
  context_traits traits;
  traits.no_index = true;
  auto x = make_sketch(
      make_context("dist", {"device:sda", "env:dev"}, traits, "elsewhere"),
      {-1000, -1, 0, 0.001, 1, 1, 1, 5e9});
  x.points.push_back(make_sketch(x.context, {7}, 1'700'000'010).points[0]);
  for (int i = 0; i < 300; ++i)
    x.points[1].value.insert(7);

  agent_payload::SketchPayload expected;
  auto entry = expected.add_sketches();
  entry->set_metric("dist");
  entry->set_host("elsewhere");
  entry->add_tags("device:sda");
  entry->add_tags("env:dev");
  for (auto& p : x.points) {
    auto made = entry->add_dogsketches();
    made->set_ts(p.timestamp);
    made->set_cnt(p.value.count());
    made->set_min(p.value.min());
    made->set_max(p.value.max());
    made->set_avg(p.value.avg());
    made->set_sum(p.value.sum());
    for (auto& bin : p.value.bins()) {
      made->add_k(bin.key);
      made->add_n(bin.count);
    }
  }
  auto origin = entry->mutable_metadata()->mutable_origin();
  origin->set_metric_type(9);
  origin->set_product(10);
  origin->set_category(10);
  expected.mutable_metadata();
  EXPECT_EQ(to_hex(encode({x})), to_hex(expected.SerializeAsString()));
}

TEST(sketch_encoder, an_empty_sketch_is_left_out) {
  sketch_encoder encoder{"h"};
  byte_buffer out;
  auto context = make_context("d");
  EXPECT_EQ(encoder.append(make_sketch(context, {}), out), 0u);
  EXPECT_TRUE(out.empty());
  auto x = make_sketch(context, {});
  x.points.push_back(make_sketch(context, {3}).points[0]);
  EXPECT_EQ(encoder.append(x, out), 1u);
}

TEST(sketch_encoder, a_sum_beyond_all_numbers_is_left_out) {
  sketch_encoder encoder{"h"};
  byte_buffer out;
  auto x = make_sketch(make_context("d"), {1.7e308, 1.7e308});
  EXPECT_EQ(encoder.append(x, out), 0u);
}

TEST(sketch_encoder, text_that_is_not_utf8_is_repaired) {
  agent_payload::SketchPayload payload;
  ASSERT_TRUE(payload.ParseFromString(
      encode({make_sketch(make_context("d\xFF", {"t:\xFF"}), {1})})));
  EXPECT_EQ(payload.sketches(0).metric(), "d\xEF\xBF\xBD");
  EXPECT_EQ(payload.sketches(0).tags(0), "t:\xEF\xBF\xBD");
}

} // namespace troupe
