#include "actors/serializer/event_chain.hpp"

#include <algorithm>

#include "proto/intake/json_encoders.hpp"

namespace troupe {

namespace {

constexpr size_t kept_bytes = size_t{1} << 18;

std::vector<const event*> sort_by_type(const std::vector<event>& items) {
  std::vector<const event*> result;
  result.reserve(items.size());
  for (auto& x : items)
    result.push_back(&x);
  std::stable_sort(result.begin(), result.end(),
                   [](const event* a, const event* b) {
                     return json::source_type_of(*a) < json::source_type_of(*b);
                   });
  return result;
}

} // namespace

event_chain::event_chain(const event_chain_options& options,
                         stream_compressor& compressor, outbox& out)
    : options_(options),
      compressor_(compressor),
      out_(out),
      frame_{std::string{json::events_head},
             json::events_foot(options.hostname), ","} {
}

template <class F>
void event_chain::for_each_type(event_list sorted, F&& f) {
  while (!sorted.empty()) {
    auto type = json::source_type_of(*sorted.front());
    size_t n = 1;
    while (n < sorted.size() && json::source_type_of(*sorted[n]) == type)
      ++n;
    f(sorted.first(n));
    sorted = sorted.subspan(n);
  }
}

void event_chain::send(const event_batch& batch) {
  events_.absorb(std::move(batch.ledger()));
  count(out_.counters().json.calls);
  auto sorted = sort_by_type(batch.items());
  size_t types = 0;
  for_each_type(sorted, [&](event_list) { ++types; });
  auto end = send_in_one_row(sorted);
  auto& counters = out_.counters();
  if (end == way_end::too_large)
    counters.events_too_big.Increment();
  if (end == way_end::too_large && types > options_.max_source_types) {
    counters.events_fallback.Increment();
    send_halved(sorted);
  } else if (end != way_end::sent) {
    for_each_type(sorted, [this](event_list xs) { send_by_type(xs); });
  }
  events_.drop(drop_reason::abandoned);
  item_.clear(kept_bytes);
}

event_chain::way_end event_chain::send_in_one_row(event_list sorted) {
  payload_builder builder{compressor_, options_.limits, frame_};
  std::vector<finished_body> bodies;
  uint32_t events = 0;
  auto end = way_end::sent;
  auto close = [&] {
    if (auto body = finish_body(builder, out_.counters())) {
      body->items = std::exchange(events, 0);
      bodies.push_back(std::move(*body));
    } else {
      end = way_end::failed;
    }
  };
  for_each_type(sorted, [&](event_list xs) {
    item_.clear();
    if (end == way_end::sent && !write_type(xs, item_))
      end = way_end::too_large;
    if (end != way_end::sent)
      return;
    auto outcome = builder.add(item_.view());
    if (outcome == add_outcome::full) {
      count(out_.counters().json.full);
      close();
      outcome = builder.add(item_.view());
    }
    if (outcome == add_outcome::too_large)
      end = way_end::too_large;
    else if (outcome != add_outcome::added)
      end = way_end::failed;
    events += static_cast<uint32_t>(xs.size());
  });
  if (end == way_end::sent && !builder.empty())
    close();
  if (end == way_end::sent)
    for (auto& body : bodies)
      hand_on(std::move(body));
  return end;
}

void event_chain::send_by_type(event_list of_one_type) {
  item_.clear();
  item_.append(frame_.head);
  json::append_source_type(json::source_type_of(*of_one_type.front()), item_);
  payload_builder builder{compressor_,
                          options_.limits,
                          {std::string{item_.view()}, "]" + frame_.foot, ","}};
  auto close = [&] {
    auto events = builder.items();
    if (auto body = finish_body(builder, out_.counters()))
      hand_on(std::move(*body));
    else
      drop(events, drop_reason::encoder_error);
  };
  for (auto x : of_one_type) {
    item_.clear();
    json::append_event(*x, options_.hostname, item_);
    auto outcome = builder.add(item_.view());
    if (outcome == add_outcome::full) {
      count(out_.counters().json.full);
      close();
      outcome = builder.add(item_.view());
    }
    if (outcome == add_outcome::too_large) {
      count(out_.counters().json.too_large);
      out_.counters().too_large.Increment();
      drop(1, drop_reason::too_large);
    } else if (outcome == add_outcome::failed) {
      out_.counters().compressor_errors.Increment();
      drop(builder.items() + 1, drop_reason::encoder_error);
      builder.discard();
    }
  }
  if (!builder.empty())
    close();
}

void event_chain::send_halved(event_list sorted) {
  item_.clear();
  auto fits = true;
  for_each_type(sorted, [&](event_list xs) {
    if (!item_.empty())
      item_.append(frame_.separator);
    fits = fits && write_type(xs, item_);
  });
  payload_builder builder{compressor_, options_.limits, frame_};
  auto outcome = fits ? builder.add(item_.view()) : add_outcome::too_large;
  if (outcome == add_outcome::added) {
    auto body = finish_body(builder, out_.counters());
    if (!body)
      return drop(sorted.size(), drop_reason::encoder_error);
    body->items = static_cast<uint32_t>(sorted.size());
    return hand_on(std::move(*body));
  }
  if (outcome == add_outcome::failed) {
    out_.counters().compressor_errors.Increment();
    return drop(sorted.size(), drop_reason::encoder_error);
  }
  if (sorted.size() == 1) {
    out_.counters().too_large.Increment();
    return drop(1, drop_reason::too_large);
  }
  auto half = sorted.size() / 2;
  send_halved(sorted.first(half));
  send_halved(sorted.subspan(half));
}

bool event_chain::write_type(event_list of_one_type, byte_buffer& out) {
  json::append_source_type(json::source_type_of(*of_one_type.front()), out);
  auto first = true;
  for (auto x : of_one_type) {
    if (!std::exchange(first, false))
      out.append(frame_.separator);
    json::append_event(*x, options_.hostname, out);
    // No use in going on, and memory has a bound.
    if (out.size() > options_.limits.uncompressed)
      return false;
  }
  out.append("]");
  return true;
}

void event_chain::hand_on(finished_body body) {
  auto events = body.items;
  out_.counters().events_payloads.Increment();
  if (!out_.send(payload_kind::events, std::move(body)))
    return drop(events, drop_reason::actor_down);
  events_.leave(events);
  out_.counters().events_sent.Increment(events);
  count(out_.counters().json.items, events);
}

void event_chain::drop(uint64_t n, drop_reason why) {
  events_.drop(n, why);
  out_.counters().events_dropped.Increment(static_cast<double>(n));
}

} // namespace troupe
