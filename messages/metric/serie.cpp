#include "messages/metric/serie.hpp"

#include <mutex>
#include <set>

namespace troupe {

const std::string* intern_suffix(std::string_view suffix) {
  static std::mutex mutex;
  static std::set<std::string, std::less<>> table;
  std::lock_guard guard{mutex};
  auto i = table.find(suffix);
  if (i == table.end())
    i = table.emplace(suffix).first;
  return &*i;
}

} // namespace troupe
