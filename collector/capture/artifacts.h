// SPDX-License-Identifier: Apache-2.0
// What is done with a thing that was found, or was not: it is kept in the folder, noted in the manifest, and told as an event.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "collector/capture/held_file.h"
#include "collector/capture/store.h"
#include "common/artifact/manifest.h"
#include "common/event/event.h"

namespace trace {

// Why something is captured.
struct Trigger {
  const Event* event = nullptr;  // whose process it is of; null: only a number of the process is known, at most
  bool is_event = true;          // it is an event of the stream, not only a context
  std::string_view kind;
  std::string_view role;
  std::string path;
  std::string_view stream = {};  // of what was written or read: see ManifestLine
  std::uint64_t streamed = 0;
  std::optional<std::uint64_t> address = {};  // in the memory of the process
  std::string_view missing = {};              // why it may not be all; empty: it is
  // Its ctime at the event, if nobody could write to it then. 0: somebody could.
  std::uint64_t unwritten_ctime_ns = 0;
};

class Artifacts {
 public:
  using Tell = std::function<void(const Event& artifact)>;

  // The store must outlive it.
  Artifacts(ArtifactStore& store, Tell tell) : store_(store), tell_(std::move(tell)) {}

  // Returns what became of it.
  ArtifactStore::Kept keep(const HeldFile& file, const Trigger& trigger, std::string_view how);
  // It was kept before, and has not changed since.
  void known(const ArtifactStore::Kept& kept, std::uint32_t dev, std::uint64_t inode, const Trigger& trigger);
  void missed(const Trigger& trigger, std::string reason);
  // What was captured otherwise, or could not be. complete: nothing was left out.
  void note(ManifestLine line, bool complete);
  // Triggers that nobody can tell anything of.
  void missed(std::uint64_t count, std::string_view kind, std::string_view reason);

 private:
  void report(ManifestLine line, const Trigger& trigger, bool complete);

  ArtifactStore& store_;
  Tell tell_;
};

}  // namespace trace
