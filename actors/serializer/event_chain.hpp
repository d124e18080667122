#pragma once
/// Events as payloads for `/intake/`, by the Agent's chain of three ways:
/// 1. One row of bodies whose items are all events of a source type; when
///    one of them fits into no body, nothing of this is sent.
/// 2. Per source type a row of bodies whose items are single events; those
///    too large are dropped.
/// 3. With too many source types for that: whole bodies, halved until they
///    fit; an event that fits into none is dropped.
///
/// Thread rule: one owner. Every call settles all it was given.

#include <span>
#include <vector>

#include "actors/serializer/payload_row.hpp"
#include "messages/event/event.hpp"

namespace troupe {

struct event_chain_options {
  std::string hostname;
  payload_limits limits;
  /// More source types than this take the third way.
  size_t max_source_types = 100;
};

class event_chain {
public:
  event_chain(const event_chain_options& options, stream_compressor& compressor,
              outbox& out);

  void send(const event_batch& batch);

  void lose(drop_reason why) noexcept {
    events_.drop(why);
  }

private:
  using event_list = std::span<const event* const>;

  /// Calls `f` with each run of events of one source type.
  template <class F>
  void for_each_type(event_list sorted, F&& f);

  enum class way_end : uint8_t { sent, too_large, failed };

  way_end send_in_one_row(event_list sorted);
  void send_by_type(event_list of_one_type);
  void send_halved(event_list sorted);

  /// False when the item passes what a body may have.
  bool write_type(event_list of_one_type, byte_buffer& out);
  void hand_on(finished_body body);
  void drop(uint64_t n, drop_reason why);

  event_chain_options options_;
  stream_compressor& compressor_;
  outbox& out_;
  ticket events_;
  payload_frame frame_;
  byte_buffer item_;
};

} // namespace troupe
