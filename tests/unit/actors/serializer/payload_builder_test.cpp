#include "actors/serializer/payload_builder.hpp"

#include "tests/unit/actors/serializer/payloads.hpp"

namespace troupe {

namespace {

payload_limits limits(size_t compressed, size_t uncompressed,
                      uint64_t points = UINT64_MAX) {
  return {compressed, uncompressed, points};
}

struct plain {
  std::unique_ptr<stream_compressor> stream =
      make_compressor(compressor_kind::none, 0);
  payload_builder builder;

  explicit plain(const payload_limits& x, payload_frame frame = {})
      : builder(*stream, x, std::move(frame)) {
  }
};

} // namespace

TEST(payload_builder, frame_and_separators_stand_around_the_items) {
  plain x{limits(100, 100), {"[", "]", ","}};
  EXPECT_EQ(x.builder.add("a"), add_outcome::added);
  EXPECT_EQ(x.builder.add("b"), add_outcome::added);
  EXPECT_EQ(x.builder.items(), 2u);
  EXPECT_EQ(x.builder.close(), "[a,b]");
  EXPECT_TRUE(x.builder.empty());
  EXPECT_EQ(x.builder.add("c"), add_outcome::added);
  EXPECT_EQ(x.builder.close(), "[c]");
}

TEST(payload_builder, a_body_takes_exactly_what_its_raw_limit_allows) {
  // "[" + 4 + "," + 4 + "]" is 11.
  for (auto [limit, expected] : {std::pair{11u, add_outcome::added},
                                 std::pair{10u, add_outcome::full}}) {
    plain x{limits(1000, limit), {"[", "]", ","}};
    ASSERT_EQ(x.builder.add("aaaa"), add_outcome::added);
    EXPECT_EQ(x.builder.add("bbbb"), expected);
    EXPECT_LE(x.builder.close()->size(), limit);
  }
}

TEST(payload_builder, a_body_takes_exactly_what_its_packed_limit_allows) {
  for (auto [limit, expected] : {std::pair{11u, add_outcome::added},
                                 std::pair{10u, add_outcome::full}}) {
    plain x{limits(limit, 1000), {"[", "]", ","}};
    ASSERT_EQ(x.builder.add("aaaa"), add_outcome::added);
    EXPECT_EQ(x.builder.add("bbbb"), expected);
    EXPECT_LE(x.builder.close()->size(), limit);
  }
}

TEST(payload_builder, an_item_for_no_body_is_refused_at_once) {
  plain raw{limits(1000, 10), {"[", "]", ","}};
  EXPECT_EQ(raw.builder.add("12345678"), add_outcome::added);
  EXPECT_EQ(raw.builder.add("123456789"), add_outcome::too_large);
  EXPECT_EQ(raw.builder.close(), "[12345678]");
  plain packed{limits(10, 1000), {"[", "]", ","}};
  EXPECT_EQ(packed.builder.add("123456789"), add_outcome::too_large);
  EXPECT_TRUE(packed.builder.empty());
  EXPECT_EQ(packed.builder.add("12345678"), add_outcome::added);
  EXPECT_EQ(packed.builder.close(), "[12345678]");
}

TEST(payload_builder, points_have_a_limit_of_their_own) {
  plain x{limits(1000, 1000, 5)};
  EXPECT_EQ(x.builder.add("a", 6), add_outcome::too_large);
  EXPECT_EQ(x.builder.add("a", 3), add_outcome::added);
  EXPECT_EQ(x.builder.add("b", 3), add_outcome::full);
  EXPECT_EQ(x.builder.add("b", 2), add_outcome::added);
  EXPECT_EQ(x.builder.points(), 5u);
  EXPECT_EQ(x.builder.close(), "ab");
}

TEST(payload_builder, what_packs_well_is_judged_by_its_real_size) {
  auto stream = make_compressor(compressor_kind::zstd, 1);
  payload_builder builder{*stream, limits(1000, 1'000'000), {}};
  std::string large(100'000, 'x');
  EXPECT_EQ(builder.add(large), add_outcome::added);
  // The first was flushed: there is room for what is small at the worst.
  std::string small(500, 'x');
  EXPECT_EQ(builder.add(small), add_outcome::added);
  EXPECT_EQ(builder.add(small), add_outcome::added);
  EXPECT_GT(builder.flushes(), 0u);
  EXPECT_EQ(builder.add(large), add_outcome::full);
  auto body = builder.close();
  ASSERT_TRUE(body);
  EXPECT_LE(body->size(), 1000u);
  EXPECT_EQ(unpack_zstd(*body), large + small + small);
}

TEST(payload_builder, what_does_not_pack_is_refused_by_its_real_size) {
  auto stream = make_compressor(compressor_kind::zstd, 1);
  payload_builder builder{*stream, limits(1000, 1'000'000), {}};
  EXPECT_EQ(builder.add(noise(5000)), add_outcome::too_large);
  EXPECT_TRUE(builder.empty());
  EXPECT_EQ(builder.add("small"), add_outcome::added);
  EXPECT_EQ(unpack_zstd(*builder.close()), "small");
}

TEST(payload_builder, no_body_passes_its_limit_and_bodies_are_well_filled) {
  for (auto kind : {compressor_kind::zstd, compressor_kind::zlib,
                    compressor_kind::gzip, compressor_kind::none}) {
    auto stream = make_compressor(kind, 1);
    payload_builder builder{*stream, limits(20'000, 200'000), {"<", ">", ","}};
    std::string all;
    std::string back;
    size_t bodies = 0;
    size_t total = 0;
    auto close = [&] {
      auto body = builder.close();
      ASSERT_TRUE(body);
      EXPECT_LE(body->size(), 20'000u);
      auto raw = unpack(*body, stream->encoding());
      EXPECT_LE(raw.size(), 200'000u);
      back += raw.substr(1, raw.size() - 2) + ",";
      total += body->size();
      ++bodies;
    };
    for (uint32_t i = 0; i < 3000; ++i) {
      auto item = "name=" + std::to_string(i) + noise(20 + i % 90, i);
      all += item + ",";
      auto outcome = builder.add(item);
      if (outcome == add_outcome::full) {
        close();
        outcome = builder.add(item);
      }
      ASSERT_EQ(outcome, add_outcome::added);
    }
    close();
    EXPECT_EQ(back, all);
    EXPECT_GT(total, (bodies - 1) * 18'000) << static_cast<int>(kind);
  }
}

TEST(payload_builder, a_failure_keeps_the_counts_until_they_are_taken) {
  auto plan = std::make_shared<shaky_compressor::plan>();
  shaky_compressor stream{plan};
  payload_builder builder{stream, limits(1000, 1000), {}};
  ASSERT_EQ(builder.add("a", 2), add_outcome::added);
  plan->writes_left = 0;
  EXPECT_EQ(builder.add("b", 3), add_outcome::failed);
  EXPECT_EQ(builder.items(), 1u);
  EXPECT_EQ(builder.points(), 2u);
  EXPECT_FALSE(builder.close());
  EXPECT_TRUE(builder.empty());
  EXPECT_EQ(builder.add("c"), add_outcome::added);
  EXPECT_EQ(builder.close(), "c");
}

} // namespace troupe
