// SPDX-License-Identifier: Apache-2.0
// trace-rules, the engine.
#include "common/base/inherited.h"
#include "common/base/standard_error.h"
#include "common/base/standard_streams.h"
#include "common/cli/report.h"
#include "common/cli/within_memory.h"
#include "common/sink/sink.h"
#include "rules/cli/flags.h"
#include "rules/run/commands.h"

int main(int argc, char** argv) {
  using namespace trace;
  hold_standard_streams();
  close_inherited({argv, static_cast<std::size_t>(argc)});
  ignore_write_signals();
  own_standard_error();
  return within_memory(engine_program().name, [&] {
    const Result<EngineOptions> options = parse_engine_options(argc, argv);
    if (!options) return fail(engine_program().name, options.error(), kExitUsage);
    set_up_log(std::string(engine_program().name), options->log_level);
    return run_command(*options);
  });
}
