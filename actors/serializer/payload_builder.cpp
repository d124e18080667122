#include "actors/serializer/payload_builder.hpp"

#include <utility>

namespace troupe {

payload_builder::payload_builder(stream_compressor& compressor,
                                 const payload_limits& limits,
                                 payload_frame frame)
    : compressor_(compressor), limits_(limits), frame_(std::move(frame)) {
}

add_outcome payload_builder::add(std::string_view item, uint64_t points) {
  auto around = frame_.head.size() + frame_.foot.size();
  if (points > limits_.points || around + item.size() > limits_.uncompressed)
    return add_outcome::too_large;
  if (empty())
    return add_first(item, points);
  auto more = frame_.separator.size() + item.size() + frame_.foot.size();
  if (raw_ + more > limits_.uncompressed || points > limits_.points - points_)
    return add_outcome::full;
  if (!fits(more))
    return broken_ ? lose() : add_outcome::full;
  if (!frame_.separator.empty() && !compressor_.write(frame_.separator))
    return lose();
  raw_ += frame_.separator.size();
  return take(item, points);
}

/// Judged by its real size: nobody else waits in the stream.
add_outcome payload_builder::add_first(std::string_view item, uint64_t points) {
  if (!open())
    return lose();
  auto small =
      compressor_.bound(item.size() + frame_.foot.size()) <= limits_.compressed;
  auto outcome = take(item, points);
  if (outcome != add_outcome::added || small)
    return outcome;
  if (!compressor_.flush())
    return lose();
  if (compressor_.bound(frame_.foot.size()) <= limits_.compressed)
    return outcome;
  discard();
  return add_outcome::too_large;
}

add_outcome payload_builder::take(std::string_view item, uint64_t points) {
  if (!compressor_.write(item))
    return lose();
  raw_ += item.size();
  points_ += points;
  ++items_;
  return add_outcome::added;
}

bool payload_builder::open() {
  discard();
  if (!compressor_.begin())
    return false;
  raw_ = frame_.head.size();
  return frame_.head.empty() || compressor_.write(frame_.head);
}

bool payload_builder::fits(size_t more) {
  if (compressor_.bound(more) <= limits_.compressed)
    return true;
  if (flushes_ >= flush_limit)
    return false;
  ++flushes_;
  if (!compressor_.flush()) {
    broken_ = true;
    return false;
  }
  return compressor_.bound(more) <= limits_.compressed;
}

/// Keeps the counts, so that the owner knows what is lost, until `discard`.
add_outcome payload_builder::lose() {
  broken_ = true;
  return add_outcome::failed;
}

std::optional<std::string> payload_builder::close() {
  std::optional<std::string> body;
  if (!broken_ && !empty()
      && (frame_.foot.empty() || compressor_.write(frame_.foot))
      && compressor_.finish() && compressor_.out().size() <= limits_.compressed)
    body.emplace(compressor_.out());
  discard();
  return body;
}

void payload_builder::discard() noexcept {
  items_ = 0;
  points_ = 0;
  raw_ = 0;
  flushes_ = 0;
  broken_ = false;
}

} // namespace troupe
