#pragma once
/// A string that cannot be printed by accident: no stream operator, no
/// implicit conversion, zeroed when it goes. What people may see of it is
/// `masked()`: the last four characters.

#include <string>
#include <string_view>

namespace troupe {

class secret {
public:
  secret() = default;
  explicit secret(std::string value) : value_(std::move(value)) {
  }
  secret(const secret&) = default;
  secret(secret&&) noexcept = default;
  secret& operator=(const secret&) = default;
  secret& operator=(secret&&) noexcept = default;
  ~secret() {
    wipe(value_);
  }

  /// The only way to the text; every call is a place to audit.
  const std::string& reveal() const noexcept {
    return value_;
  }

  bool empty() const noexcept {
    return value_.empty();
  }

  /// "********" and the last four characters (none of a short secret).
  std::string masked() const {
    if (value_.size() < 8)
      return value_.empty() ? "" : "********";
    return "********" + value_.substr(value_.size() - 4);
  }

  friend bool operator==(const secret& a, const secret& b) noexcept;

  /// Overwrites the characters in a way the optimiser keeps.
  static void wipe(std::string& text) noexcept {
    volatile char* p = text.data();
    for (size_t i = 0; i < text.size(); ++i)
      p[i] = 0;
  }

private:
  std::string value_;
};

/// Takes the same time for every pair of equal length.
inline bool operator==(const secret& a, const secret& b) noexcept {
  if (a.value_.size() != b.value_.size())
    return false;
  unsigned char diff = 0;
  for (size_t i = 0; i < a.value_.size(); ++i)
    diff |= static_cast<unsigned char>(a.value_[i] ^ b.value_[i]);
  return diff == 0;
}

} // namespace troupe
