#include "actors/intake/decompress.hpp"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

namespace troupe::local {

namespace {

std::string zstd(const std::string& text) {
  auto context = ZSTD_createCCtx();
  std::string out(ZSTD_compressBound(text.size()), '\0');
  // As a stream without its size, as an agent writes it.
  ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
  out.resize(ZSTD_compress2(context, out.data(), out.size(), text.data(),
                            text.size()));
  ZSTD_freeCCtx(context);
  return out;
}

std::string zlib(const std::string& text, int bits) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string encode(encoding how, const std::string& text) {
  switch (how) {
  case encoding::zstd:
    return zstd(text);
  case encoding::deflate:
    return zlib(text, 15);
  case encoding::gzip:
    return zlib(text, 31);
  default:
    return text;
  }
}

std::string sample() {
  std::string result;
  for (int i = 0; i < 5000; ++i)
    result += "value " + std::to_string(i * 7919 % 10007) + "\n";
  return result;
}

class decompress_test : public ::testing::TestWithParam<encoding> {};

TEST_P(decompress_test, the_text_comes_back) {
  for (auto& text : {std::string{}, std::string{"x"}, sample()}) {
    auto out = decompress(GetParam(), encode(GetParam(), text));
    ASSERT_TRUE(out) << out.err().text;
    EXPECT_EQ(*out, text);
  }
}

TEST_P(decompress_test, output_over_the_cap_is_a_bomb) {
  inflate_limits limits;
  limits.max_output = 10'000;
  auto text = sample();
  auto out = decompress(GetParam(), encode(GetParam(), text), limits);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::limit);
  limits.max_output = text.size();
  EXPECT_TRUE(decompress(GetParam(), encode(GetParam(), text), limits));
}

INSTANTIATE_TEST_SUITE_P(all, decompress_test,
                         ::testing::Values(encoding::identity, encoding::zstd,
                                           encoding::deflate, encoding::gzip));

TEST(decompress, growth_over_the_ratio_is_a_bomb) {
  std::string zeros(8 * 1024 * 1024, '\0');
  for (auto how : {encoding::zstd, encoding::deflate, encoding::gzip}) {
    auto out = decompress(how, encode(how, zeros));
    ASSERT_FALSE(out);
    EXPECT_EQ(out.err().code, errc::limit);
    // Below the floor every ratio is allowed.
    EXPECT_TRUE(decompress(how, encode(how, zeros.substr(0, 1024 * 1024))));
  }
}

TEST(decompress, a_cut_or_foreign_body_is_refused) {
  auto text = sample();
  for (auto how : {encoding::zstd, encoding::deflate, encoding::gzip}) {
    auto whole = encode(how, text);
    for (auto bad :
         {whole.substr(0, whole.size() / 2), whole.substr(0, whole.size() - 1),
          std::string{}, std::string{"no such thing"}}) {
      auto out = decompress(how, bad);
      ASSERT_FALSE(out);
      EXPECT_EQ(out.err().code, errc::bad_input);
    }
  }
}

TEST(decompress, frames_may_follow_each_other) {
  for (auto how : {encoding::zstd, encoding::gzip}) {
    auto out = decompress(how, encode(how, "one ") + encode(how, "two"));
    ASSERT_TRUE(out) << out.err().text;
    EXPECT_EQ(*out, "one two");
  }
}

TEST(decompress, a_window_that_needs_much_memory_is_a_bomb) {
  // A frame of one raw byte; its header asks for a window of 2^log bytes.
  auto frame = [](int log) {
    std::string result{"\x28\xb5\x2f\xfd\x00", 5};
    result += static_cast<char>((log - 10) << 3);
    return result + std::string{"\x09\x00\x00x", 4};
  };
  auto out = decompress(encoding::zstd, frame(23));
  ASSERT_TRUE(out) << out.err().text;
  EXPECT_EQ(*out, "x");
  out = decompress(encoding::zstd, frame(24));
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::limit);
}

TEST(decompress, encodings_have_their_names) {
  EXPECT_EQ(encoding_of(""), encoding::identity);
  EXPECT_EQ(encoding_of(" ZSTD "), encoding::zstd);
  EXPECT_EQ(encoding_of("zstd1"), encoding::zstd);
  EXPECT_EQ(encoding_of("deflate"), encoding::deflate);
  EXPECT_EQ(encoding_of("gzip"), encoding::gzip);
  EXPECT_EQ(encoding_of("br"), std::nullopt);
  EXPECT_EQ(encoding_of("gzip, zstd"), std::nullopt);
}

} // namespace

} // namespace troupe::local
