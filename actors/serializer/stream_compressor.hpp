#pragma once
/// A compressed stream that can say at any moment how large it would be at
/// most if it ended, so that a payload never passes its limit.
///
/// Usage: `begin`, any number of `write` and `flush`, `finish`, then read
/// `out`. The memory of the compressor is kept from stream to stream.
/// Thread rule: one owner.
/// Errors: false; the stream is lost, `begin` starts a new one.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "config/sections/serializer.hpp"
#include "proto/intake/byte_buffer.hpp"

namespace troupe {

class stream_compressor {
public:
  virtual ~stream_compressor() = default;

  virtual bool begin() = 0;
  virtual bool write(std::string_view raw) = 0;
  /// Puts out all that was written, at a small cost in ratio: afterwards
  /// `bound` is close.
  virtual bool flush() = 0;
  virtual bool finish() = 0;
  /// The most bytes the stream can have if `more` raw bytes are written and
  /// it ends.
  virtual size_t bound(size_t more) const = 0;
  /// For the Content-Encoding header; empty for none.
  virtual std::string_view encoding() const = 0;

  std::string_view out() const noexcept {
    return out_.view();
  }

protected:
  byte_buffer out_;
};

/// Where the serializer gets its compressors; tests put failing ones in.
using compressor_factory = std::function<std::unique_ptr<stream_compressor>()>;

/// `level` is read for zstd only.
std::unique_ptr<stream_compressor> make_compressor(compressor_kind kind,
                                                   int level);

} // namespace troupe
