// SPDX-License-Identifier: Apache-2.0
#include "rules/run/reading.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

#include <spdlog/spdlog.h>

#include "common/artifact/manifest.h"
#include "common/base/confinement.h"
#include "common/base/files_below.h"
#include "common/base/near_name.h"
#include "common/base/printable.h"
#include "common/base/text.h"
#include "common/catalog/syscall_name.h"
#include "common/cli/report.h"
#include "common/sink/waiting_writes.h"
#include "rules/cli/flags.h"
#include "rules/load/signature_files.h"
#include "rules/run/recordings.h"

namespace trace {
namespace {

// What was taken for a file may have been meant for a command.
Error with_command_hint(Error error, const std::string& path) {
  if (error.code == Code::not_found) error.message += did_you_mean(path, engine_command_names());
  return error;
}

// A folder stands for the recordings in it.
Result<std::vector<std::string>> paths_of(const std::vector<std::string>& named) {
  if (named.empty()) return std::vector<std::string>{"-"};
  std::vector<std::string> paths;
  for (const std::string& path : named) {
    std::error_code unknown;  // opening it will tell
    if (std::filesystem::is_directory(path, unknown)) {
      TRY_ASSIGN(std::vector<std::string> found, recordings_in(path));
      std::move(found.begin(), found.end(), std::back_inserter(paths));
    } else {
      paths.push_back(path);
    }
  }
  return paths;
}

Status add_files_below(const std::string& folder, const std::vector<std::string>& suffixes, std::string_view what,
                       FilesInUse& in_use) {
  TRY_ASSIGN(const std::vector<std::string> paths, files_below(folder, suffixes));
  for (const std::string& path : paths) in_use.add(path, std::string(what) + in_quotes(path));
  return ok();
}

Status add_what_is_read_besides(const EngineOptions& options, FilesInUse& in_use) {
  for (const std::string& folder : options.rules_dirs) {
    TRY(add_files_below(folder, signature_suffixes(), "a file of signatures, ", in_use));
  }
  if (!options.keep.ring.empty()) TRY(add_files_below(options.keep.ring, {}, "a file of the ring, ", in_use));
  std::error_code unknown;  // then the keeper will tell
  if (!options.keep.incidents.empty() && std::filesystem::is_directory(options.keep.incidents, unknown)) {
    TRY(add_files_below(options.keep.incidents, {}, "a file of an earlier incident, ", in_use));
  }
  if (!options.artifacts.empty()) in_use.add(options.artifacts, kProofNames, "a file of the artifacts");
  return ok();
}

// What the inputs are, in their order.
class Named {
 public:
  // Whether it is a file that was given before. That it has to wait for another one is told, once.
  bool is_again(const std::string& path, bool standard) {
    struct stat status {};
    const int looked = standard ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
    if (looked != 0) return false;
    const bool may_be_live = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
    if (may_be_live && has_any_ && !std::exchange(is_told_, true)) {
      spdlog::warn("inputs are read one after the other: {} is read when those before it have ended",
                   standard ? "standard input" : printable(in_quotes(path)));
    }
    has_any_ = true;
    return S_ISREG(status.st_mode) && !files_.emplace(status.st_dev, status.st_ino).second;
  }

 private:
  std::set<std::pair<dev_t, ino_t>> files_;
  bool has_any_ = false;
  bool is_told_ = false;
};

}  // namespace

Result<std::vector<Stream>> open_streams(const EngineOptions& options, Meanwhile& meanwhile, FilesInUse& in_use) {
  TRY(add_what_is_read_besides(options, in_use));
  std::vector<Stream> streams;
  TRY_ASSIGN(const std::vector<std::string> paths, paths_of(options.files));
  Named named;
  for (const std::string& path : paths) {
    auto bytes = open_input(path, meanwhile, in_use);
    if (!bytes) return with_command_hint(bytes.error(), path);
    const bool standard = path == "-" || path == "stdin";
    streams.push_back({standard ? "standard input" : path, *std::move(bytes), named.is_again(path, standard)});
  }
  return streams;
}

Status confine_reader(const EngineOptions& options, const Needs& needs) {
  const Confinement confinement{.needs = joined({waiting_writes_needs(), needs}), .call_name = syscall_name};
  return accept_confinement(confine(confinement), options.require_sandbox);
}

int status_of_input(const Status& done, const Tally& tally, bool was_stopped) {
  if (!done) return fail(kExitFailure, done.error());
  switch (wholeness(tally)) {
    case Wholeness::whole:
      return kExitOk;
    case Wholeness::damaged:
      return fail(kExitDamaged, {Code::corrupt, "the input is damaged: " + damaged_parts(tally)});
    case Wholeness::cut:
      break;
  }
  if (was_stopped && tally.failures.empty()) return kExitOk;
  const std::string cut = cut_parts(tally);
  return cut.empty() ? kExitFailure : fail(kExitFailure, {Code::corrupt, "the input was cut short: " + cut});
}

}  // namespace trace
