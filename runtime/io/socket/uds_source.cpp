#include "runtime/io/socket/uds_source.hpp"

#include <utility>

#include <sys/socket.h>

#include "runtime/io/socket/udp_source.hpp"

namespace troupe {

uds_source::uds_source(uds_options options)
    : options_(std::move(options)),
      path_(options_.path),
      reader_(options_.datagrams) {
}

uds_source::~uds_source() {
  close();
}

status uds_source::open() {
  auto bound = path_.bind(SOCK_DGRAM);
  if (!bound)
    return bound.err();
  fd_ = *std::move(bound);
  int on = 1;
  if (options_.datagrams.credentials)
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  set_receive_buffer(fd_.get(), options_.receive_buffer);
  return ok();
}

read_report uds_source::read(packet_batch& into, int64_t) {
  return reader_.read(fd_.get(), into);
}

source_check uds_source::check(int64_t) {
  source_check result;
  result.file_gone = fd_ && !path_.is_ours();
  return result;
}

void uds_source::seal() {
  ::shutdown(fd_.get(), SHUT_RD);
}

void uds_source::close() {
  fd_.reset();
  path_.remove();
}

std::string uds_source::address() const {
  return "unixgram://" + options_.path;
}

} // namespace troupe
