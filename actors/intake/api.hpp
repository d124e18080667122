#pragma once
/// The GET routes of the local intake: parameters are read strictly, so that
/// a mistyped one is told instead of ignored.
///
/// Thread rule: one thread, that of the store.
/// Errors: 400 with what is wrong, 404 for a path that is none, 405 for a
/// method that it does not take, 503 when the store fails.

#include <cstdint>
#include <string>

#include "actors/intake/store.hpp"
#include "messages/http/http_request.hpp"

namespace troupe::local {

/// Whether the path is one of the query API.
bool is_query(const std::string& path);

/// Null store: it could not be opened.
http_answer answer_query(const http_request& request, store* data,
                         int64_t now_s);

/// {"errors":["..."]}
http_answer error_answer(unsigned status, const std::string& text);

} // namespace troupe::local
