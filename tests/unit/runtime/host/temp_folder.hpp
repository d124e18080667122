#pragma once
/// A folder that goes with the test.

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace troupe {

class temp_folder {
public:
  temp_folder() {
    char name[] = "/tmp/troupe-host-XXXXXX";
    path = ::mkdtemp(name);
  }
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;
  ~temp_folder() {
    std::filesystem::remove_all(path);
  }

  std::string write(const std::string& name, const std::string& text,
                    mode_t mode) const {
    std::string file = path + "/" + name;
    std::ofstream{file} << text;
    ::chmod(file.c_str(), mode);
    return file;
  }

  std::string path;
};

} // namespace troupe
