#include "actors/console/debug_server.hpp"

#include <atomic>
#include <chrono>

#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>

#include "proto/debug/debug.grpc.pb.h"

namespace troupe {

namespace pb = debug::v1;

namespace {

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

using reactor = grpc::ServerUnaryReactor;

reactor* finish(grpc::CallbackServerContext* ctx, pb::Document* out,
                result<std::string> answer) {
  auto r = ctx->DefaultReactor();
  if (answer)
    out->set_json(std::move(*answer));
  r->Finish(answer ? grpc::Status::OK : status_of(answer.err()));
  return r;
}

/// For answers that come later: the reactor lives until Finish.
debug_backend::answer later(reactor* r, pb::Document* out) {
  return [r, out](result<std::string> answer) {
    if (answer)
      out->set_json(std::move(*answer));
    r->Finish(answer ? grpc::Status::OK : status_of(answer.err()));
  };
}

class service final : public pb::Debug::CallbackService {
public:
  explicit service(debug_backend& backend) : backend_(backend) {
  }

  using ctx = grpc::CallbackServerContext;

  reactor* Status(ctx* c, const pb::StatusRequest*,
                  pb::Document* out) override {
    return finish(c, out, backend_.status());
  }
  reactor* Health(ctx* c, const pb::HealthRequest*,
                  pb::Document* out) override {
    return finish(c, out, backend_.health());
  }
  reactor* Tree(ctx* c, const pb::TreeRequest*, pb::Document* out) override {
    return finish(c, out, backend_.tree());
  }
  reactor* Topology(ctx* c, const pb::TopologyRequest*,
                    pb::Document* out) override {
    return finish(c, out, backend_.topology());
  }
  reactor* Version(ctx* c, const pb::VersionRequest*,
                   pb::Document* out) override {
    return finish(c, out, backend_.version());
  }
  reactor* Config(ctx* c, const pb::ConfigRequest*,
                  pb::Document* out) override {
    return finish(c, out, backend_.config());
  }
  reactor* Ledger(ctx* c, const pb::LedgerRequest* in,
                  pb::Document* out) override {
    if (!in->barrier())
      return finish(c, out, backend_.ledger());
    auto r = c->DefaultReactor();
    backend_.ledger_barrier(later(r, out));
    return r;
  }
  reactor* Flush(ctx* c, const pb::FlushRequest*, pb::Document* out) override {
    auto r = c->DefaultReactor();
    backend_.flush(later(r, out));
    return r;
  }
  reactor* Fault(ctx* c, const pb::FaultRequest* in,
                 pb::Document* out) override {
    return finish(c, out, fault(*in));
  }

private:
  result<std::string> fault(const pb::FaultRequest& in) {
    switch (in.kind()) {
    case pb::FaultRequest::KIND_KILL:
      return backend_.fault(fault_request::kill, in.actor(), 0);
    case pb::FaultRequest::KIND_THROW:
      return backend_.fault(fault_request::throw_exception, in.actor(), 0);
    case pb::FaultRequest::KIND_STALL:
      return backend_.fault(fault_request::stall, in.actor(), in.duration_ms());
    default:
      return error{errc::bad_input, "unknown fault; use kill, throw or stall"};
    }
  }

  debug_backend& backend_;
};

} // namespace

struct debug_server::impl {
  explicit impl(debug_backend& backend) : handlers(backend) {
  }
  service handlers;
  std::unique_ptr<grpc::Server> server;
  std::string path;
};

debug_server::debug_server(debug_backend& backend)
    : impl_(std::make_unique<impl>(backend)) {
}

debug_server::~debug_server() {
  stop();
}

status debug_server::start(const std::string& path) {
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return error{errc::io, "socket path " + path
                               + " is too long; choose a shorter run_path"};
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode))
    return error{errc::in_use,
                 path
                     + " exists and is no socket; remove it or change "
                       "run_path"};
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota{"debug"};
  quota.SetMaxThreads(4);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(64 * 1024);
  builder.AddListeningPort("unix:" + path, grpc::InsecureServerCredentials());
  builder.RegisterService(&impl_->handlers);
  impl_->server = builder.BuildAndStart();
  if (!impl_->server || ::chmod(path.c_str(), 0600) != 0)
    return error{errc::io, "cannot listen on " + path
                               + "; check that its folder can be written"};
  impl_->path = path;
  return ok();
}

void debug_server::stop() {
  if (!impl_->server)
    return;
  impl_->server->Shutdown(std::chrono::system_clock::now()
                          + std::chrono::seconds(1));
  impl_->server->Wait();
  impl_->server.reset();
  ::unlink(impl_->path.c_str());
}

bool debug_server::running() const {
  return impl_->server != nullptr;
}

} // namespace troupe
