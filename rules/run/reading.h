// SPDX-License-Identifier: Apache-2.0
// What the commands that read events have in common: the inputs that are named, and the exit status of what came of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/sandbox.h"
#include "rules/cli/options.h"
#include "rules/engine/tally.h"
#include "rules/run/input.h"

namespace trace {

struct Stream {
  std::string name;  // for messages
  std::unique_ptr<ByteSource> bytes;
  bool is_again = false;  // it is a file that is among the streams before it, whatever its name
};

// Opens the inputs, or standard input if none is named. `in_use` gets them and whatever else is read or relied on, which no output
// may empty: signatures, the recordings of a ring and of earlier incidents, the manifest and sums of artifacts. It is told if one that
// may be live waits for those before it. Errors: of the first that cannot be opened.
Result<std::vector<Stream>> open_streams(const EngineOptions& options, Meanwhile& meanwhile, FilesInUse& in_use);

// Into the sandbox of a command that only reads and writes what is open by then; with `needs` as well. Errors: as accept_confinement().
Status confine_reader(const EngineOptions& options, const Needs& needs = {});

// Says what is wrong with what was read, if something is, and returns the exit status. A run that somebody stopped has not read
// all of its input, and is not blamed for it.
int status_of_input(const Status& done, const Tally& tally, bool was_stopped);

}  // namespace trace
