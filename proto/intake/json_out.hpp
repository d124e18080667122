#pragma once
/// RapidJSON's streaming writer on a byte buffer, with the helpers that the
/// JSON encoders share. Strings are repaired to UTF-8 on the way.
///
/// Thread rule: one owner.

#include <string>
#include <string_view>

#include <rapidjson/writer.h>

#include "proto/intake/byte_buffer.hpp"
#include "proto/intake/utf8.hpp"

namespace troupe {

/// RapidJSON's output stream concept.
class json_stream {
public:
  using Ch = char;

  explicit json_stream(byte_buffer& out) : out_(&out) {
  }
  void Put(char c) {
    *out_->room(1) = c;
    out_->grow(1);
  }
  void Flush() {
    // nop
  }

private:
  byte_buffer* out_;
};

class json_out {
public:
  explicit json_out(byte_buffer& out) : stream_(out), writer_(stream_) {
  }

  json_out& key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
    return *this;
  }
  void string(std::string_view text) {
    auto good = to_utf8(text, spare_);
    // RapidJSON takes no null, not even for an empty string.
    writer_.String(good.empty() ? "" : good.data(),
                   static_cast<rapidjson::SizeType>(good.size()));
  }
  void string(std::string_view name, std::string_view text) {
    key(name).string(text);
  }
  /// Nothing for an empty text.
  void string_if(std::string_view name, std::string_view text) {
    if (!text.empty())
      string(name, text);
  }
  void number(std::string_view name, int64_t x) {
    key(name).writer_.Int64(x);
  }
  void boolean(std::string_view name, bool x) {
    key(name).writer_.Bool(x);
  }
  template <class Range>
  void strings(std::string_view name, const Range& xs) {
    key(name).writer_.StartArray();
    for (const auto& x : xs)
      string(x);
    writer_.EndArray();
  }
  rapidjson::Writer<json_stream>& raw() {
    return writer_;
  }

private:
  json_stream stream_;
  rapidjson::Writer<json_stream> writer_;
  std::string spare_;
};

} // namespace troupe
