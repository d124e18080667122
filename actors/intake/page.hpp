#pragma once
/// The page of the local intake: static files inside the binary, sent with a
/// policy under which a browser loads nothing from elsewhere and runs no
/// script that is not one of them.
///
/// Thread rule: immutable.

#include <array>
#include <optional>
#include <string_view>

#include "messages/http/http_request.hpp"

namespace troupe::local {

struct page_file {
  std::string_view name;
  std::string_view bytes;
};

/// Filled at build time from the folder `page`.
extern const std::array<page_file, 5> page_files;

/// The file at a path ("/" is the page itself); none when there is none.
std::optional<http_answer> page_answer(std::string_view path);

} // namespace troupe::local
