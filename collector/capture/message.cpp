// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/message.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <utility>

#include "common/codec/frame/encode.h"

namespace trace::capture {
namespace {

void append_text(std::string_view text, std::string& out) {
  const auto size = static_cast<std::uint16_t>(text.size());
  char bytes[sizeof(size)];
  std::memcpy(bytes, &size, sizeof(size));
  out.append(bytes, sizeof(bytes)).append(text.substr(0, size));
}

bool take_text(std::string_view& bytes, std::string_view& text) {
  std::uint16_t size = 0;
  if (bytes.size() < sizeof(size)) return false;
  std::memcpy(&size, bytes.data(), sizeof(size));
  bytes.remove_prefix(sizeof(size));
  if (bytes.size() < size) return false;
  text = bytes.substr(0, size);
  bytes.remove_prefix(size);
  return true;
}

}  // namespace

std::string event_message(const Event& event) {
  std::string out(1, static_cast<char>(Say::event));
  append_text(event.context.container_id, out);
  append_text(event.context.executable, out);
  encode_frame(event, 0, out);
  return out;
}

Status read_event(std::string_view message, const FrameDecoder& decoder, Event& event) {
  message.remove_prefix(1);
  std::string_view container;
  std::string_view executable;
  if (!take_text(message, container) || !take_text(message, executable))
    return Error{Code::corrupt, "a message is cut"};
  TRY(decoder.decode(message, event));
  event.context.container_id = container;
  event.context.executable = executable;
  return ok();
}

std::string count_message(Say what, std::uint64_t count) {
  return static_cast<char>(what) + std::to_string(count);
}

std::uint64_t read_count(std::string_view message) {
  std::uint64_t count = 0;
  std::from_chars(message.data() + 1, message.data() + message.size(), count);
  return count;
}

std::string text_message(Say what, std::string_view text) {
  return std::string(1, static_cast<char>(what)).append(text);
}

std::string ring_message(const RingMap& map) {
  return std::string{static_cast<char>(Say::ring), static_cast<char>(map.ring)} + std::to_string(map.bytes);
}

Sent send_now(int socket, std::string_view message, int descriptor) {
  iovec bytes{const_cast<char*>(message.data()), message.size()};
  msghdr header{};
  header.msg_iov = &bytes;
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  if (descriptor >= 0) {
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    cmsghdr* const attached = CMSG_FIRSTHDR(&header);
    attached->cmsg_level = SOL_SOCKET;
    attached->cmsg_type = SCM_RIGHTS;
    attached->cmsg_len = CMSG_LEN(sizeof(int));
    std::memcpy(CMSG_DATA(attached), &descriptor, sizeof(descriptor));
  }
  ssize_t size = 0;
  do {
    size = ::sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  if (size >= 0) return Sent::done;
  return errno == EAGAIN || errno == ENOBUFS ? Sent::no_room : Sent::ended;
}

Received receive_now(int socket, std::string& message, UniqueFd* descriptor) {
  message.resize(kMessageMax);
  iovec bytes{message.data(), message.size()};
  msghdr header{};
  header.msg_iov = &bytes;
  header.msg_iovlen = 1;
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
  header.msg_control = control.data();
  header.msg_controllen = control.size();
  ssize_t size = 0;
  do {
    size = ::recvmsg(socket, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  message.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  if (const cmsghdr* const attached = size > 0 ? CMSG_FIRSTHDR(&header) : nullptr; attached != nullptr) {
    int number = -1;
    std::memcpy(&number, CMSG_DATA(attached), sizeof(number));
    UniqueFd received(number);
    if (descriptor != nullptr) *descriptor = std::move(received);
  }
  if (size > 0) return Received::message;
  return size < 0 && errno == EAGAIN ? Received::nothing : Received::ended;
}

}  // namespace trace::capture
