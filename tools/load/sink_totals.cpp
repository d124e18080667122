#include "tools/load/sink_totals.hpp"

#include <cstdio>
#include <cstring>

#include <zlib.h>
#include <zstd.h>

#include "proto/intake/agent_payload.pb.h"

namespace troupe::load {

namespace {

constexpr size_t largest_plain = 256 * 1024 * 1024;

bool unpack_zstd(std::string_view packed, std::string& plain) {
  auto stream = ZSTD_createDStream();
  ZSTD_inBuffer in{packed.data(), packed.size(), 0};
  size_t left = 1;
  while (in.pos < in.size && plain.size() < largest_plain) {
    char buffer[65536];
    ZSTD_outBuffer out{buffer, sizeof buffer, 0};
    left = ZSTD_decompressStream(stream, &out, &in);
    if (ZSTD_isError(left) != 0)
      break;
    plain.append(buffer, out.pos);
    // More may wait inside although all input is taken.
    while (out.pos == out.size && ZSTD_isError(left) == 0) {
      out.pos = 0;
      left = ZSTD_decompressStream(stream, &out, &in);
      plain.append(buffer, out.pos);
    }
  }
  ZSTD_freeDStream(stream);
  return left == 0;
}

bool unpack_zlib(std::string_view packed, std::string& plain) {
  z_stream stream{};
  // 32: gzip or zlib, by the header.
  if (inflateInit2(&stream, MAX_WBITS + 32) != Z_OK)
    return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  auto code = Z_OK;
  while (code == Z_OK && plain.size() < largest_plain) {
    Bytef buffer[65536];
    stream.next_out = buffer;
    stream.avail_out = sizeof buffer;
    code = inflate(&stream, Z_NO_FLUSH);
    plain.append(reinterpret_cast<char*>(buffer),
                 sizeof buffer - stream.avail_out);
  }
  inflateEnd(&stream);
  return code == Z_STREAM_END;
}

bool ends_with(const std::string& x, std::string_view end) {
  return x.size() >= end.size()
         && x.compare(x.size() - end.size(), end.size(), end) == 0;
}

using series_payload = agent_payload::MetricPayload;

double sum_of(const series_payload::MetricSeries& x) {
  double sum = 0;
  for (auto& point : x.points())
    sum += point.value();
  return x.type() == series_payload::RATE
             ? sum * static_cast<double>(x.interval())
             : sum;
}

} // namespace

bool unpack(std::string_view encoding, std::string_view packed,
            std::string& plain) {
  if (encoding.empty() || encoding == "identity") {
    plain.assign(packed);
    return true;
  }
  return encoding.substr(0, 4) == "zstd" ? unpack_zstd(packed, plain)
                                         : unpack_zlib(packed, plain);
}

void sink_totals::add(const request& x, const std::string& prefix,
                      bool by_name) {
  std::string plain;
  auto readable = unpack(x.encoding, x.body, plain);
  series_payload series_body;
  agent_payload::SketchPayload sketch_body;
  if (readable && x.path == "/api/v2/series")
    readable = series_body.ParseFromString(plain);
  else if (readable && x.path == "/api/beta/sketches")
    readable = sketch_body.ParseFromString(plain);
  undecodable += readable ? 0 : 1;
  for (auto& entry : series_body.series()) {
    if (entry.metric().compare(0, prefix.size(), prefix) != 0)
      continue;
    ++series;
    points += static_cast<uint64_t>(entry.points_size());
    if (entry.type() == series_payload::GAUGE) {
      gauge_points += static_cast<uint64_t>(entry.points_size());
      continue;
    }
    auto sum = sum_of(entry);
    (ends_with(entry.metric(), ".count") ? histogram_count_sum : count_sum) +=
        sum;
    if (by_name)
      by_metric[entry.metric()] += sum;
  }
  for (auto& entry : sketch_body.sketches()) {
    if (entry.metric().compare(0, prefix.size(), prefix) != 0)
      continue;
    ++sketches;
    for (auto& one : entry.dogsketches())
      sketch_samples += static_cast<uint64_t>(one.cnt());
  }
}

std::string sink_totals::json() const {
  char head[512];
  std::snprintf(head, sizeof head,
                "{\"requests\":%llu,\"bytes\":%llu,\"undecodable\":%llu,"
                "\"series\":%llu,\"points\":%llu,\"count_sum\":%.3f,"
                "\"histogram_count_sum\":%.3f,\"gauge_points\":%llu,"
                "\"sketches\":%llu,\"sketch_samples\":%llu,\"by_path\":{",
                static_cast<unsigned long long>(requests),
                static_cast<unsigned long long>(bytes),
                static_cast<unsigned long long>(undecodable),
                static_cast<unsigned long long>(series),
                static_cast<unsigned long long>(points), count_sum,
                histogram_count_sum,
                static_cast<unsigned long long>(gauge_points),
                static_cast<unsigned long long>(sketches),
                static_cast<unsigned long long>(sketch_samples));
  std::string result = head;
  auto separator = "";
  for (auto& [path, n] : by_path) {
    result += separator + ("\"" + path + "\":") + std::to_string(n);
    separator = ",";
  }
  result += "}";
  if (!by_metric.empty()) {
    result += ",\"by_metric\":{";
    separator = "";
    for (auto& [name, sum] : by_metric) {
      result += separator + ("\"" + name + "\":") + std::to_string(sum);
      separator = ",";
    }
    result += "}";
  }
  return result + "}";
}

} // namespace troupe::load
