#include "runtime/host/folder.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/runtime/host/temp_folder.hpp"

namespace troupe {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 0777 : 0;
}

TEST(folder, makes_what_lacks_above_and_gives_the_mode_to_the_last) {
  temp_folder base;
  auto path = base.path + "/a/b/c";
  ASSERT_TRUE(make_private_folder(path));
  EXPECT_EQ(mode_of(path), 0700u);
  EXPECT_TRUE(make_private_folder(path));
}

TEST(folder, an_existing_folder_keeps_its_mode) {
  temp_folder base;
  auto path = base.path + "/a";
  ASSERT_TRUE(make_folder(path, 0755));
  ::chmod(path.c_str(), 0750);
  ASSERT_TRUE(make_folder(path, 0755));
  EXPECT_EQ(mode_of(path), 0750u);
}

TEST(folder, one_that_others_may_write_to_is_not_private) {
  temp_folder base;
  auto path = base.path + "/a";
  ASSERT_TRUE(make_private_folder(path));
  ::chmod(path.c_str(), 0770);
  auto out = make_private_folder(path);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::denied);
  EXPECT_EQ(out.err().text,
            path + ": others may write to it; run chmod go-w on it");
}

TEST(folder, a_symbolic_link_is_not_followed) {
  temp_folder base;
  ASSERT_TRUE(make_private_folder(base.path + "/real"));
  std::filesystem::create_symlink(base.path + "/real", base.path + "/link");
  auto out = make_private_folder(base.path + "/link");
  ASSERT_FALSE(out);
  EXPECT_EQ(out.err().code, errc::denied);
}

TEST(folder, a_file_in_the_way_is_an_error) {
  temp_folder base;
  auto file = base.write("f", "x", 0600);
  EXPECT_FALSE(make_folder(file, 0755));
  EXPECT_FALSE(make_folder(file + "/below", 0755));
}

} // namespace
} // namespace troupe
