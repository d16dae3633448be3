// SPDX-License-Identifier: Apache-2.0
// trace-ebpf, the collector.
#include <unistd.h>

#include "collector/cli/flags.h"
#include "collector/tasks.h"
#include "common/base/inherited.h"
#include "common/base/standard_error.h"
#include "common/base/standard_streams.h"
#include "common/cli/report.h"
#include "common/cli/within_memory.h"
#include "common/sink/sink.h"

int main(int argc, char** argv) {
  using namespace trace;
  hold_standard_streams();
  close_inherited({argv, static_cast<std::size_t>(argc)});
  ignore_write_signals();
  own_standard_error();
  return within_memory(collector_program().name, [&] {
    const Result<CommandLine> options = parse_command_line(argc, argv, isatty(STDOUT_FILENO) == 1);
    if (!options) return fail(collector_program().name, options.error(), kExitUsage);
    set_up_log(std::string(collector_program().name), options->log_level);
    return run_task(*options);
  });
}
