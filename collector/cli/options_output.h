// SPDX-License-Identifier: Apache-2.0
// --output: where events go, in which form.
//
//   output  := format [ ":" file ("," file)* ] | "format:" format | "out-file:" FILE | "option:" NAME ("," NAME)*
//   file    := FILE ("," rotation)*                                                     options_rotation.h
//   format  := a name of common/catalog/formats.def | "none"
//
// A FILE of "stdout" or "-" is standard output. "format:" and "out-file:" are the spelling of
// Tracee's first releases, where there was one output: together they mean "format:FILE".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/cli/options.h"
#include "common/base/result.h"

namespace trace {

// "option:NAME".
struct OutputOption {
  std::string_view name;
  std::string_view help;    // one line
  std::string_view manual;  // mdoc(7), without the last line end
  void (*set)(CommandLine&);
};

std::span<const OutputOption> output_options();

// A file whose name ends in ".zst" is compressed, and sealed (common/seal).
bool is_sealed(const OutputSpec& output);

// Completion: what a value of --output can be.
std::string output_words();

// Reads the values of --output into outputs, encoding, exec_env and sort_events.
Status parse_outputs(const std::vector<std::string>& flags, bool stdout_is_terminal, CommandLine& options);

}  // namespace trace
