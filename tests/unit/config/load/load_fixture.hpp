#pragma once
/// Loads configuration from a temporary folder, an injected environment and
/// injected flags; nothing of the real machine is read.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "config/load/load.hpp"

namespace troupe {

class load_fixture : public ::testing::Test {
protected:
  load_fixture() {
    char name[] = "/tmp/troupe-config-XXXXXX";
    folder = ::mkdtemp(name);
    options.search = {};
    options.uid = ::geteuid();
    options.can_use_folder = [](const std::string&) { return true; };
  }
  ~load_fixture() override {
    std::filesystem::remove_all(folder);
  }

  std::string write(const std::string& name, const std::string& text,
                    mode_t mode = 0600) {
    std::string path = folder + "/" + name;
    std::ofstream{path} << text;
    ::chmod(path.c_str(), mode);
    return path;
  }

  result<loaded_config> load(const std::string& yaml) {
    options.config_file = write("datadog.yaml", yaml);
    return load_config(options);
  }

  /// The finalised values; fails the test when there are none.
  config good(const std::string& yaml) {
    auto out = load(yaml);
    if (!out) {
      ADD_FAILURE() << out.err().text;
      return {};
    }
    last = *out;
    return out->config;
  }

  /// The error with the folder taken out.
  std::string bad(const std::string& yaml) {
    auto out = load(yaml);
    if (out) {
      ADD_FAILURE() << "loaded: " << yaml;
      return {};
    }
    EXPECT_EQ(out.err().code, errc::bad_config);
    return short_text(out.err().text);
  }

  std::string short_text(std::string text) const {
    for (auto at = text.find(folder + "/"); at != std::string::npos;
         at = text.find(folder + "/"))
      text.erase(at, folder.size() + 1);
    return text;
  }

  std::string folder;
  load_options options;
  loaded_config last;
};

} // namespace troupe
