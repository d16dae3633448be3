// SPDX-License-Identifier: Apache-2.0
// What both programs say of themselves: exit statuses, errors, the log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace trace {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailure = 1;  // it could not be done, or not to the end of the input
inline constexpr int kExitUsage = 2;    // the command line, or a file that it names, is wrong
inline constexpr int kExitDamaged = 3;  // done, but the input is damaged

enum class LogLevel : std::uint8_t { debug, info, warn, error, fatal };

// "debug info warn error fatal", for completion.
std::string log_level_words();
// Errors: no level, with the near one.
Result<LogLevel> parse_log_level(std::string_view name);
// spdlog's default logger writes "PROGRAM: text" to standard error, safe for a terminal. What nobody reads there is counted and
// left out (common/base/standard_error.h).
void set_up_log(const std::string& program, LogLevel level);

// What a program that is not in its sandbox, or not in all of it, does: it ends, if --require-sandbox asks for it (is_required), else it
// warns and goes on.
Status accept_confinement(const Status& confined, bool is_required);

// Prints "PROGRAM: what is wrong" to standard error, safe for a terminal, and returns `status`. With an empty program the
// text begins with its place, FILE:LINE:COLUMN, as editors want it.
int fail(std::string_view program, const Error& error, int status);
// Prints to standard error as it is.
void say(std::string_view text);
// Prints to standard output, safe for a terminal. A reader that has gone is no failure.
int print(std::string_view program, std::string_view text);

}  // namespace trace
