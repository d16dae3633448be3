// SPDX-License-Identifier: Apache-2.0
#include "common/cli/report.h"

#include <array>
#include <cstdio>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "common/cli/parse.h"
#include "common/sink/sink.h"

namespace trace {
namespace {

constexpr auto kLevels = std::to_array<std::string_view>({"debug", "info", "warn", "error", "fatal"});

spdlog::level::level_enum spdlog_level(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::fatal:
      return spdlog::level::critical;
  }
  return spdlog::level::info;
}

// "PROGRAM: text", safe for a terminal, whoever wrote what is in the text.
class SafeLine final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    std::string line(message.logger_name.data(), message.logger_name.size());
    line += ": ";
    append_printable(line, {message.payload.data(), message.payload.size()}, Blanks::tabs_and_lines);
    line += '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<SafeLine>(); }
};

}  // namespace

std::string log_level_words() {
  std::string out;
  for (const std::string_view level : kLevels) out.append(out.empty() ? "" : " ").append(level);
  return out;
}

Result<LogLevel> parse_log_level(std::string_view name) {
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (kLevels[i] == name) return static_cast<LogLevel>(i);
  }
  return unknown_word("unknown level", name, kLevels);
}

void set_up_log(const std::string& program, LogLevel level) {
  auto log = spdlog::stderr_logger_st(program);
  log->set_formatter(std::make_unique<SafeLine>());
  log->set_level(spdlog_level(level));
  spdlog::set_default_logger(log);
}

Status accept_confinement(const Status& confined, bool is_required) {
  if (confined || is_required) return confined;
  spdlog::warn("{} (--require-sandbox makes it an error)", confined.error().message);
  return ok();
}

int fail(std::string_view program, const Error& error, int status) {
  const bool has_place = program.empty();
  std::string line = has_place ? std::string() : std::string(program) + ": ";
  append_printable(line, error.message, has_place ? Blanks::tabs_and_lines : Blanks::none);
  std::fflush(stdout);
  std::fprintf(stderr, "%s\n", line.c_str());
  return status;
}

int print(std::string_view program, std::string_view text) {
  Result<Sink> out = Sink::open("");
  if (!out) return fail(program, out.error(), kExitFailure);
  const Status written = out->write(printable(text, Blanks::tabs_and_lines));
  return written ? kExitOk : fail(program, written.error(), kExitFailure);
}

}  // namespace trace
