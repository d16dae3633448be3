// SPDX-License-Identifier: Apache-2.0
// What the two ends of a broker's socket say: one request, one reply, both of a fixed size.
//
//   client                                       broker
//                                          ◀──     Reply {0, why it is not in the sandbox}, once, when it is ready
//     Request {verb, object, number}        ──▶    validates, opens
//     Reply {error, name} + descriptor      ◀──
//
// The socket is SOCK_SEQPACKET: it keeps the bounds of messages. A request of another size is answered with EINVAL, a
// descriptor that comes with it is closed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "common/base/unique_fd.h"

namespace trace {

enum class Verb : std::uint32_t {
#define VERB(id, patience, what) id,
#include "common/broker/verbs.def"
};

struct Request {
  std::uint32_t verb = 0;    // of Verb
  std::uint32_t object = 0;  // which of the lists, recordings or FIFOs that were granted
  std::uint64_t number = 0;  // of the file in its list; of make_room: bytes

  bool operator==(const Request&) const = default;
};

struct Reply {
  // errno; 0: a descriptor comes with it, but for make_room. Of lists: ENODATA is the end, EMEDIUMTYPE what is no regular file; open(2) gives neither.
  std::int32_t error = 0;
  std::array<char, 4092> name{};  // of the file (PATH_MAX), or as above; ends with a zero byte
};

enum class Receipt : std::uint8_t {
  message,
  malformed,  // of another size, or cut
  none,       // the time is over
  ended,      // the other end is gone
};

// Sends one message, with a descriptor if `fd` is none of -1. False: the other end is gone.
bool send_message(int socket, const void* bytes, std::size_t size, int fd);

// Receives one message of exactly `size` bytes. Waits at most `timeout_ms` (-1: for ever). At most one descriptor is
// taken, into `fd`; others are closed by the kernel.
Receipt receive_message(int socket, void* bytes, std::size_t size, UniqueFd& fd, int timeout_ms);

}  // namespace trace
