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
  return std::exchange(silent_, false) ? Change::back : Change::none;
}

StreamWatch::Change StreamWatch::waited(Duration asked, Duration took) {
  const bool was_running = took <= 2 * asked;
  if (!was_running && !silent_) {
    quiet_ = Duration::zero();
    return Change::none;
  }
  quiet_ += took;
  if (!live_ || silent_ || quiet_ < kSilent) return Change::none;
  told_ = quiet_;
  silent_ = true;
  return Change::silent;
}

}  // namespace trace
