// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options_output.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

#include "collector/selection/condition.h"
#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

struct Format {
  std::string_view name;
  OutputKind kind;
};

constexpr auto kFormats = std::to_array<Format>({
    {"table", OutputKind::table},
    {"table-verbose", OutputKind::table_verbose},
    {"json", OutputKind::json},
    {"binary", OutputKind::binary},
    {"none", OutputKind::none},
});

constexpr auto kFormatNames = std::to_array<std::string_view>(
    {"table", "table-verbose", "json", "binary", "none", "format:", "out-file:", "option:"});
constexpr auto kOptionNames =
    std::to_array<std::string_view>({"parse-arguments", "relative-time", "exec-env", "sort-events"});

// What the flags said, before defaults.
struct Wanted {
  std::vector<OutputSpec> outputs;
  std::optional<OutputKind> format;  // format:
  std::string out_file;              // out-file:
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

Result<OutputKind> parse_format(std::string_view name) {
  for (const Format& format : kFormats) {
    if (format.name == name) return format.kind;
  }
  return Error{Code::invalid,
               "unrecognized output format: " + in_quotes(name) + did_you_mean(name, kFormatNames) +
                   ": one of table, table-verbose, json, binary, none; use '--output help' for more info"};
}

Status set_option(std::string_view name, CommandLine& options) {
  if (name == "parse-arguments") {
    options.encoding.parse_arguments = true;
  } else if (name == "relative-time") {
    options.encoding.relative_time = true;
  } else if (name == "exec-env") {
    options.exec_env = true;
  } else if (name == "sort-events") {
    options.sort_events = true;
  } else {
    return Error{Code::invalid, "invalid output option: " + in_quotes(name) + did_you_mean(name, kOptionNames) +
                                    ", use '--output help' for more info"};
  }
  return ok();
}

Result<std::string> parse_path(std::string_view text) {
  if (text == "stdout" || text == "-") return std::string();
  std::string path(text);
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Error{Code::invalid, "cannot use a path of existing directory " + in_quotes(path)};
  }
  return path;
}

Status add_targets(OutputKind kind, std::string_view files, Wanted& wanted) {
  TRY_ASSIGN(const auto names, split_list(files));
  for (const std::string_view name : names) {
    TRY_ASSIGN(std::string path, parse_path(name));
    wanted.outputs.push_back({kind, std::move(path)});
  }
  return ok();
}

Status set_options(std::string_view list, CommandLine& options) {
  TRY_ASSIGN(const auto names, split_list(list));
  for (const std::string_view name : names) {
    TRY(set_option(name, options));
  }
  return ok();
}

Status set_out_file(std::string_view path, Wanted& wanted) {
  if (!wanted.out_file.empty()) return Error{Code::invalid, "out-file: was given before"};
  if (path.empty()) return Error{Code::invalid, "out-file: needs a path"};
  wanted.out_file = path;
  return ok();
}

Status set_format(std::string_view name, Wanted& wanted) {
  if (wanted.format) return Error{Code::invalid, "format: was given before"};
  TRY_ASSIGN(wanted.format, parse_format(name));
  return ok();
}

// FORMAT or FORMAT:FILE,...
Status add_output(std::string_view flag, Wanted& wanted) {
  const std::size_t colon = flag.find(':');
  TRY_ASSIGN(const OutputKind kind, parse_format(flag.substr(0, colon)));
  if (colon == std::string_view::npos) {
    wanted.outputs.push_back({kind, {}});
    return ok();
  }
  if (kind == OutputKind::none) return Error{Code::invalid, "none has no file"};
  return add_targets(kind, flag.substr(colon + 1), wanted);
}

Status add_flag(std::string_view flag, Wanted& wanted, CommandLine& options) {
  if (take_prefix(flag, "option:")) return set_options(flag, options);
  if (take_prefix(flag, "out-file:")) return set_out_file(flag, wanted);
  if (take_prefix(flag, "format:")) return set_format(flag, wanted);
  return add_output(flag, wanted);
}

// The file that opening `path` would make: where a symbolic link leads that dangles, and without "." and "..".
std::string resolved(std::filesystem::path path) {
  static constexpr int kLinksMax = 40;  // path_resolution(7)
  std::error_code error;
  for (int link = 0; link < kLinksMax && is_symlink(path, error) && !exists(path, error); ++link) {
    path = path.parent_path() / read_symlink(path, error);
  }
  const std::filesystem::path whole = weakly_canonical(absolute(path, error), error);
  return error ? path.string() : whole.string();
}

// The same text for every name of one file. Terminals and /dev/null take several outputs without harm: those go by name.
std::string identity(const std::string& path) {
  struct stat status {};
  const bool is_stdout = path.empty();
  const bool exists = (is_stdout ? fstat(STDOUT_FILENO, &status) : stat(path.c_str(), &status)) == 0;
  if (exists && !S_ISCHR(status.st_mode)) {
    return "inode " + std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  }
  return is_stdout ? "stdout" : resolved(path);
}

Status check_targets_differ(const std::vector<OutputSpec>& outputs) {
  std::map<std::string, std::string> seen;  // identity -> name
  for (const OutputSpec& output : outputs) {
    if (output.kind == OutputKind::none) continue;
    const std::string name = output.path.empty() ? "stdout" : output.path;
    const auto [known, is_new] = seen.emplace(identity(output.path), name);
    if (is_new) continue;
    if (known->second == name) {
      return Error{Code::invalid, "cannot use the same path for multiple outputs: " + in_quotes(name)};
    }
    return Error{Code::invalid, "cannot use the same file for multiple outputs: " + in_quotes(known->second) + " and " +
                                    in_quotes(name)};
  }
  return ok();
}

}  // namespace

Status parse_outputs(const std::vector<std::string>& flags, bool stdout_is_terminal, CommandLine& options) {
  Wanted wanted;
  for (const std::string& flag : flags) {
    Status status = add_flag(flag, wanted, options);
    if (!status) return std::move(status).error().in("--output " + in_quotes(flag));
  }
  if (wanted.format || !wanted.out_file.empty() || wanted.outputs.empty()) {
    const bool terminal = stdout_is_terminal && wanted.out_file.empty();
    TRY_ASSIGN(std::string path, parse_path(wanted.out_file.empty() ? "-" : wanted.out_file));
    wanted.outputs.push_back(
        {wanted.format.value_or(terminal ? OutputKind::table : OutputKind::json), std::move(path)});
  }
  Status status = check_targets_differ(wanted.outputs);
  if (!status) return std::move(status).error().in("--output");
  options.outputs = std::move(wanted.outputs);
  return ok();
}

}  // namespace trace
