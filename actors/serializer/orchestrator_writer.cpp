#include "actors/serializer/orchestrator_writer.hpp"

#include "proto/intake/process_frame.hpp"

namespace troupe {

orchestrator_writer::orchestrator_writer(const serializer_options& options,
                                         stream_compressor& compressor,
                                         outbox& out)
    : config_(options.orchestrator),
      hostname_(options.hostname),
      agent_version_(options.agent_version),
      compressor_(compressor),
      out_(out) {
}

void orchestrator_writer::send_metadata(const orchestrator_batch& batch) {
  send(batch, config_.use_legacy_endpoint ? payload_kind::orchestrator_legacy
                                          : payload_kind::orchestrator);
}

void orchestrator_writer::send_manifests(const orchestrator_batch& batch) {
  send(batch, payload_kind::manifests);
}

void orchestrator_writer::send(const orchestrator_batch& batch,
                               payload_kind kind) {
  auto units = std::move(batch.ledger);
  if (!config_.enabled)
    return units.drop(drop_reason::disabled);
  auto more = headers(batch.cluster_id);
  for (auto& x : batch.messages) {
    if (x.body.size() > message_limit) {
      out_.counters().too_large.Increment();
      units.drop(1, drop_reason::too_large);
      continue;
    }
    auto bytes = encode(x);
    if (!bytes)
      units.drop(1, drop_reason::encoder_error);
    else if (out_.send(kind, {std::move(*bytes), 1, 0}, more))
      units.leave(1);
    else
      units.drop(1, drop_reason::actor_down);
  }
}

std::optional<std::string>
orchestrator_writer::encode(const orchestrator_message& x) {
  // Type 0 means nothing to the other side.
  if (x.type == 0 || x.body.empty())
    return std::nullopt;
  auto encoding = compressor_.encoding() == "zstd" ? frame_encoding::zstd
                                                   : frame_encoding::protobuf;
  auto frame = process_frame(x.type, encoding);
  std::string result{frame.data(), frame.size()};
  if (encoding == frame_encoding::protobuf)
    return result + x.body;
  if (!compressor_.begin() || !compressor_.write(x.body)
      || !compressor_.finish()) {
    out_.counters().compressor_errors.Increment();
    return std::nullopt;
  }
  result.append(compressor_.out());
  return result;
}

header_list orchestrator_writer::headers(const std::string& cluster_id) const {
  return {{"X-Dd-Hostname", hostname_},
          {"X-Dd-Orchestrator-ClusterID", cluster_id},
          {"X-DD-Agent-Timestamp", std::to_string(out_.wall_s())},
          {"DD-EVP-ORIGIN", "agent"},
          {"DD-EVP-ORIGIN-VERSION", agent_version_}};
}

} // namespace troupe
