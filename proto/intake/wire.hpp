#pragma once
/// The protobuf wire format, written to memory that is known to be large
/// enough: each function returns the place after what it wrote.
///
/// Thread rule: pure functions.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace troupe::wire {

enum class type : uint8_t { varint = 0, fixed64 = 1, bytes = 2 };

/// The tag of a field; one byte for the numbers that occur here (below 16).
constexpr char tag(uint32_t field, type x) noexcept {
  return static_cast<char>(field << 3 | static_cast<uint32_t>(x));
}

constexpr size_t longest_varint = 10;

constexpr size_t varint_size(uint64_t x) noexcept {
  return (static_cast<size_t>(std::bit_width(x | 1)) + 6) / 7;
}

/// Sign folded into the lowest bit, so that small negatives stay short.
constexpr uint32_t zigzag(int32_t x) noexcept {
  return static_cast<uint32_t>(x) << 1 ^ static_cast<uint32_t>(x >> 31);
}

inline char* put_varint(char* out, uint64_t x) noexcept {
  while (x >= 0x80) {
    *out++ = static_cast<char>(x | 0x80);
    x >>= 7;
  }
  *out++ = static_cast<char>(x);
  return out;
}

inline char* put_raw(char* out, std::string_view bytes) noexcept {
  if (!bytes.empty())
    std::memcpy(out, bytes.data(), bytes.size());
  return out + bytes.size();
}

/// Tag and length of a field of `size` bytes.
inline char* put_length(char* out, uint32_t field, size_t size) noexcept {
  *out++ = tag(field, type::bytes);
  return put_varint(out, size);
}

inline char* put_bytes(char* out, uint32_t field,
                       std::string_view bytes) noexcept {
  return put_raw(put_length(out, field, bytes.size()), bytes);
}

/// Bytes that `put_bytes` writes.
constexpr size_t bytes_size(size_t size) noexcept {
  return 1 + varint_size(size) + size;
}

/// As `put_bytes` and `bytes_size`, but nothing for an empty text.
inline char* put_text(char* out, uint32_t field,
                      std::string_view bytes) noexcept {
  return bytes.empty() ? out : put_bytes(out, field, bytes);
}
constexpr size_t text_size(size_t size) noexcept {
  return size == 0 ? 0 : bytes_size(size);
}

/// Writes nothing for 0, as proto3 does.
inline char* put_number(char* out, uint32_t field, uint64_t x) noexcept {
  if (x == 0)
    return out;
  *out++ = tag(field, type::varint);
  return put_varint(out, x);
}

constexpr size_t number_size(uint64_t x) noexcept {
  return x == 0 ? 0 : 1 + varint_size(x);
}

/// Writes nothing for +0, as proto3 does; -0 is written.
inline char* put_double(char* out, uint32_t field, double x) noexcept {
  auto bits = std::bit_cast<uint64_t>(x);
  if (bits == 0)
    return out;
  *out++ = tag(field, type::fixed64);
  static_assert(std::endian::native == std::endian::little);
  std::memcpy(out, &bits, 8);
  return out + 8;
}

constexpr size_t double_size(double x) noexcept {
  return std::bit_cast<uint64_t>(x) == 0 ? 0 : 9;
}

} // namespace troupe::wire
