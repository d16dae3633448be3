// SPDX-License-Identifier: Apache-2.0
#include "rules/run/keep.h"

#include <sys/stat.h>

#include <array>
#include <string>

#include "common/artifact/sha256.h"
#include "common/base/confinement.h"
#include "common/base/landlock.h"
#include "common/base/printable.h"
#include "common/base/text.h"
#include "common/catalog/syscall_name.h"
#include "common/cli/report.h"
#include "rules/cli/flags.h"
#include "rules/keep/own_folder.h"
#include "rules/keep/ring.h"

namespace trace {

int keep(const EngineOptions& options) {
  auto ring = Ring::open(options.keep.ring);
  if (!ring) return fail(kExitUsage, ring.error());
  auto folder = open_own_folder(options.keep.output);
  if (!folder) return fail(kExitUsage, folder.error());
  if (Status apart = ring->check_is_apart(folder->get()); !apart) {
    return fail(kExitUsage, std::move(apart).error().in("--output " + in_quotes(options.keep.output)));
  }
  ::umask(kOwnUmask);
  prepare_sha256();
  // The files are the user's: it gives up the rest, and not being him.
  Status confined = drop_capabilities(0, 0);
  if (confined) confined = write_only_below(std::array{folder->get(), ring->fd()});
  if (confined) confined = enter_sandbox(Ring::needs(), syscall_name);
  confined = accept_confinement(confined, options.require_sandbox);
  if (!confined) return fail(kExitFailure, confined.error());
  std::size_t kept = 0;
  std::string missing;
  auto segments = ring->between(options.keep.from_ns, options.keep.to_ns);
  if (!segments) return fail(kExitFailure, std::move(segments).error().in("--ring " + in_quotes(options.keep.ring)));
  for (const Ring::Segment& segment : *segments) {
    if (const auto put = ring->put(segment, folder->get(), true); put) {
      ++kept;
    } else {
      missing += (missing.empty() ? "" : ", ") + segment.name + " (" + put.error().message + ")";
    }
  }
  if (!missing.empty()) return fail(kExitFailure, {Code::io, "these could not be kept: " + missing});
  if (kept == 0) return fail(kExitFailure, {Code::not_found, "nothing in the ring is of that time"});
  return print(engine_program().name, "kept " + counted(kept, "file") + " in " + printable(options.keep.output) + "\n");
}

}  // namespace trace
