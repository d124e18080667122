#include "actors/console/debug_server.hpp"

#include <chrono>
#include <utility>

#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>

#include "actors/console/late_reply.hpp"
#include "actors/console/socket_file.hpp"
#include "proto/debug/debug.grpc.pb.h"

namespace troupe {

namespace pb = debug::v1;

namespace {

using reactor = grpc::ServerUnaryReactor;

reactor* finish(grpc::CallbackServerContext* ctx, pb::Document* out,
                result<std::string> answer) {
  auto r = ctx->DefaultReactor();
  if (answer)
    out->set_json(std::move(*answer));
  r->Finish(answer ? grpc::Status::OK : status_of(answer.err()));
  return r;
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
    debug_backend::answer reply;
    auto r = answer_later(out, reply);
    backend_.ledger_barrier(std::move(reply));
    return r;
  }
  reactor* Flush(ctx* c, const pb::FlushRequest*, pb::Document* out) override {
    debug_backend::answer reply;
    auto r = answer_later(out, reply);
    backend_.flush(std::move(reply));
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

/// Small on purpose: a handful of people, not a crowd.
std::unique_ptr<grpc::Server> serve(const std::string& path,
                                    service& handlers) {
  grpc::ServerBuilder builder;
  grpc::ResourceQuota quota{"debug"};
  quota.SetMaxThreads(4);
  quota.Resize(4 * 1024 * 1024);
  builder.SetResourceQuota(quota);
  builder.SetMaxReceiveMessageSize(64 * 1024);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 8);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
  builder.AddChannelArgument(GRPC_ARG_ENABLE_CENSUS, 0);
  builder.AddListeningPort("unix:" + path, grpc::InsecureServerCredentials());
  builder.RegisterService(&handlers);
  return builder.BuildAndStart();
}

} // namespace

struct debug_server::impl {
  explicit impl(debug_backend& backend) : handlers(backend) {
  }
  service handlers;
  std::unique_ptr<grpc::Server> server;
  socket_file file;
};

debug_server::debug_server(debug_backend& backend)
    : impl_(std::make_unique<impl>(backend)) {
}

debug_server::~debug_server() {
  stop();
}

status debug_server::start(const std::string& path) {
  return impl_->file.place(path, [this](const std::string& bound) {
    impl_->server = serve(bound, impl_->handlers);
    return impl_->server != nullptr;
  });
}

void debug_server::stop() {
  impl_->file.remove();
  if (!impl_->server)
    return;
  // Calls that are still open then are cancelled, and so end.
  impl_->server->Shutdown(std::chrono::system_clock::now()
                          + std::chrono::milliseconds(500));
  impl_->server->Wait();
  impl_->server.reset();
}

bool debug_server::running() const {
  return impl_->server != nullptr && impl_->file.in_place();
}

} // namespace troupe
