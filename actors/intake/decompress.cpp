#include "actors/intake/decompress.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>

#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

namespace troupe::local {

namespace {

constexpr int max_window_log = 23;

error bomb() {
  return {errc::limit, "the body grows too much when it is decompressed"};
}

error broken(const char* what) {
  return {errc::bad_input, std::string{"the body is no valid "} + what};
}

/// An output that doubles up to its cap.
class output {
public:
  output(size_t input, const inflate_limits& limits)
      : cap_(std::min(limits.max_output,
                      std::max(limits.ratio_floor, input * limits.max_ratio))) {
    text_.resize(std::min(cap_, std::max<size_t>(4096, input * 4)));
  }

  /// False at the cap.
  bool grow() {
    if (text_.size() >= cap_)
      return false;
    text_.resize(std::min(cap_, text_.size() * 2));
    return true;
  }
  char* free() noexcept {
    return text_.data() + used;
  }
  size_t room() const noexcept {
    return text_.size() - used;
  }
  std::string take() && {
    text_.resize(used);
    return std::move(text_);
  }

  size_t used = 0;

private:
  size_t cap_;
  std::string text_;
};

result<std::string> unzstd(std::string_view in, const inflate_limits& limits) {
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context{
      ZSTD_createDCtx(), ZSTD_freeDCtx};
  ZSTD_DCtx_setParameter(context.get(), ZSTD_d_windowLogMax, max_window_log);
  output out{in.size(), limits};
  ZSTD_inBuffer from{in.data(), in.size(), 0};
  size_t rest = 1;
  // Frames may follow each other; the last one must be complete.
  while (from.pos < from.size || rest != 0) {
    if (out.room() == 0 && !out.grow())
      return bomb();
    ZSTD_outBuffer to{out.free(), out.room(), 0};
    auto before = from.pos;
    rest = ZSTD_decompressStream(context.get(), &to, &from);
    if (ZSTD_isError(rest))
      return ZSTD_getErrorCode(rest) == ZSTD_error_frameParameter_windowTooLarge
                 ? bomb()
                 : broken("zstd");
    out.used += to.pos;
    if (rest != 0 && from.pos == from.size && before == from.pos && to.pos == 0)
      return broken("zstd: it ends too early");
  }
  return std::move(out).take();
}

result<std::string> unzlib(std::string_view in, const inflate_limits& limits,
                           int window_bits, const char* name) {
  z_stream stream{};
  if (inflateInit2(&stream, window_bits) != Z_OK)
    return error{errc::limit, "no memory to decompress the body"};
  std::unique_ptr<z_stream, decltype(&inflateEnd)> guard{&stream, inflateEnd};
  output out{in.size(), limits};
  stream.next_in =
      const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  for (;;) {
    if (out.room() == 0 && !out.grow())
      return bomb();
    stream.next_out = reinterpret_cast<Bytef*>(out.free());
    stream.avail_out = static_cast<uInt>(out.room());
    auto room = out.room();
    auto code = inflate(&stream, Z_NO_FLUSH);
    out.used += room - stream.avail_out;
    if (code == Z_STREAM_END) {
      if (stream.avail_in == 0)
        return std::move(out).take();
      // gzip members may follow each other.
      code = inflateReset(&stream);
    }
    if (code != Z_OK)
      return broken(name);
  }
}

} // namespace

std::optional<encoding> encoding_of(std::string_view header) {
  std::string name;
  for (unsigned char c : header)
    if (!std::isspace(c))
      name += static_cast<char>(std::tolower(c));
  constexpr std::array<std::pair<std::string_view, encoding>, 7> known{{
      {"", encoding::identity},
      {"identity", encoding::identity},
      {"zstd", encoding::zstd},
      {"zstd1", encoding::zstd},
      {"deflate", encoding::deflate},
      {"gzip", encoding::gzip},
      {"x-gzip", encoding::gzip},
  }};
  for (auto& [word, value] : known)
    if (word == name)
      return value;
  return std::nullopt;
}

result<std::string> decompress(encoding how, std::string_view in,
                               const inflate_limits& limits) {
  switch (how) {
  case encoding::zstd:
    return unzstd(in, limits);
  case encoding::deflate:
    return unzlib(in, limits, MAX_WBITS, "zlib stream");
  case encoding::gzip:
    return unzlib(in, limits, MAX_WBITS + 16, "gzip");
  default:
    if (in.size() > limits.max_output)
      return bomb();
    return std::string{in};
  }
}

} // namespace troupe::local
