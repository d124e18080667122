#include "actors/serializer/stream_compressor.hpp"

#include "tests/unit/actors/serializer/payloads.hpp"

namespace troupe {

namespace {

class stream_compressor_test
    : public ::testing::TestWithParam<compressor_kind> {
protected:
  std::unique_ptr<stream_compressor> stream = make_compressor(GetParam(), 1);
};

} // namespace

TEST_P(stream_compressor_test, a_stream_in_pieces_unpacks_to_the_whole) {
  std::string raw;
  ASSERT_TRUE(stream->begin());
  for (uint32_t i = 0; i < 2000; ++i) {
    auto piece = noise(i % 700, i);
    raw += piece;
    ASSERT_TRUE(stream->write(piece));
    if (i % 500 == 499) {
      ASSERT_TRUE(stream->flush());
    }
  }
  ASSERT_TRUE(stream->finish());
  EXPECT_EQ(unpack(stream->out(), stream->encoding()), raw);
}

TEST_P(stream_compressor_test, the_bound_holds_wherever_the_stream_ends) {
  for (size_t size : {0, 1, 100, 5000, 70000, 131072, 300000, 1000000}) {
    for (auto flushed : {false, true}) {
      ASSERT_TRUE(stream->begin());
      auto first = noise(size);
      ASSERT_TRUE(stream->write(first));
      if (flushed) {
        ASSERT_TRUE(stream->flush());
      }
      auto more = noise(777, 2);
      auto bound = stream->bound(more.size());
      ASSERT_TRUE(stream->write(more));
      ASSERT_TRUE(stream->finish());
      EXPECT_LE(stream->out().size(), bound) << size;
      EXPECT_EQ(unpack(stream->out(), stream->encoding()), first + more);
    }
  }
}

TEST_P(stream_compressor_test, a_flush_brings_the_bound_close) {
  ASSERT_TRUE(stream->begin());
  ASSERT_TRUE(stream->write(std::string(100'000, 'x')));
  ASSERT_TRUE(stream->flush());
  auto bound = stream->bound(0);
  EXPECT_LE(bound, stream->out().size() + 200);
  ASSERT_TRUE(stream->finish());
  EXPECT_LE(stream->out().size(), bound);
}

TEST_P(stream_compressor_test, an_unfinished_stream_leaves_nothing_behind) {
  ASSERT_TRUE(stream->begin());
  ASSERT_TRUE(stream->write(noise(50'000)));
  ASSERT_TRUE(stream->begin());
  ASSERT_TRUE(stream->write("short"));
  ASSERT_TRUE(stream->finish());
  EXPECT_EQ(unpack(stream->out(), stream->encoding()), "short");
}

INSTANTIATE_TEST_SUITE_P(kinds, stream_compressor_test,
                         ::testing::Values(compressor_kind::zstd,
                                           compressor_kind::zlib,
                                           compressor_kind::gzip,
                                           compressor_kind::none));

TEST(make_compressor, each_kind_names_its_encoding) {
  EXPECT_EQ(make_compressor(compressor_kind::zstd, 1)->encoding(), "zstd");
  EXPECT_EQ(make_compressor(compressor_kind::zlib, 1)->encoding(), "deflate");
  EXPECT_EQ(make_compressor(compressor_kind::gzip, 1)->encoding(), "gzip");
  EXPECT_EQ(make_compressor(compressor_kind::none, 1)->encoding(), "");
}

TEST(make_compressor, a_gzip_stream_differs_from_a_zlib_stream) {
  auto first_byte = [](compressor_kind kind) {
    auto stream = make_compressor(kind, 1);
    EXPECT_TRUE(stream->begin() && stream->write("x") && stream->finish());
    return static_cast<uint8_t>(stream->out()[0]);
  };
  EXPECT_EQ(first_byte(compressor_kind::zlib), 0x78);
  EXPECT_EQ(first_byte(compressor_kind::gzip), 0x1F);
}

// shows: serializer_zstd_compressor_level
TEST(make_compressor, a_higher_level_makes_the_stream_smaller) {
  std::string text;
  for (uint32_t i = 0; i < 5000; ++i)
    text += noise(3 + i % 5, i * 2654435761 % 300) + " ";
  auto size_at = [&](int level) {
    auto stream = make_compressor(compressor_kind::zstd, level);
    EXPECT_TRUE(stream->begin() && stream->write(text) && stream->finish());
    return stream->out().size();
  };
  EXPECT_LT(size_at(19), size_at(1));
}

} // namespace troupe
