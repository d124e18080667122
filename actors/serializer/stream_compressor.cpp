#include "actors/serializer/stream_compressor.hpp"

#include <algorithm>

#include <zlib.h>
#include <zstd.h>

namespace troupe {

namespace {

/// What an output buffer may keep between two streams.
constexpr size_t kept_bytes = size_t{5} << 18;

class zstd_compressor final : public stream_compressor {
public:
  explicit zstd_compressor(int level) : context_(ZSTD_createCCtx()) {
    if (context_ != nullptr)
      ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, level);
  }
  bool begin() override {
    out_.clear(kept_bytes);
    pending_ = 0;
    return context_ != nullptr
           && !ZSTD_isError(
               ZSTD_CCtx_reset(context_.get(), ZSTD_reset_session_only));
  }
  bool write(std::string_view raw) override {
    pending_ = std::min(pending_ + raw.size(), largest_block);
    return feed(raw, ZSTD_e_continue);
  }
  bool flush() override {
    pending_ = 0;
    return feed({}, ZSTD_e_flush);
  }
  bool finish() override {
    pending_ = 0;
    return feed({}, ZSTD_e_end);
  }
  size_t bound(size_t more) const override {
    // Frame and block headers, on top of what the library calls the worst.
    constexpr size_t overhead = 64;
    return out_.size() + ZSTD_compressBound(pending_ + more) + overhead;
  }
  std::string_view encoding() const override {
    return "zstd";
  }

private:
  struct release {
    void operator()(ZSTD_CCtx* x) const {
      ZSTD_freeCCtx(x);
    }
  };

  bool feed(std::string_view raw, ZSTD_EndDirective how) {
    ZSTD_inBuffer in{raw.data(), raw.size(), 0};
    while (true) {
      // With room for a block, none stays behind in the library.
      auto room = ZSTD_CStreamOutSize();
      ZSTD_outBuffer out{out_.room(room), room, 0};
      auto left = ZSTD_compressStream2(context_.get(), &out, &in, how);
      if (ZSTD_isError(left))
        return false;
      out_.grow(out.pos);
      if (how == ZSTD_e_continue ? in.pos == in.size : left == 0)
        return true;
    }
  }

  /// What the library keeps back at most before it writes a block.
  static constexpr size_t largest_block = size_t{1} << 17;

  std::unique_ptr<ZSTD_CCtx, release> context_;
  /// Raw bytes that may not be in `out_` yet.
  size_t pending_ = 0;
};

/// zlib streams (`deflate`) and gzip.
class zlib_compressor final : public stream_compressor {
public:
  explicit zlib_compressor(bool gzip) : gzip_(gzip) {
    constexpr int window_bits = 15;
    constexpr int gzip_bit = 16;
    constexpr int memory_level = 8;
    ready_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
                          gzip ? window_bits + gzip_bit : window_bits,
                          memory_level, Z_DEFAULT_STRATEGY)
             == Z_OK;
  }
  ~zlib_compressor() override {
    if (ready_)
      deflateEnd(&stream_);
  }
  zlib_compressor(const zlib_compressor&) = delete;
  zlib_compressor& operator=(const zlib_compressor&) = delete;

  bool begin() override {
    out_.clear(kept_bytes);
    pending_ = 0;
    return ready_ && deflateReset(&stream_) == Z_OK;
  }
  bool write(std::string_view raw) override {
    pending_ += raw.size();
    return feed(raw, Z_NO_FLUSH);
  }
  bool flush() override {
    auto done = feed({}, Z_SYNC_FLUSH);
    pending_ = 0;
    return done;
  }
  bool finish() override {
    auto done = feed({}, Z_FINISH);
    pending_ = 0;
    return done;
  }
  size_t bound(size_t more) const override {
    // The library's own bound for settings that are not the default ones,
    // with head, tail and the mark of a flush.
    constexpr size_t overhead = 64;
    auto raw = pending_ + more;
    return out_.size() + raw + ((raw + 7) >> 3) + ((raw + 63) >> 6) + overhead;
  }
  std::string_view encoding() const override {
    return gzip_ ? "gzip" : "deflate";
  }

private:
  bool feed(std::string_view raw, int how) {
    constexpr size_t room = 16384;
    // zlib's interface predates const.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(raw.data()));
    stream_.avail_in = static_cast<uInt>(raw.size());
    while (true) {
      stream_.next_out = reinterpret_cast<Bytef*>(out_.room(room));
      stream_.avail_out = room;
      auto code = deflate(&stream_, how);
      if (code == Z_STREAM_ERROR)
        return false;
      out_.grow(room - stream_.avail_out);
      if (stream_.avail_out > 0)
        return how != Z_FINISH || code == Z_STREAM_END;
    }
  }

  z_stream stream_{};
  bool gzip_;
  bool ready_ = false;
  size_t pending_ = 0;
};

class no_compressor final : public stream_compressor {
public:
  bool begin() override {
    out_.clear(kept_bytes);
    return true;
  }
  bool write(std::string_view raw) override {
    out_.append(raw);
    return true;
  }
  bool flush() override {
    return true;
  }
  bool finish() override {
    return true;
  }
  size_t bound(size_t more) const override {
    return out_.size() + more;
  }
  std::string_view encoding() const override {
    return {};
  }
};

} // namespace

std::unique_ptr<stream_compressor> make_compressor(compressor_kind kind,
                                                   int level) {
  switch (kind) {
  case compressor_kind::zstd:
    return std::make_unique<zstd_compressor>(level);
  case compressor_kind::zlib:
    return std::make_unique<zlib_compressor>(false);
  case compressor_kind::gzip:
    return std::make_unique<zlib_compressor>(true);
  default:
    return std::make_unique<no_compressor>();
  }
}

} // namespace troupe
