#pragma once
/// What the tests of the local intake share. Thread rule: one thread.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "actors/intake/values.hpp"
#include "messages/http/http_request.hpp"

namespace troupe::local {

constexpr int64_t now_s = 1'700'000'000;

/// A folder that goes with the test.
class temp_folder {
public:
  temp_folder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "intake-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
      throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  temp_folder(const temp_folder&) = delete;
  ~temp_folder() {
    std::filesystem::remove_all(path_);
  }
  std::string file(const std::string& name = "intake.db") const {
    return path_ + "/" + name;
  }
  const std::string& path() const {
    return path_;
  }

private:
  std::string path_;
};

/// Keeps what a decoder hands over.
class recording_sink final : public sink {
public:
  void add(const serie& x) override {
    series.push_back(x);
  }
  void add(const event_item& x) override {
    events.push_back(x);
  }
  void add(const check_item& x) override {
    checks.push_back(x);
  }
  void add(const metadata_item& x) override {
    metadata.emplace_back(x.kind + " " + x.host, std::string{x.body});
  }
  void skip(skip_reason why, uint64_t n) override {
    skipped[static_cast<size_t>(why)] += n;
  }

  std::vector<serie> series;
  std::vector<event_item> events;
  std::vector<check_item> checks;
  std::vector<std::pair<std::string, std::string>> metadata;
  uint64_t skipped[skip_reason_count] = {};
};

inline std::string from_hex(std::string_view hex) {
  std::string result;
  for (size_t i = 0; i + 1 < hex.size(); i += 2)
    result += static_cast<char>(
        std::stoi(std::string{hex.substr(i, 2)}, nullptr, 16));
  return result;
}

/// The golden payloads of the Agent: one gauge, and one sketch of 1 and 10.
inline std::string golden_series() {
  return from_hex("0a300a090a04686f737412016812016d1a03613a622803400a220f1080e2"
                  "cfaa0609000000000000f83f4a060a04200a280a");
}

inline std::string golden_sketches() {
  return from_hex("0a4b0a01641201682203613a623a360880e2cfaa06100219000000000000"
                  "f03f2100000000000024402900000000000016403100000000000026403a"
                  "04f4149e174202010142060a04200a280a1200");
}

inline http_request
get(const std::string& path,
    std::vector<std::pair<std::string, std::string>> query = {}) {
  http_request result;
  result.method = "GET";
  result.path = path;
  result.query = std::move(query);
  return result;
}

inline http_request post(const std::string& path, std::string body,
                         const std::string& encoding = "",
                         const std::string& type = "application/json") {
  http_request result;
  result.method = "POST";
  result.path = path;
  result.body = std::move(body);
  result.headers = {{"content-type", type}, {"content-encoding", encoding}};
  return result;
}

} // namespace troupe::local
