// SPDX-License-Identifier: Apache-2.0
#include "rules/verify/anchor_check.h"

#include "common/base/text.h"

namespace trace {

AnchorCheck::AnchorCheck(const std::vector<Anchor>& anchors) {
  for (const Anchor& anchor : anchors) files_[{anchor.mark, anchor.file}].insert(anchor);
}

void AnchorCheck::see(const wire_seal& seal) {
  if (!asks()) return;
  const Anchor seen = anchor_of(seal);
  const File file{seen.mark, seen.file};
  auto awaited = awaited_.find(file);
  if (awaited == awaited_.end()) {
    const auto known = files_.find(file);
    awaited = awaited_.emplace(file, known == files_.end() ? std::set<Anchor>() : known->second).first;
  }
  awaited->second.erase(seen);
}

bool AnchorCheck::has_recording(const File& file) const {
  const auto first = files_.lower_bound({file.first, 0});
  return first != files_.end() && first->first.first == file.first;
}

FoundAnchors AnchorCheck::take() {
  FoundAnchors found;
  for (const auto& [file, awaited] : std::exchange(awaited_, {})) {
    if (!files_.contains(file) && has_recording(file)) {
      found.has_none_of_file = true;
    } else if (!files_.contains(file)) {
      found.wrong.emplace_back("none of the anchors is of it");
    }
    if (awaited.empty()) continue;
    found.wrong.push_back(
        counted(awaited.size(), "seal") + " of which there are anchors, from seal " +
        std::to_string(awaited.begin()->number) +
        " on, are not in it: it was cut off, or made anew; or they were never written: the disk was full, or the "
        "machine went down");
  }
  return found;
}

}  // namespace trace
