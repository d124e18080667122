#pragma once
/// Bytes that grow without being zeroed first; memory is kept for reuse.
///
/// Thread rule: one owner.

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace troupe {

class byte_buffer {
public:
  /// Room for `n` more bytes after the end; `grow` then takes them over.
  char* room(size_t n) {
    if (capacity_ - size_ < n)
      enlarge(n);
    return bytes_.get() + size_;
  }
  /// The first `n` bytes of the room are written.
  void grow(size_t n) noexcept {
    size_ += n;
  }
  void append(std::string_view text) {
    if (text.empty())
      return;
    std::memcpy(room(text.size()), text.data(), text.size());
    grow(text.size());
  }
  void clear() noexcept {
    size_ = 0;
  }
  /// As `clear`, and gives memory beyond `keep` bytes back.
  void clear(size_t keep) {
    size_ = 0;
    if (capacity_ > keep) {
      bytes_.reset();
      capacity_ = 0;
    }
  }
  std::string_view view() const noexcept {
    return {bytes_.get(), size_};
  }
  size_t size() const noexcept {
    return size_;
  }
  bool empty() const noexcept {
    return size_ == 0;
  }

private:
  void enlarge(size_t n) {
    auto wanted = std::max(size_ + n, capacity_ * 2);
    auto more = std::make_unique_for_overwrite<char[]>(wanted);
    if (size_ > 0)
      std::memcpy(more.get(), bytes_.get(), size_);
    bytes_ = std::move(more);
    capacity_ = wanted;
  }

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

} // namespace troupe
