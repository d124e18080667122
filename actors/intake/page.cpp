#include "actors/intake/page.hpp"

namespace troupe::local {

namespace {

constexpr const char* policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

std::string_view type_of(std::string_view name) {
  if (name.ends_with(".html"))
    return "text/html; charset=utf-8";
  if (name.ends_with(".css"))
    return "text/css; charset=utf-8";
  if (name.ends_with(".js"))
    return "text/javascript; charset=utf-8";
  return "image/svg+xml";
}

} // namespace

std::optional<http_answer> page_answer(std::string_view path) {
  auto name = path == "/" ? std::string_view{"index.html"} : path.substr(1);
  for (auto& file : page_files)
    if (file.name == name)
      return http_answer{200,
                         std::string{type_of(name)},
                         std::string{file.bytes},
                         {{"Content-Security-Policy", policy},
                          {"Referrer-Policy", "no-referrer"},
                          {"Cross-Origin-Opener-Policy", "same-origin"},
                          {"Cross-Origin-Resource-Policy", "same-origin"},
                          {"Cache-Control", "no-cache"}}};
  return std::nullopt;
}

} // namespace troupe::local
