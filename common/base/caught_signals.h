// SPDX-License-Identifier: Apache-2.0
// What the handlers of both programs have in common: they tell one signal from two, and wake the loop. All of it is safe in a
// handler (signal-safety(7)) but where it says otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <initializer_list>

#include "common/base/result.h"
#include "common/base/unique_fd.h"

namespace trace {

// What a program catches must reach it: who started it may have had the signals blocked, which execve(2) leaves so. Not in a handler.
void unblock_signals(std::initializer_list<int> signals);

// Counts what somebody sent. timeout(1) and the like send a signal to the process and to its group: that is one, not two.
class SignalCount {
 public:
  static constexpr std::int64_t kSameSignalMs = 300;

  // One came now. Returns which of those that count it is: 1 for the first and for all that are the same one.
  int add();
  // One came then, by a clock that is not 0.
  int add(std::int64_t now_ms);
  int count() const { return count_; }

 private:
  std::atomic<std::int64_t> last_ms_{0};  // of those that count
  std::atomic<int> count_{0};
  static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<int>::is_always_lock_free);
};

// Wakes a loop that waits for a descriptor. One object in the program, since a handler reaches nothing else.
class WakeUp {
 public:
  // Not in a handler. Errors: of eventfd(2).
  static Result<WakeUp> make();
  WakeUp(WakeUp&&) = default;
  WakeUp& operator=(WakeUp&&) = default;
  ~WakeUp();

  static void ring();
  // Waits so long at most. True: a signal that is caught came, now or before, and was not silenced. Not in a handler.
  static bool has_rung_within(int ms);

  // For poll(2) and epoll(7): readable once it was rung, until it is silenced.
  int fd() const { return fd_.get(); }
  void silence() const;

 private:
  explicit WakeUp(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace trace
