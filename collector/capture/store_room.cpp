// SPDX-License-Identifier: Apache-2.0
// The oldest objects make room for new ones.
#include <unistd.h>

#include <string>
#include <utility>

#include "collector/capture/store.h"

namespace trace {

// The room that the disk keeps is not asked for: whoever fills the disk would have all that was captured removed.
void ArtifactStore::make_room(std::uint64_t size, bool is_file) {
  if (!limits_.oldest_go || size > limits_.total_bytes) return;
  while ((is_file && total_files_ >= limits_.total_files) || is_too_much(size)) {
    const auto oldest = kept_.take_oldest();
    if (!oldest) return;
    remove(*oldest);
  }
}

void ArtifactStore::remove(const KeptObject& object) {
  for (const std::string& link : object.links) ::unlinkat(root_.get(), link.c_str(), 0);
  if (::unlinkat(root_.get(), object.object.c_str(), 0) != 0) return;
  total_bytes_ -= object.size;
  --total_files_;
  std::erase_if(known_, [&](const auto& known) { return known.second.object == object.object; });
  const std::string sha256 = object.object.substr(object.object.find_last_of('/') + 1);
  std::erase_if(linked_, [&](const std::string& linked) { return linked.ends_with(sha256); });
  manifest_.own_line("removed", "the oldest make room", object.object);
}

}  // namespace trace
