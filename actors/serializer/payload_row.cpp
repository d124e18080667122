#include "actors/serializer/payload_row.hpp"

namespace troupe {

std::optional<finished_body> finish_body(payload_builder& builder,
                                         serializer_counters& counters) {
  finished_body result;
  result.items = builder.items();
  result.points = builder.points();
  auto raw = builder.raw_size();
  auto flushes = builder.flushes();
  auto bytes = builder.close();
  if (!bytes) {
    counters.compressor_errors.Increment();
    return std::nullopt;
  }
  result.bytes = std::move(*bytes);
  counters.compressor_payloads.Increment();
  counters.compressor_cycles.Increment(flushes);
  counters.compressor_bytes_in.Increment(static_cast<double>(raw));
  counters.compressor_bytes_out.Increment(
      static_cast<double>(result.bytes.size()));
  return result;
}

payload_row::payload_row(const row_options& options,
                         stream_compressor& compressor, ticket& units,
                         const row_counters& counters, outbox& out)
    : options_(options),
      builder_(compressor, options.limits, options.frame),
      ticket_(units),
      counters_(counters),
      out_(out) {
}

void payload_row::add(std::string_view item, uint64_t units) {
  auto outcome = try_add(item, units);
  if (outcome == add_outcome::full) {
    count(counters_.full);
    close();
    outcome = try_add(item, units);
  }
  if (outcome == add_outcome::failed) {
    lose_body();
    outcome = try_add(item, units);
  }
  switch (outcome) {
  case add_outcome::added:
    open_units_ += units;
    count(counters_.items);
    return;
  case add_outcome::too_large:
    count(counters_.too_large);
    out_.counters().too_large.Increment();
    return drop(units, drop_reason::too_large);
  default:
    lose_body();
    count(counters_.failed);
    return drop(units, drop_reason::encoder_error);
  }
}

add_outcome payload_row::try_add(std::string_view item, uint64_t units) {
  if (builder_.empty())
    count(counters_.calls);
  return builder_.add(item, options_.units_are_points ? units : 0);
}

void payload_row::close() {
  if (builder_.empty())
    return;
  auto units = std::exchange(open_units_, 0);
  auto body = finish_body(builder_, out_.counters());
  if (!body)
    drop(units, drop_reason::encoder_error);
  else if (out_.send(options_.kind, std::move(*body)))
    ticket_.leave(units);
  else
    drop(units, drop_reason::actor_down);
}

void payload_row::lose_body() {
  out_.counters().compressor_errors.Increment();
  count(counters_.failed, builder_.items());
  builder_.discard();
  drop(std::exchange(open_units_, 0), drop_reason::encoder_error);
}

void payload_row::drop(uint64_t units, drop_reason why) {
  ticket_.drop(units, why);
}

} // namespace troupe
