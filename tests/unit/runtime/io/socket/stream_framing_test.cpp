#include "runtime/io/socket/stream_framing.hpp"

#include <gmock/gmock.h>

#include "tests/unit/runtime/io/socket/socket_fixture.hpp"

namespace troupe {
namespace {

using ::testing::ElementsAre;

struct seen {
  std::vector<std::string> payloads;
  frame_scan end;
};

seen scan(std::string_view bytes, size_t max_bytes = 8) {
  seen result;
  result.end = scan_frames(bytes, max_bytes, [&](size_t at, size_t n) {
    result.payloads.emplace_back(bytes.substr(at, n));
  });
  return result;
}

TEST(stream_framing, whole_frames_are_cut_and_the_start_of_one_is_left) {
  auto x = scan(frame("abc") + frame("de") + frame("fgh").substr(0, 5));
  EXPECT_THAT(x.payloads, ElementsAre("abc", "de"));
  EXPECT_EQ(x.end.consumed, 13U);
  EXPECT_FALSE(x.end.too_big);
}

TEST(stream_framing, a_frame_of_no_length_is_reported_and_passed) {
  auto x = scan(frame("") + frame("a"));
  EXPECT_THAT(x.payloads, ElementsAre("", "a"));
}

TEST(stream_framing, the_longest_frame_passes_and_one_more_byte_does_not) {
  auto x = scan(frame("12345678") + frame("123456789"));
  EXPECT_THAT(x.payloads, ElementsAre("12345678"));
  EXPECT_TRUE(x.end.too_big);
  EXPECT_EQ(x.end.length, 9U);
}

TEST(stream_framing, the_largest_length_is_refused_by_its_header_alone) {
  auto x = scan("\xff\xff\xff\xff");
  EXPECT_TRUE(x.end.too_big);
  EXPECT_EQ(x.end.length, 0xffffffffU);
  EXPECT_EQ(x.end.consumed, 0U);
}

TEST(stream_framing, the_length_is_little_endian) {
  EXPECT_EQ(frame_length("\x01\x02\x03\x04"), 0x04030201U);
}

} // namespace
} // namespace troupe
