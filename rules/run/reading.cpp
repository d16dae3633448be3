// SPDX-License-Identifier: Apache-2.0
#include "rules/run/reading.h"

#include "common/base/near_name.h"
#include "common/cli/report.h"
#include "rules/cli/flags.h"

namespace trace {
namespace {

int fail(int status, const Error& error) {
  return trace::fail(engine_program().name, error, status);
}

// What was taken for a file may have been meant for a command.
Error with_command_hint(Error error, const std::string& path) {
  if (error.code == Code::not_found) error.message += did_you_mean(path, engine_command_names());
  return error;
}

}  // namespace

Result<std::vector<Stream>> open_streams(const EngineOptions& options, Meanwhile& meanwhile, FilesInUse& in_use) {
  std::vector<Stream> streams;
  for (const std::string& path : options.files.empty() ? std::vector<std::string>{"-"} : options.files) {
    auto bytes = open_input(path, meanwhile, in_use);
    if (!bytes) return with_command_hint(bytes.error(), path);
    const bool standard = path == "-" || path == "stdin";
    streams.push_back({standard ? "standard input" : path, *std::move(bytes)});
  }
  return streams;
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
