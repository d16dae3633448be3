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

// By device and inode; where stat(2) has other ones than the kernel, by inode, else by name.
ExecJoin::Files::iterator ExecJoin::find_program(const Execution& execution) {
  const auto by_inode = [&](const HeldFile& file) {
    const bool is_dev = file.status.file.dev == execution.dev || file.status.has_other_identity;
    return is_dev && file.status.file.inode == execution.inode;
  };
  const auto is_its = [&](const HeldFile& file) { return file.pid == execution.pid; };
  auto found =
      std::find_if(files_.begin(), files_.end(), [&](const auto& file) { return is_its(file) && by_inode(file); });
  if (found != files_.end()) return found;
  if (execution.pid == 0) return std::find_if(files_.begin(), files_.end(), by_inode);
  return std::find_if(files_.begin(), files_.end(), [&](const HeldFile& file) {
    return is_its(file) && file.status.has_other_identity && base_name(file.path) == base_name(execution.path);
  });
}

ExecJoin::Found ExecJoin::executed(const Execution& execution) {
  Found found;
  const auto program = find_program(execution);
  const pid_t pid = program == files_.end() ? execution.pid : program->pid;
  const auto next_of_it = [&](Files::iterator at) {
    return std::find_if(at, files_.end(), [&](const HeldFile& file) { return file.pid == pid; });
  };
  if (program == files_.end()) {
    // Its own file is in no file system that is marked; its loader is.
    const auto loader = next_of_it(files_.begin());
    if (loader != files_.end() && loader->status.file.inode == execution.loader_inode) files_.erase(loader);
    return found;
  }
  found.program = std::move(*program);
  for (auto at = next_of_it(files_.begin()); at != program && at != files_.end();) {
    if (!is_twin(*at, *found.program)) {
      (execution.is_script ? found.scripts : found.attempts).push_back(std::move(*at));
    }
    at = next_of_it(files_.erase(at));
  }
  auto after = next_of_it(files_.erase(program));
  const auto belongs = [&](const HeldFile& file) {
    return is_twin(file, *found.program) ||
           (execution.loader_inode != 0 && file.status.file.inode == execution.loader_inode);
  };
  while (after != files_.end() && belongs(*after)) {
    // A loader's twin looks like nothing that the event knows.
    const HeldFile taken = std::move(*after);
    after = next_of_it(files_.erase(after));
    if (after != files_.end() && is_twin(*after, taken)) after = next_of_it(files_.erase(after));
  }
  return found;
}

std::vector<HeldFile> ExecJoin::take_attempts(std::uint64_t seen_until_ns, bool all) {
  std::vector<HeldFile> attempts;
  while (!files_.empty() &&
         (all || files_.size() > kFilesMax || files_.front().time_ns + kPatienceNs < seen_until_ns)) {
    if (!all && files_.size() > kFilesMax) ++pushed_out_;
    attempts.push_back(std::move(files_.front()));
    files_.pop_front();
  }
  return attempts;
}

}  // namespace trace
