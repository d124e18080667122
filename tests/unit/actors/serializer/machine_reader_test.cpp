#include "actors/serializer/machine_reader.hpp"

#include <map>

#include <gtest/gtest.h>

namespace troupe {

namespace {

machine_source source_of(std::map<std::string, std::string> files) {
  return {[files](const std::string& path) {
            auto i = files.find(path);
            return i == files.end() ? std::string{} : i->second;
          },
          "x86_64", "CET"};
}

} // namespace

TEST(machine_reader, facts_come_from_the_files_of_a_linux) {
  auto x = read_machine(source_of({
      {"/etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
                          "VERSION_ID=\"12\"\nID=debian\n"},
      {"/proc/sys/kernel/osrelease", "6.1.0-18-amd64\n"},
      {"/proc/sys/kernel/version", "#1 SMP Debian\n"},
      {"/proc/meminfo", "MemTotal:       16303428 kB\nSwapTotal: 1024 kB\n"},
      {"/etc/machine-id", "0123456789ABCDEF0123456789abcdef\n"},
      {"/proc/cpuinfo",
       "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\n"
       "model name\t: Some CPU @ 2.2GHz\ncpu MHz\t\t: 2200.1\n"
       "cache size\t: 36608 KB\nphysical id\t: 0\ncore id\t\t: 0\n\n"
       "processor\t: 1\nphysical id\t: 0\ncore id\t\t: 0\n\n"
       "processor\t: 2\nphysical id\t: 1\ncore id\t\t: 0\n"},
  }));
  EXPECT_EQ(x.machine, "x86_64");
  EXPECT_EQ(x.timezone, "CET");
  EXPECT_EQ(x.distribution, "debian");
  EXPECT_EQ(x.distribution_version, "12");
  EXPECT_EQ(x.distribution_name, "Debian GNU/Linux 12 (bookworm)");
  EXPECT_EQ(x.kernel_release, "6.1.0-18-amd64");
  EXPECT_EQ(x.kernel_version, "#1 SMP Debian");
  EXPECT_EQ(x.memory_kib, 16303428u);
  EXPECT_EQ(x.swap_kib, 1024u);
  EXPECT_EQ(x.uuid, "01234567-89ab-cdef-0123-456789abcdef");
  EXPECT_EQ(x.cpu_vendor, "GenuineIntel");
  EXPECT_EQ(x.cpu_model, "Some CPU @ 2.2GHz");
  EXPECT_EQ(x.cpu_family, "6");
  EXPECT_EQ(x.cpu_mhz, "2200.1");
  EXPECT_EQ(x.cpu_cache, "36608 KB");
  EXPECT_EQ(x.cpu_threads, 3u);
  EXPECT_EQ(x.cpu_cores, 2u);
}

TEST(machine_reader, what_cannot_be_read_stays_empty) {
  auto x = read_machine(source_of({}));
  EXPECT_EQ(x.distribution, "");
  EXPECT_EQ(x.uuid, "");
  EXPECT_EQ(x.cpu_cores, 0u);
  EXPECT_EQ(x.memory_kib, 0u);
}

TEST(machine_reader, without_core_ids_threads_count_as_cores) {
  auto x = read_machine(
      source_of({{"/proc/cpuinfo", "processor : 0\nprocessor : 1\n"},
                 {"/usr/lib/os-release", "ID='other'\n"},
                 {"/sys/class/dmi/id/product_uuid", "ABCD-1\n"},
                 {"/etc/machine-id", "unused\n"}}));
  EXPECT_EQ(x.cpu_cores, 2u);
  EXPECT_EQ(x.distribution, "other");
  EXPECT_EQ(x.uuid, "abcd-1");
}

TEST(machine_reader, the_real_machine_tells_its_threads) {
  auto x = read_machine(system_machine());
  EXPECT_GT(x.cpu_threads, 0u);
  EXPECT_GT(x.memory_kib, 0u);
  EXPECT_FALSE(x.machine.empty());
  EXPECT_FALSE(x.timezone.empty());
}

} // namespace troupe
