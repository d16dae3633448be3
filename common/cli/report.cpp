// SPDX-License-Identifier: Apache-2.0
#include "common/cli/report.h"

#include <array>
#include <cstdio>
#include <memory>

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "common/base/standard_error.h"
#include "common/cli/parse.h"
#include "common/sink/sink.h"

namespace trace {
namespace {

constexpr int kPatienceMs = 200;  // with who reads our errors

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

// Lines that find no room are counted, and that is told once there is some.
class LimitedError final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    if (lost_ != 0 &&
        !write(std::string(is_cut_ ? "\n" : "") + std::string(message.logger_name.data(), message.logger_name.size()) +
               ": " + std::to_string(lost_) + " messages were not written, since nobody read them\n")) {
      ++lost_;
      return;
    }
    lost_ = 0;
    spdlog::memory_buf_t line;
    formatter_->format(message, line);
    if (!write({line.data(), line.size()})) ++lost_;
  }
  void flush_() override {}

 private:
  // Waits only as long as what came before was read.
  bool write(std::string_view text) {
    const std::size_t size = write_error_text(text, lost_ == 0 ? kPatienceMs : 0);
    is_cut_ = size != text.size() && (size != 0 || is_cut_);
    return size == text.size();
  }

  std::uint64_t lost_ = 0;
  bool is_cut_ = false;  // the last line that was written is not whole
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
  auto log = std::make_shared<spdlog::logger>(program, std::make_shared<LimitedError>());
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
  say(line + '\n');
  return status;
}

void say(std::string_view text) {
  static_cast<void>(write_error_text(text, kPatienceMs));
}

int print(std::string_view program, std::string_view text) {
  Result<Sink> out = Sink::open("");
  if (!out) return fail(program, out.error(), kExitFailure);
  const Status written = out->write(printable(text, Blanks::tabs_and_lines));
  return written ? kExitOk : fail(program, written.error(), kExitFailure);
}

}  // namespace trace
