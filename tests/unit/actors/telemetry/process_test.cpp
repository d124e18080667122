#include "actors/telemetry/process.hpp"

#include <filesystem>
#include <fstream>
#include <map>

#include <unistd.h>

#include <gtest/gtest.h>

namespace troupe::telemetry_parts {

namespace {

std::map<std::string, double> values(const families& x) {
  std::map<std::string, double> result;
  for (auto& family : x)
    result[family.name] = family.type == prometheus::MetricType::Counter
                              ? family.metric.at(0).counter.value
                              : family.metric.at(0).gauge.value;
  return result;
}

class process_test : public ::testing::Test {
public:
  process_test() {
    std::string name =
        (std::filesystem::temp_directory_path() / "process-XXXXXX").string();
    folder = mkdtemp(name.data());
  }
  ~process_test() override {
    std::filesystem::remove_all(folder);
  }
  std::string folder;
};

TEST_F(process_test, a_name_with_brackets_does_not_shift_the_fields) {
  std::ofstream{folder + "/stat"}
      << "42 (a ) b (c) R 1 2 3 4 5 6 7 8 9 10 250 150 13 14 15 16 7 18 19 "
         "1048576 100 21";
  std::filesystem::create_directory(folder + "/fd");
  for (auto name : {"0", "1", "2"})
    std::ofstream{folder + "/fd/" + name};
  auto shown = values(process_families(folder));
  auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
  EXPECT_EQ(shown.at("process_cpu_seconds_total"), 400 / ticks);
  EXPECT_EQ(shown.at("process_threads"), 7);
  EXPECT_EQ(shown.at("process_virtual_memory_bytes"), 1048576);
  EXPECT_EQ(shown.at("process_resident_memory_bytes"), 100 * page);
  EXPECT_EQ(shown.at("process_open_fds"), 3);
}

TEST_F(process_test, what_cannot_be_read_is_left_out) {
  EXPECT_TRUE(process_families(folder).empty());
  std::ofstream{folder + "/stat"} << "42 (name) R 1 2 3";
  EXPECT_TRUE(process_families(folder).empty());
}

TEST_F(process_test, this_process_has_memory_and_descriptors) {
  auto shown = values(process_families());
  EXPECT_GT(shown.at("process_resident_memory_bytes"), 1024 * 1024);
  EXPECT_GE(shown.at("process_open_fds"), 3);
  EXPECT_GE(shown.at("process_threads"), 1);
}

} // namespace

} // namespace troupe::telemetry_parts
