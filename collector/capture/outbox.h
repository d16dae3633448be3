// SPDX-License-Identifier: Apache-2.0
// Messages that wait until the other end has room: a bounded queue before a socket.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "collector/capture/message.h"

namespace trace::capture {

class Outbox {
 public:
  static constexpr std::size_t kBytesMax = 16 << 20;

  // Sends it, or keeps it. False: there is no room for it, and it is counted.
  bool add(int socket, std::string message);
  // Sends what it can. False: the other end is gone.
  bool flush(int socket);
  bool is_empty() const { return messages_.empty(); }
  // How many found no room since the last call.
  std::uint64_t take_dropped();

 private:
  std::deque<std::string> messages_;
  std::size_t bytes_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace trace::capture
