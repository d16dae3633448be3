// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "common/base/standard_streams.h"
#include "rules/cli/options.h"
#include "rules/run/commands.h"

int main(int argc, char** argv) {
  trace::hold_standard_streams();
  const trace::Result<trace::EngineOptions> options = trace::parse_engine_options(argc, argv);
  if (!options) {
    std::fprintf(stderr, "trace-rules: %s\n", trace::printable(options.error().message).c_str());
    return trace::kExitUsage;
  }
  const auto log = spdlog::stderr_logger_st("trace-rules");
  log->set_pattern("%n: %l: %v");
  log->set_level(spdlog::level::from_str(options->log_level));
  spdlog::set_default_logger(log);
  return trace::run_command(*options);
}
