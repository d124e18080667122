#pragma once
/// What the three kinds of messages share: fields split by `|`, the fields
/// about the sender, and the verdict of a parser.
///
/// Thread rule: pure; the views point into the packet.

#include <cstring>
#include <string_view>

#include "runtime/base/drop_reason.hpp"

namespace troupe::dsd {

/// Whether a message was understood, and if not, why it is dropped.
class verdict {
public:
  constexpr verdict() = default;
  constexpr verdict(drop_reason why) : accepted_(false), why_(why) {
  }
  constexpr explicit operator bool() const noexcept {
    return accepted_;
  }
  /// Means something only when the message was refused.
  constexpr drop_reason why() const noexcept {
    return why_;
  }

private:
  bool accepted_ = true;
  drop_reason why_ = drop_reason::abandoned;
};

/// Fields of the message that say who sent it, as they came.
struct origin_fields {
  /// `c:`
  std::string_view local_data;
  /// `e:`
  std::string_view external_data;
  /// `card:`
  std::string_view cardinality;

  bool empty() const noexcept {
    return local_data.empty() && external_data.empty() && cardinality.empty();
  }
};

/// Walks what lies behind the mandatory part of a message.
class field_reader {
public:
  /// `rest` begins at a `|`, or is empty.
  explicit field_reader(std::string_view rest) noexcept
      : at_(rest.data()), end_(rest.data() + rest.size()) {
  }

  bool next(std::string_view& field) noexcept {
    if (at_ == end_)
      return false;
    ++at_;
    auto left = static_cast<size_t>(end_ - at_);
    auto stop = static_cast<const char*>(std::memchr(at_, '|', left));
    if (stop == nullptr)
      stop = end_;
    field = {at_, static_cast<size_t>(stop - at_)};
    at_ = stop;
    return true;
  }

private:
  const char* at_;
  const char* end_;
};

/// Takes a field about the sender; false when it is another one.
inline bool take_origin(std::string_view field, origin_fields& out) noexcept {
  if (field.size() < 2)
    return false;
  if (field[1] == ':' && field[0] == 'c')
    out.local_data = field.substr(2);
  else if (field[1] == ':' && field[0] == 'e')
    out.external_data = field.substr(2);
  else if (field.starts_with("card:"))
    out.cardinality = field.substr(5);
  else
    return false;
  return true;
}

/// What events and service checks have in common: takes tags and fields about
/// the sender. True when `field` is another one of the form "k:body", which is
/// left to the caller.
template <class Line>
bool is_own_field(std::string_view field, bool client_origin, Line& out) {
  if (field.starts_with('#')) {
    out.tags = field.substr(1);
    return false;
  }
  if (client_origin && take_origin(field, out.origin))
    return false;
  return field.size() >= 2 && field[1] == ':';
}

/// Options of the parsers.
struct parse_options {
  /// `dogstatsd_origin_detection_client`: else c:, e: and card: are unknown.
  bool client_origin = false;
  /// `dogstatsd_no_aggregation_pipeline`: else `T` is unknown.
  bool timestamps = true;
  /// Values of one message beyond this many are dropped.
  size_t max_values = 4096;
};

} // namespace troupe::dsd
