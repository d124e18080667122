#pragma once
/// What the tests of the serializer share: a sink that keeps payloads,
/// unpacking, and compressors that fail.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "actors/serializer/outbox.hpp"
#include "actors/serializer/stream_compressor.hpp"
#include "messages/payload/payload.hpp"

namespace troupe {

inline std::string unpack_zstd(std::string_view body) {
  std::string out;
  auto context = ZSTD_createDStream();
  ZSTD_inBuffer in{body.data(), body.size(), 0};
  std::string part(65536, '\0');
  size_t left = 1;
  while (in.pos < in.size || left != 0) {
    ZSTD_outBuffer to{part.data(), part.size(), 0};
    auto before = in.pos;
    left = ZSTD_decompressStream(context, &to, &in);
    if (ZSTD_isError(left) || (to.pos == 0 && in.pos == before && left != 0)) {
      ADD_FAILURE() << "no whole zstd frame";
      break;
    }
    out.append(part, 0, to.pos);
  }
  ZSTD_freeDStream(context);
  return out;
}

/// zlib and gzip.
inline std::string unpack_zlib(std::string_view body) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 32);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  std::string out;
  std::string part(65536, '\0');
  auto code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(part.data());
    stream.avail_out = static_cast<uInt>(part.size());
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(part, 0, part.size() - stream.avail_out);
  }
  EXPECT_EQ(code, Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0u);
  inflateEnd(&stream);
  return out;
}

inline std::string unpack(std::string_view body, std::string_view encoding) {
  if (encoding == "zstd")
    return unpack_zstd(body);
  if (encoding == "deflate" || encoding == "gzip")
    return unpack_zlib(body);
  return std::string{body};
}

inline std::string header(const payload& x, std::string_view name) {
  for (auto& [key, value] : x.headers)
    if (key == name)
      return value;
  return {};
}

inline std::string unpack(const payload& x) {
  return unpack(x.body, header(x, "Content-Encoding"));
}

/// Keeps what was sent; refuses while `open` is false.
struct kept_payloads {
  std::vector<ref_ptr<const payload>> items;
  bool open = true;

  payload_sink sink() {
    return [this](const ref_ptr<const payload>& x) {
      if (open)
        items.push_back(x);
      return open;
    };
  }
};

/// Does not compress, and fails when told.
class shaky_compressor final : public stream_compressor {
public:
  struct plan {
    /// Writes that succeed before one fails; counted down. -1: none fails.
    int writes_left = -1;
    bool fail_finish = false;
  };

  explicit shaky_compressor(std::shared_ptr<plan> x) : plan_(std::move(x)) {
  }
  bool begin() override {
    out_.clear();
    return true;
  }
  bool write(std::string_view raw) override {
    if (plan_->writes_left == 0) {
      plan_->writes_left = -1;
      return false;
    }
    if (plan_->writes_left > 0)
      --plan_->writes_left;
    out_.append(raw);
    return true;
  }
  bool flush() override {
    return true;
  }
  bool finish() override {
    return !plan_->fail_finish;
  }
  size_t bound(size_t more) const override {
    return out_.size() + more;
  }
  std::string_view encoding() const override {
    return {};
  }

private:
  std::shared_ptr<plan> plan_;
};

/// Text that no compressor makes smaller by much.
inline std::string noise(size_t size, uint32_t seed = 1) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  std::string result(size, ' ');
  for (auto& c : result) {
    seed = seed * 1664525 + 1013904223;
    c = letters[seed >> 26];
  }
  return result;
}

} // namespace troupe
