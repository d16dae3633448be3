// SPDX-License-Identifier: Apache-2.0
#include "collector/capture/exec_join.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "collector/capture/safe_name.h"

namespace trace {
namespace {

// The same file, told as that of overlayfs and as that of the layer below.
bool is_twin(const HeldFile& one, const HeldFile& other) {
  return (one.status.has_other_identity || other.status.has_other_identity) && one.status.same_content(other.status) &&
         one.status.file.ctime_ns == other.status.file.ctime_ns && base_name(one.path) == base_name(other.path);
}

}  // namespace

void ExecJoin::opened(HeldFile file) {
  const pid_t pid = file.pid;
  files_.push_back(std::move(file));
  of_process_[pid].push_back(std::prev(files_.end()));
}

HeldFile* ExecJoin::first_of(pid_t pid) {
  const auto own = of_process_.find(pid);
  return own == of_process_.end() ? nullptr : &*own->second.front();
}

HeldFile ExecJoin::take_first_of(pid_t pid) {
  const auto own = of_process_.find(pid);
  const Files::iterator first = own->second.front();
  own->second.pop_front();
  if (own->second.empty()) of_process_.erase(own);
  HeldFile file = std::move(*first);
  files_.erase(first);
  return file;
}

// By device and inode; where stat(2) has other ones than the kernel, by inode, else by name.
ExecJoin::Files::iterator ExecJoin::find_program(const Execution& execution) {
  const auto by_inode = [&](const HeldFile& file) {
    const bool is_dev = file.status.file.dev == execution.dev || file.status.has_other_identity;
    return is_dev && file.status.file.inode == execution.inode;
  };
  if (execution.pid == 0) return std::find_if(files_.begin(), files_.end(), by_inode);
  const auto own = of_process_.find(execution.pid);
  if (own == of_process_.end()) return files_.end();
  const auto first_that = [&](auto&& is_it) {
    const auto found = std::find_if(own->second.begin(), own->second.end(), [&](auto file) { return is_it(*file); });
    return found == own->second.end() ? files_.end() : *found;
  };
  const auto found = first_that(by_inode);
  if (found != files_.end()) return found;
  return first_that([&](const HeldFile& file) {
    return file.status.has_other_identity && base_name(file.path) == base_name(execution.path);
  });
}

ExecJoin::Found ExecJoin::executed(const Execution& execution) {
  Found found;
  const auto program = find_program(execution);
  if (program == files_.end()) {
    // Its own file is in no file system that is marked; its loader is.
    const HeldFile* const loader = first_of(execution.pid);
    if (loader != nullptr && loader->status.file.inode == execution.loader_inode) take_first_of(execution.pid);
    return found;
  }
  const pid_t pid = program->pid;
  while (first_of(pid) != &*program) {
    HeldFile before = take_first_of(pid);
    if (is_twin(before, *program)) continue;
    (execution.is_script ? found.scripts : found.attempts).push_back(std::move(before));
  }
  found.program = take_first_of(pid);
  const auto belongs = [&](const HeldFile& file) {
    return is_twin(file, *found.program) ||
           (execution.loader_inode != 0 && file.status.file.inode == execution.loader_inode);
  };
  for (const HeldFile* after = first_of(pid); after != nullptr && belongs(*after); after = first_of(pid)) {
    // A loader's twin looks like nothing that the event knows.
    const HeldFile taken = take_first_of(pid);
    const HeldFile* const twin = first_of(pid);
    if (twin != nullptr && is_twin(*twin, taken)) take_first_of(pid);
  }
  return found;
}

std::vector<HeldFile> ExecJoin::take_attempts(std::uint64_t seen_until_ns, bool all) {
  std::vector<HeldFile> attempts;
  while (!files_.empty() &&
         (all || files_.size() > files_max_ || files_.front().time_ns + kPatienceNs < seen_until_ns)) {
    if (!all && files_.size() > files_max_) ++pushed_out_;
    attempts.push_back(take_first_of(files_.front().pid));  // the first of all is the first of its process
  }
  return attempts;
}

}  // namespace trace
