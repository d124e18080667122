#pragma once
/// Writes one document: RapidJSON's writer on a growing string, with texts
/// made valid UTF-8 on the way, since gRPC carries nothing else.
///
/// Thread rule: one owner.

#include <string>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "proto/intake/utf8.hpp"

namespace troupe {

class document_writer {
public:
  /// Opens the document with its schema, "troupe/<name>/1".
  explicit document_writer(std::string_view name) : writer_(buffer_) {
    writer_.StartObject();
    text("schema", "troupe/" + std::string{name} + "/1");
  }

  void text(std::string_view key, std::string_view value) {
    name(key);
    item(value);
  }
  void number(std::string_view key, int64_t value) {
    name(key);
    writer_.Int64(value);
  }
  void number(std::string_view key, uint64_t value) {
    name(key);
    writer_.Uint64(value);
  }
  void flag(std::string_view key, bool value) {
    name(key);
    writer_.Bool(value);
  }
  /// An object that is JSON already.
  void raw(std::string_view key, std::string_view json) {
    name(key);
    writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  }
  /// A text inside a list.
  void item(std::string_view value) {
    std::string spare;
    auto good = to_utf8(value, spare);
    writer_.String(good.empty() ? "" : good.data(), size(good));
  }

  /// `fill` writes what is inside.
  template <class F>
  void object(std::string_view key, F fill) {
    name(key);
    writer_.StartObject();
    fill();
    writer_.EndObject();
  }
  template <class F>
  void list(std::string_view key, F fill) {
    name(key);
    writer_.StartArray();
    fill();
    writer_.EndArray();
  }
  /// A list of objects; `fill` gets one element after the other.
  template <class Range, class F>
  void rows(std::string_view key, const Range& elements, F fill) {
    list(key, [&] {
      for (const auto& x : elements) {
        writer_.StartObject();
        fill(x);
        writer_.EndObject();
      }
    });
  }

  /// Closes the document.
  std::string finish() {
    writer_.EndObject();
    return {buffer_.GetString(), buffer_.GetSize()};
  }

private:
  static rapidjson::SizeType size(std::string_view x) {
    return static_cast<rapidjson::SizeType>(x.size());
  }
  void name(std::string_view key) {
    writer_.Key(key.data(), size(key));
  }

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
};

} // namespace troupe
