#pragma once
/// What `log_payloads` shows of the things in a flush: one line each.
///
/// Thread rule: pure functions.

#include <string>

#include "messages/event/event.hpp"
#include "messages/event/service_check.hpp"
#include "messages/metric/serie.hpp"

namespace troupe {

std::string text_of(const serie& x);
std::string text_of(const sketch_serie& x);
std::string text_of(const event& x);
std::string text_of(const service_check& x);

} // namespace troupe
