#include "runtime/app/cli/debug_client.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <grpc/support/log.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

#include "actors/console/socket_file.hpp"
#include "proto/debug/debug.grpc.pb.h"

namespace troupe {

namespace {

namespace pb = debug::v1;

constexpr int longest_answer = 16 * 1024 * 1024;

std::unique_ptr<pb::Debug::Stub> connect(const std::string& path) {
  // gRPC's own words on stderr would stand beside ours.
  gpr_set_log_function([](gpr_log_func_args*) {});
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  args.SetMaxReceiveMessageSize(longest_answer);
  return pb::Debug::NewStub(grpc::CreateCustomChannel(
      "unix:" + path, grpc::InsecureChannelCredentials(), args));
}

pb::FaultRequest fault_of(const client_options& x) {
  pb::FaultRequest result;
  result.set_actor(x.actor);
  if (x.command == client_command::kill)
    result.set_kind(pb::FaultRequest::KIND_KILL);
  else if (x.command == client_command::throw_exception)
    result.set_kind(pb::FaultRequest::KIND_THROW);
  else
    result.set_kind(pb::FaultRequest::KIND_STALL);
  result.set_duration_ms(static_cast<uint32_t>(x.duration.count()));
  return result;
}

grpc::Status call(pb::Debug::Stub& to, grpc::ClientContext& ctx,
                  const client_options& x, pb::Document& out) {
  pb::LedgerRequest ledger;
  ledger.set_barrier(x.barrier);
  switch (x.command) {
  case client_command::version:
    return to.Version(&ctx, {}, &out);
  case client_command::config:
    return to.Config(&ctx, {}, &out);
  case client_command::topology:
    return to.Topology(&ctx, {}, &out);
  case client_command::status:
    return to.Status(&ctx, {}, &out);
  case client_command::health:
    return to.Health(&ctx, {}, &out);
  case client_command::tree:
    return to.Tree(&ctx, {}, &out);
  case client_command::ledger:
    return to.Ledger(&ctx, ledger, &out);
  case client_command::flush:
    return to.Flush(&ctx, {}, &out);
  default:
    return to.Fault(&ctx, fault_of(x), &out);
  }
}

std::string seconds(std::chrono::milliseconds x) {
  char text[32];
  std::snprintf(text, sizeof(text), "%g s",
                static_cast<double>(x.count()) / 1'000);
  return text;
}

error explain(const std::string& path, const client_options& question,
              const grpc::Status& x) {
  switch (x.error_code()) {
  case grpc::StatusCode::UNAVAILABLE:
    return {errc::unreachable,
            "the runtime behind " + path + " went away; is it stopping?"};
  case grpc::StatusCode::PERMISSION_DENIED:
    return {errc::denied, x.error_message()};
  case grpc::StatusCode::DEADLINE_EXCEEDED:
    return {errc::timeout,
            "no answer within " + seconds(question.timeout)
                + "; `troupe tree` shows an actor that is stuck, --timeout "
                  "waits longer"};
  case grpc::StatusCode::NOT_FOUND:
    return {errc::not_found, x.error_message()};
  default:
    return {errc::io, x.error_message()};
  }
}

} // namespace

error explain_connect(const std::string& path, int why) {
  switch (why) {
  case 0:
    return {};
  case EACCES:
  case EPERM:
    return {errc::denied, path
                              + " belongs to another user; run this as that "
                                "user or as root"};
  case ENOENT:
  case ENOTDIR:
    return {errc::unreachable,
            "no runtime: " + path
                + " does not exist; start one with `troupe run`, or name its "
                  "folder with --run-dir"};
  case ECONNREFUSED:
    return {errc::unreachable,
            "no runtime: nobody answers at " + path
                + ", it was left behind; start one with `troupe run`"};
  case ENAMETOOLONG:
    return {errc::unreachable, "the socket path " + path
                                   + " is too long; use a shorter --run-dir"};
  default:
    return {errc::unreachable,
            "cannot reach " + path + ": " + std::strerror(why)};
  }
}

result<std::string> ask_runtime(const std::string& path,
                                const client_options& question) {
  // Asked first, since gRPC hides why a connection fails.
  if (auto e = explain_connect(path, probe_socket(path)); e.code != errc::none)
    return e;
  grpc::ClientContext ctx;
  ctx.set_deadline(std::chrono::system_clock::now() + question.timeout);
  pb::Document out;
  auto stub = connect(path);
  auto status = call(*stub, ctx, question, out);
  if (!status.ok())
    return explain(path, question, status);
  return std::move(*out.mutable_json());
}

} // namespace troupe
