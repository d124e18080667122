#include "actors/serializer/host_report.hpp"

namespace troupe {

host_report::host_report(const serializer_options& options,
                         stream_compressor& compressor, outbox& out)
    : enabled_(options.config.enable_metadata_collection
               && options.config.enable_payloads_json_to_v1_intake),
      machine_(options.machine),
      compressor_(compressor),
      out_(out) {
  facts_.hostname = options.hostname;
  facts_.agent_version = options.agent_version;
  facts_.host_tags = options.host_tags;
  limits_.compressed =
      static_cast<size_t>(options.config.serializer_max_payload_size);
  limits_.uncompressed = static_cast<size_t>(
      options.config.serializer_max_uncompressed_payload_size);
}

void host_report::on_tick(const tick& now) {
  if (!enabled_ || now.steady_ns < due_ns_)
    return;
  if (send())
    due_ns_ = now.steady_ns + period_ns;
}

bool host_report::send() {
  facts_.machine = read_machine(machine_);
  byte_buffer text;
  append_host_metadata(facts_, text);
  payload_builder builder{compressor_, limits_, {}};
  switch (builder.add(text.view())) {
  case add_outcome::added:
    if (auto body = finish_body(builder, out_.counters()))
      return out_.send(payload_kind::host_metadata, std::move(*body));
    return true;
  case add_outcome::too_large:
    out_.counters().too_large.Increment();
    return true;
  default:
    out_.counters().compressor_errors.Increment();
    return true;
  }
}

} // namespace troupe
