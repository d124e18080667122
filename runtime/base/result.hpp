#pragma once
/// `result<T>`: a value, or an error with a frozen code and a text for people.
/// Environment failures are returned this way; bad input is counted instead,
/// and a bug throws so that the supervisor restarts the actor.
///
/// Error texts start in lower case, name the thing, then the fix.

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace troupe {

/// Stable integers: they leave the process in JSON and exit messages.
enum class errc : uint8_t {
  none = 0,
  /// A configuration value cannot be used.
  bad_config = 1,
  /// A file, socket or device answered with an error.
  io = 2,
  /// The address or path is taken by somebody else.
  in_use = 3,
  /// The peer did not answer within the deadline.
  timeout = 4,
  /// The runtime or peer cannot be reached.
  unreachable = 5,
  /// The caller may not do that.
  denied = 6,
  /// Input that does not follow its format.
  bad_input = 7,
  /// A bound was hit.
  limit = 8,
  /// The named thing does not exist.
  not_found = 9,
};

struct error {
  errc code = errc::none;
  std::string text;
};

template <class T>
class [[nodiscard]] result {
public:
  result(T value) : data_(std::in_place_index<0>, std::move(value)) {
  }
  result(error err) : data_(std::in_place_index<1>, std::move(err)) {
  }

  explicit operator bool() const noexcept {
    return data_.index() == 0;
  }
  T& operator*() & {
    return std::get<0>(data_);
  }
  const T& operator*() const& {
    return std::get<0>(data_);
  }
  T&& operator*() && {
    return std::get<0>(std::move(data_));
  }
  T* operator->() {
    return &std::get<0>(data_);
  }
  const T* operator->() const {
    return &std::get<0>(data_);
  }
  const error& err() const {
    return std::get<1>(data_);
  }

private:
  std::variant<T, error> data_;
};

/// For operations that yield nothing but success.
struct unit {};
using status = result<unit>;
inline status ok() {
  return unit{};
}

} // namespace troupe
