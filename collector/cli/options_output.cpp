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

#include "collector/cli/options_rotation.h"
#include "collector/selection/condition.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/formats.h"

namespace trace {
namespace {

constexpr auto kOptions = std::to_array<OutputOption>({
    {"parse-arguments", "numbers by their symbols in JSON too: O_RDONLY",
     "show numbers as symbols in\n.Cm json\nand\n.Cm table-verbose\ntoo",
     [](CommandLine& options) { options.encoding.parse_arguments = true; }},
    {"relative-time", "time since boot", "times since boot",
     [](CommandLine& options) { options.encoding.relative_time = true; }},
    {"exec-env", "the whole environment with each exec; it may hold secrets",
     "the whole environment with each\n.Cm sched_process_exec ,\nof which otherwise only a few variables are shown, "
     "since "
     "environments hold\nsecrets",
     [](CommandLine& options) { options.exec_env = true; }},
    {"sort-events", "by time across processors, at the cost of a delay",
     "by time across processors, at the cost of a delay", [](CommandLine& options) { options.sort_events = true; }},
    {"show-readers", "events of the programs that read the output from a pipe too",
     "events of the programs that read the output from a pipe too,\nwhich are left out otherwise, as\n.Nm\nitself is: "
     "each "
     "would make them read once more",
     [](CommandLine& options) { options.show_readers = true; }},
});

constexpr std::string_view kNone = "none";  // no output at all

// What the flags said, before defaults.
struct Wanted {
  std::vector<OutputSpec> outputs;
  bool none = false;                                     // "none" was among them
  std::optional<std::optional<CollectorFormat>> format;  // format:
  std::string out_file;                                  // out-file:
};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

// Nothing: no output. Errors: no format, with the near one.
Result<std::optional<CollectorFormat>> parse_format(std::string_view name) {
  if (name == kNone) return std::optional<CollectorFormat>();
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < collector_formats().size(); ++i) {
    known.push_back(collector_formats()[i].name);
    if (known.back() == name) return std::optional(static_cast<CollectorFormat>(i));
  }
  known.push_back(kNone);
  std::string all;
  for (const std::string_view one : known) all.append(all.empty() ? "" : ", ").append(one);
  known.insert(known.end(), {"format:", "out-file:", "option:"});
  return Error{Code::invalid, "unrecognized output format: " + in_quotes(name) + did_you_mean(name, known) +
                                  ": one of " + all + "; use '--output help' for more info"};
}

Status set_option(std::string_view name, CommandLine& options) {
  std::vector<std::string_view> known;
  for (const OutputOption& option : kOptions) {
    if (option.name == name) {
      option.set(options);
      return ok();
    }
    known.push_back(option.name);
  }
  return Error{Code::invalid, "invalid output option: " + in_quotes(name) + did_you_mean(name, known) +
                                  ", use '--output help' for more info"};
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

// A comma is between files of one format. What seems to begin another flag would be a file of that name.
Status check_is_file(std::string_view name) {
  const std::string_view word = name.substr(0, name.find(':'));
  if (name.size() == word.size()) return ok();
  if (word != "option" && word != "out-file" && word != "format" && !parse_format(word)) return ok();
  return Error{Code::invalid, in_quotes(name) + " is no file: say --output " + std::string(name) + " (or ./" +
                                  std::string(name) + " for a file of that name)"};
}

Status add_targets(CollectorFormat format, std::string_view files, Wanted& wanted) {
  TRY_ASSIGN(const auto names, split_list(files));
  std::optional<RotationWords> words;  // of the file named last
  const auto finish = [&]() -> Status {
    if (!words) return ok();
    TRY(words->apply(wanted.outputs.back()));
    words.reset();
    return ok();
  };
  for (const std::string_view name : names) {
    if (words) {
      TRY_ASSIGN(const bool is_word, words->take(name));
      if (is_word) continue;
    }
    TRY(finish());
    TRY(check_is_file(name));
    words.emplace();
    if (is_rotated(format, name)) {
      wanted.outputs.push_back({format, std::string(name), Rotation()});
    } else {
      TRY_ASSIGN(std::string path, parse_path(name));
      wanted.outputs.push_back({format, std::move(path)});
    }
  }
  return finish();
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
  TRY_ASSIGN(const std::optional<CollectorFormat> format, parse_format(flag.substr(0, colon)));
  if (!format) {
    wanted.none = true;
    return colon == std::string_view::npos ? ok() : Status(Error{Code::invalid, "none has no file"});
  }
  if (colon != std::string_view::npos) return add_targets(*format, flag.substr(colon + 1), wanted);
  wanted.outputs.push_back({*format, {}});
  return ok();
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

// What "format:" and "out-file:" mean, and the default if nothing was said.
Status add_single_output(bool stdout_is_terminal, Wanted& wanted) {
  const bool nothing_said = wanted.outputs.empty() && !wanted.none;
  if (!wanted.format && wanted.out_file.empty() && !nothing_said) return ok();
  if (wanted.format && !*wanted.format) return ok();  // format:none
  TRY_ASSIGN(std::string path, parse_path(wanted.out_file.empty() ? "-" : wanted.out_file));
  const bool terminal = stdout_is_terminal && wanted.out_file.empty();
  const CollectorFormat usual = terminal ? CollectorFormat::table : CollectorFormat::json;
  wanted.outputs.push_back({wanted.format ? **wanted.format : usual, std::move(path)});
  return ok();
}

}  // namespace

std::span<const OutputOption> output_options() {
  return kOptions;
}

bool is_sealed(const OutputSpec& output) {
  return output.path.ends_with(".zst");
}

std::string output_words() {
  std::string out;
  for (const FormatSpec& format : collector_formats()) out.append(format.name).append(" ");
  out += kNone;
  for (const OutputOption& option : kOptions) out.append(" option:").append(option.name);
  return out;
}

Status parse_outputs(const std::vector<std::string>& flags, bool stdout_is_terminal, CommandLine& options) {
  Wanted wanted;
  for (const std::string& flag : flags) {
    Status status = add_flag(flag, wanted, options);
    if (!status) return std::move(status).error().in("--output " + in_quotes(flag));
  }
  TRY(add_single_output(stdout_is_terminal, wanted));
  Status status = check_targets_differ(wanted.outputs);
  if (!status) return std::move(status).error().in("--output");
  options.outputs = std::move(wanted.outputs);
  return ok();
}

}  // namespace trace
