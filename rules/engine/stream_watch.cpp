// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/stream_watch.h"

#include <utility>

namespace trace {

StreamWatch::Change StreamWatch::over() {
  told_ = quiet_;
  return std::exchange(live_, false) ? Change::ended : Change::none;
}

StreamWatch::Change StreamWatch::heard() {
  told_ = std::exchange(quiet_, Duration::zero());
  const bool was_silent = std::exchange(silent_, false);
  return std::exchange(has_come_, true) && was_silent ? Change::back : Change::none;
}

StreamWatch::Change StreamWatch::waited(Duration asked, Duration took) {
  const bool was_running = took <= 2 * asked;
  if (!was_running && !silent_) {
    quiet_ = Duration::zero();
    return Change::none;
  }
  quiet_ += took;
  const bool is_watched = live_ || !has_come_;
  if (!is_watched || silent_ || quiet_ < (has_come_ ? kSilent : kPatience)) return Change::none;
  told_ = quiet_;
  silent_ = true;
  return has_come_ ? Change::silent : Change::nothing_came;
}

}  // namespace trace
