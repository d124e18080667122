#include "runtime/io/socket/datagram_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/uio.h>

namespace troupe {

namespace {

constexpr size_t control_bytes = CMSG_SPACE(sizeof(ucred));

/// Slots start on different cache sets, or each packet's head would evict the
/// one before.
constexpr size_t slot_gap = 64;

size_t end_of(const packet_batch& x) {
  return x.packets.empty() ? 0
                           : x.packets.back().offset + x.packets.back().size;
}

} // namespace

bool is_blank(std::string_view packet) noexcept {
  return packet.empty()
         || (packet.front() == '\n'
             && packet.find_first_not_of('\n') == std::string_view::npos);
}

datagram_reader::datagram_reader(datagram_options options)
    : options_(options),
      stride_(options.max_bytes + slot_gap),
      headers_(batch_slots),
      vectors_(batch_slots),
      controls_(options.credentials ? batch_slots * control_bytes : 0) {
  for (size_t i = 0; i < batch_slots; ++i) {
    vectors_[i].iov_len = options_.max_bytes;
    headers_[i].msg_hdr.msg_iov = &vectors_[i];
    headers_[i].msg_hdr.msg_iovlen = 1;
    if (options_.credentials)
      headers_[i].msg_hdr.msg_control = &controls_[i * control_bytes];
  }
}

datagram_reader::~datagram_reader() = default;

read_report datagram_reader::read(int fd, packet_batch& into) {
  read_report report;
  cursor_ = end_of(into);
  // A call for a few slots costs as much as one for many.
  auto enough =
      std::min(batch_slots, std::max<size_t>(1, into.capacity / stride_ / 4));
  while (true) {
    auto slots = std::min({batch_slots, (into.capacity - cursor_) / stride_,
                           options_.max_packets - into.packets.size()});
    if (slots == 0 || (slots < enough && !into.packets.empty())) {
      report.more = true;
      return report;
    }
    auto at = cursor_;
    auto got = receive(fd, into, at, slots);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0) {
      report.errors += errno != EAGAIN && errno != EWOULDBLOCK;
      return report;
    }
    for (size_t i = 0; i < static_cast<size_t>(got); ++i)
      keep(into, at + i * stride_, headers_[i], report);
    if (static_cast<size_t>(got) < slots)
      return report;
  }
}

int datagram_reader::receive(int fd, packet_batch& into, size_t at,
                             size_t slots) {
  for (size_t i = 0; i < slots; ++i) {
    vectors_[i].iov_base = into.storage.get() + at + i * stride_;
    headers_[i].msg_hdr.msg_controllen =
        options_.credentials ? control_bytes : 0;
  }
  return ::recvmmsg(fd, headers_.data(), static_cast<unsigned>(slots),
                    MSG_DONTWAIT, nullptr);
}

void datagram_reader::keep(packet_batch& into, size_t slot_offset,
                           const mmsghdr& x, read_report& report) {
  if ((x.msg_hdr.msg_flags & MSG_TRUNC) != 0) {
    ++report.truncated;
    return;
  }
  auto from = into.storage.get() + slot_offset;
  packet entry;
  entry.size = x.msg_len;
  if (is_blank({from, x.msg_len})) {
    ++report.empty;
    return;
  }
  if (options_.credentials)
    credentials_of(x.msg_hdr, entry, report);
  // A packet that fills most of its slot is not worth a copy.
  auto offset = entry.size * 2 > stride_ ? slot_offset : cursor_;
  if (offset != slot_offset)
    std::memmove(into.storage.get() + offset, from, entry.size);
  entry.offset = static_cast<uint32_t>(offset);
  cursor_ = offset + entry.size;
  into.packets.push_back(entry);
  ++report.packets;
  report.bytes += entry.size;
}

void datagram_reader::credentials_of(const msghdr& x, packet& to,
                                     read_report& report) const {
  auto head = CMSG_FIRSTHDR(&x);
  if (head == nullptr || head->cmsg_level != SOL_SOCKET
      || head->cmsg_type != SCM_CREDENTIALS) {
    ++report.anonymous;
    return;
  }
  ucred who{};
  std::memcpy(&who, CMSG_DATA(head), sizeof who);
  to.pid = static_cast<uint32_t>(who.pid);
  to.uid = who.uid;
  to.gid = who.gid;
  report.anonymous += who.pid == 0;
}

} // namespace troupe
