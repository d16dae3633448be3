// SPDX-License-Identifier: Apache-2.0
#include "collector/enrich/executables.h"

namespace trace {

bool Executables::complete(Context& context) {
  Known& known = known_[context.host_pid % known_.size()];
  const bool same = known.host_pid == context.host_pid && known.start_ns == context.leader_start_ns;
  if (!context.executable.empty()) {
    if (!same || known.path != context.executable)
      known = {context.host_pid, context.leader_start_ns, std::string(context.executable)};
    return false;
  }
  if (!same) return false;
  context.executable = known.path;
  return !known.path.empty();
}

}  // namespace trace
