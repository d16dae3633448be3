// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/outbox.h"

#include <utility>

namespace trace::capture {

bool Outbox::add(int socket, std::string message) {
  if (messages_.empty() && send_now(socket, message) == Sent::done) return true;
  if (bytes_ + message.size() > kBytesMax) {
    ++dropped_;
    return false;
  }
  bytes_ += message.size();
  messages_.push_back(std::move(message));
  return true;
}

bool Outbox::flush(int socket) {
  while (!messages_.empty()) {
    switch (send_now(socket, messages_.front())) {
      case Sent::no_room:
        return true;
      case Sent::ended:
        return false;
      case Sent::done:
        bytes_ -= messages_.front().size();
        messages_.pop_front();
    }
  }
  return true;
}

std::uint64_t Outbox::take_dropped() {
  return std::exchange(dropped_, 0);
}

}  // namespace trace::capture
