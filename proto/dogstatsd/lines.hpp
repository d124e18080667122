#pragma once
/// Splits a packet into messages: one a line, a `\r` before the newline goes,
/// empty lines are skipped. A last line without a newline counts, unless its
/// transport requires one.
///
/// Thread rule: a value; the views point into the packet.

#include <cstring>
#include <string_view>

namespace troupe::dsd {

class line_reader {
public:
  line_reader(std::string_view packet, bool newline_required) noexcept
      : at_(packet.data()),
        end_(packet.data() + packet.size()),
        newline_required_(newline_required) {
  }

  /// False at the end of the packet.
  bool next(std::string_view& line) noexcept {
    while (at_ != end_) {
      auto left = static_cast<size_t>(end_ - at_);
      auto stop = static_cast<const char*>(std::memchr(at_, '\n', left));
      if (stop == nullptr && newline_required_) {
        unterminated_ = true;
        at_ = end_;
        return false;
      }
      auto first = at_;
      at_ = stop == nullptr ? end_ : stop + 1;
      auto last = stop == nullptr ? end_ : stop;
      if (last != first && last[-1] == '\r')
        --last;
      if (last == first)
        continue;
      line = {first, static_cast<size_t>(last - first)};
      return true;
    }
    return false;
  }

  /// What has not been read yet.
  std::string_view rest() const noexcept {
    return {at_, static_cast<size_t>(end_ - at_)};
  }
  /// Goes on at `at`, which points into `rest`, behind a newline.
  void skip_to(const char* at) noexcept {
    at_ = at;
  }

  /// The packet ended in a line that had to be dropped.
  bool unterminated() const noexcept {
    return unterminated_;
  }

private:
  const char* at_;
  const char* end_;
  bool newline_required_;
  bool unterminated_ = false;
};

enum class message_class { metric, event, service_check };

/// By prefix alone: everything unknown is a metric, as for the Agent.
inline message_class classify(std::string_view line) noexcept {
  if (line.size() < 3 || line[0] != '_')
    return message_class::metric;
  if (line[1] == 'e' && line[2] == '{')
    return message_class::event;
  if (line[1] == 's' && line[2] == 'c')
    return message_class::service_check;
  return message_class::metric;
}

} // namespace troupe::dsd
