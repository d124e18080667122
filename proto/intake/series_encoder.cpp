#include "proto/intake/series_encoder.hpp"

#include <cmath>

#include "proto/intake/wire.hpp"

namespace troupe {

namespace {

size_t point_size(const point& x) {
  return wire::number_size(static_cast<uint64_t>(x.timestamp))
         + wire::double_size(x.value);
}

struct measure {
  size_t points = 0;
  size_t bytes = 0;
};

measure measure_points(const serie& x) {
  measure result;
  for (auto& p : x.points) {
    if (!std::isfinite(p.value))
      continue;
    ++result.points;
    result.bytes += wire::bytes_size(point_size(p));
  }
  return result;
}

char* put_points(char* out, const serie& x) {
  for (auto& p : x.points) {
    if (!std::isfinite(p.value))
      continue;
    out = wire::put_length(out, 4, point_size(p));
    out = wire::put_number(out, 2, static_cast<uint64_t>(p.timestamp));
    out = wire::put_double(out, 1, p.value);
  }
  return out;
}

} // namespace

series_encoder::series_encoder(std::string_view hostname)
    : fields_(context_fields::layout::series, hostname) {
}

size_t series_encoder::append(const serie& x, byte_buffer& out) {
  auto points = measure_points(x);
  if (points.points == 0)
    return 0;
  fields_.prepare(*x.context);
  std::string_view suffix;
  if (x.suffix != nullptr)
    suffix = *x.suffix;
  auto name = fields_.name();
  auto source_type = source_type_of(x.context->traits().source);
  auto type = static_cast<uint64_t>(x.type);
  auto name_size = name.size() + suffix.size();
  auto size = fields_.resources().size() + wire::text_size(name_size)
              + fields_.tags().size() + wire::number_size(type)
              + wire::text_size(source_type.size())
              + wire::number_size(x.interval) + points.bytes
              + fields_.metadata().size();
  auto first = out.room(wire::bytes_size(size));
  auto end = wire::put_length(first, 1, size);
  end = wire::put_raw(end, fields_.resources());
  if (name_size > 0)
    end = wire::put_length(end, 2, name_size);
  end = wire::put_raw(wire::put_raw(end, name), suffix);
  end = wire::put_raw(end, fields_.tags());
  end = wire::put_number(end, 5, type);
  end = wire::put_text(end, 7, source_type);
  end = wire::put_number(end, 8, x.interval);
  end = put_points(end, x);
  end = wire::put_raw(end, fields_.metadata());
  out.grow(static_cast<size_t>(end - first));
  return points.points;
}

} // namespace troupe
