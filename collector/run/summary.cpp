// SPDX-License-Identifier: Apache-2.0
#include "collector/run/summary.h"

#include <spdlog/spdlog.h>

namespace trace {

void log_summary(const FrameSource& source, const Pipeline& pipeline, std::chrono::duration<double> run_time) {
  const Accounts& accounts = pipeline.accounts();
  const Account sum = accounts.sum(pipeline.selected());
  spdlog::info("collected {} events in {:.1f} s, {} lost, {} filtered", sum.written, run_time.count(), sum.lost,
               sum.filtered);
  for (const EventSpec& event : events()) {
    if (const Account& account = accounts.at(event.slot); account.lost != 0) {
      spdlog::warn("lost {} of {} events {} (a larger --buffer-size, or fewer events, would help)", account.lost,
                   account.produced, event.name);
    }
  }
  for (const auto& [program, hits] : source.misses()) {
    spdlog::warn("the kernel left out {} hits of program {}, which was running on that CPU already", hits, program);
  }
  if (pipeline.malformed() != 0) {
    spdlog::error("{} of them were lost since they could not be decoded, which is a fault of this program",
                  pipeline.malformed());
  }
}

}  // namespace trace
