#include "proto/intake/sketch_encoder.hpp"

#include <cmath>

#include "proto/intake/wire.hpp"

namespace troupe {

namespace {

bool sendable(const sketch& x) {
  return !x.empty() && std::isfinite(x.min()) && std::isfinite(x.max())
         && std::isfinite(x.avg()) && std::isfinite(x.sum());
}

/// Sizes of the two packed columns.
struct columns {
  size_t keys = 0;
  size_t counts = 0;
};

columns measure(const std::vector<sketch_bin>& bins) {
  columns result;
  for (auto& bin : bins) {
    result.keys += wire::varint_size(wire::zigzag(bin.key));
    result.counts += wire::varint_size(bin.count);
  }
  return result;
}

char* put_bins(char* out, const std::vector<sketch_bin>& bins,
               const columns& sizes) {
  if (bins.empty())
    return out;
  out = wire::put_length(out, 7, sizes.keys);
  for (auto& bin : bins)
    out = wire::put_varint(out, wire::zigzag(bin.key));
  out = wire::put_length(out, 8, sizes.counts);
  for (auto& bin : bins)
    out = wire::put_varint(out, bin.count);
  return out;
}

} // namespace

sketch_encoder::sketch_encoder(std::string_view hostname)
    : fields_(context_fields::layout::sketch, hostname) {
}

void sketch_encoder::append_point(const sketch_point& x) {
  auto& value = x.value;
  value.bins(bins_);
  auto sizes = measure(bins_);
  auto time = static_cast<uint64_t>(x.timestamp);
  auto count = static_cast<uint64_t>(value.count());
  auto size = wire::number_size(time) + wire::number_size(count)
              + wire::double_size(value.min()) + wire::double_size(value.max())
              + wire::double_size(value.avg()) + wire::double_size(value.sum())
              + wire::text_size(sizes.keys) + wire::text_size(sizes.counts);
  auto first = points_.room(wire::bytes_size(size));
  auto end = wire::put_length(first, 7, size);
  end = wire::put_number(end, 1, time);
  end = wire::put_number(end, 2, count);
  end = wire::put_double(end, 3, value.min());
  end = wire::put_double(end, 4, value.max());
  end = wire::put_double(end, 5, value.avg());
  end = wire::put_double(end, 6, value.sum());
  end = put_bins(end, bins_, sizes);
  points_.grow(static_cast<size_t>(end - first));
}

size_t sketch_encoder::append(const sketch_serie& x, byte_buffer& out) {
  size_t written = 0;
  points_.clear();
  for (auto& p : x.points) {
    if (!sendable(p.value))
      continue;
    append_point(p);
    ++written;
  }
  if (written == 0)
    return 0;
  fields_.prepare(*x.context);
  auto name = fields_.name();
  auto host = fields_.host();
  auto size = wire::text_size(name.size()) + wire::text_size(host.size())
              + fields_.tags().size() + points_.size()
              + fields_.metadata().size();
  auto first = out.room(wire::bytes_size(size));
  auto end = wire::put_length(first, 1, size);
  end = wire::put_text(end, 1, name);
  end = wire::put_text(end, 2, host);
  end = wire::put_raw(end, fields_.tags());
  end = wire::put_raw(end, points_.view());
  end = wire::put_raw(end, fields_.metadata());
  out.grow(static_cast<size_t>(end - first));
  return written;
}

} // namespace troupe
