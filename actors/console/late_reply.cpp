#include "actors/console/late_reply.hpp"

#include <mutex>
#include <utility>

namespace troupe {

namespace {

/// What the reactor and the callback share; it outlives both.
class open_call {
public:
  open_call(grpc::ServerUnaryReactor* reactor, debug::v1::Document* out)
      : reactor_(reactor), out_(out) {
  }
  ~open_call() {
    finish({grpc::StatusCode::ABORTED,
            "the runtime lost the request; an actor on its way was restarted, "
            "try again"});
  }

  void answer(result<std::string> x) {
    finish(x ? grpc::Status::OK : status_of(x.err()), x ? &*x : nullptr);
  }

  void finish(const grpc::Status& how, std::string* json = nullptr) {
    std::lock_guard guard{mutex_};
    auto reactor = std::exchange(reactor_, nullptr);
    if (reactor == nullptr)
      return;
    if (json != nullptr)
      out_->set_json(std::move(*json));
    reactor->Finish(how);
  }

private:
  std::mutex mutex_;
  grpc::ServerUnaryReactor* reactor_;
  debug::v1::Document* out_;
};

class reply_reactor final : public grpc::ServerUnaryReactor {
public:
  /// The reactor itself only watches, so that a lost callback is noticed.
  void watch(const std::shared_ptr<open_call>& call) {
    std::lock_guard guard{mutex_};
    call_ = call;
    if (cancelled_)
      call->finish(grpc::Status::CANCELLED);
  }
  void OnCancel() override {
    std::lock_guard guard{mutex_};
    cancelled_ = true;
    if (auto call = call_.lock())
      call->finish(grpc::Status::CANCELLED);
  }
  void OnDone() override {
    delete this;
  }

private:
  std::mutex mutex_;
  bool cancelled_ = false;
  std::weak_ptr<open_call> call_;
};

} // namespace

grpc::Status status_of(const error& e) {
  switch (e.code) {
  case errc::denied:
    return {grpc::StatusCode::PERMISSION_DENIED, e.text};
  case errc::not_found:
    return {grpc::StatusCode::NOT_FOUND, e.text};
  case errc::timeout:
    return {grpc::StatusCode::DEADLINE_EXCEEDED, e.text};
  case errc::bad_input:
    return {grpc::StatusCode::INVALID_ARGUMENT, e.text};
  default:
    return {grpc::StatusCode::INTERNAL, e.text};
  }
}

grpc::ServerUnaryReactor* answer_later(debug::v1::Document* out,
                                       debug_backend::answer& reply) {
  auto reactor = new reply_reactor;
  auto call = std::make_shared<open_call>(reactor, out);
  reactor->watch(call);
  reply = [call = std::move(call)](result<std::string> x) {
    call->answer(std::move(x));
  };
  return reactor;
}

} // namespace troupe
