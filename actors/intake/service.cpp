#include "actors/intake/service.hpp"

#include "actors/intake/api.hpp"
#include "actors/intake/page.hpp"

namespace troupe::local {

namespace {

constexpr int64_t prune_period_s = 10;
constexpr int64_t rows_period_s = 60;

http_answer wrong_method(const std::string& allowed) {
  auto result = error_answer(405, "the method must be " + allowed);
  result.headers.emplace_back("Allow", allowed);
  return result;
}

} // namespace

service::service(store_options options, metrics& numbers)
    : options_(std::move(options)),
      receiver_(numbers),
      bytes_(numbers.gauge("troupe_intake_db_bytes",
                           "Size of the local intake's store")),
      replaced_(numbers.counter("troupe_intake_db_replaced_total",
                                "Damaged stores that were moved aside")),
      numbers_(numbers) {
  open();
}

void service::open() {
  auto opened = store::open(options_);
  if (opened) {
    store_ = *std::move(opened);
    problem_.clear();
    replaced_seen_ = 0;
  } else {
    problem_ = opened.err().text;
  }
}

http_answer service::serve(const http_request& request, int64_t now_s) {
  auto reads = request.method == "GET" || request.method == "HEAD";
  if (receiver::is_route(request.path))
    return request.method == "POST"
               ? receiver_.receive(request, store_.get(), now_s)
               : wrong_method("POST");
  if (request.path == "/api/v1/validate")
    return reads ? http_answer{200, "application/json", R"({"valid":true})", {}}
                 : wrong_method("GET");
  if (is_query(request.path))
    return reads ? answer_query(request, store_.get(), now_s)
                 : wrong_method("GET");
  if (auto page = page_answer(request.path))
    return reads ? *std::move(page) : wrong_method("GET");
  return error_answer(404, "nothing is here");
}

void service::tick(int64_t now_s) {
  if (store_ == nullptr)
    open();
  if (store_ == nullptr || now_s < next_prune_s_)
    return;
  next_prune_s_ = now_s + prune_period_s;
  auto pruned = store_->prune(now_s);
  problem_ = pruned ? std::string{} : pruned.err().text;
  show(now_s);
}

void service::show(int64_t now_s) {
  bytes_.Set(static_cast<double>(store_->bytes()));
  replaced_.Increment(static_cast<double>(store_->replaced() - replaced_seen_));
  replaced_seen_ = store_->replaced();
  // Counting reads whole tables.
  if (now_s < next_rows_s_)
    return;
  next_rows_s_ = now_s + rows_period_s;
  auto rows = store_->rows();
  const std::pair<const char*, int64_t> tables[] = {
      {"metrics", rows.metrics}, {"series", rows.series},
      {"points", rows.points},   {"sketches", rows.sketches},
      {"events", rows.events},   {"check_runs", rows.check_runs}};
  for (auto& [name, n] : tables)
    numbers_
        .gauge("troupe_intake_rows", "Rows of the local intake's tables",
               {{"table", name}})
        .Set(static_cast<double>(n));
}

} // namespace troupe::local
