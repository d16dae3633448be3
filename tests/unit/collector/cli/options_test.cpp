// SPDX-License-Identifier: Apache-2.0
#include "collector/cli/options.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

namespace trace {
namespace {

using namespace std::chrono_literals;

Result<CommandLine> parse(std::vector<const char*> words, bool terminal = false) {
  words.insert(words.begin(), "trace-ebpf");
  return parse_command_line(static_cast<int>(words.size()), words.data(), terminal);
}

CommandLine options_of(std::vector<const char*> words, bool terminal = false) {
  auto options = parse(std::move(words), terminal);
  if (!options) FAIL(options.error().message);
  return *std::move(options);
}

std::string error_of(std::vector<const char*> words) {
  const auto options = parse(std::move(words));
  return options ? std::string() : options.error().message;
}

using Outputs = std::vector<OutputSpec>;

TEST_CASE("only what is sealed can be signed") {
  CHECK_FALSE(options_of({"-o", "binary:a.zst"}).sign);
  CHECK(options_of({"--sign", "-o", "json:a", "-o", "binary:a.zst"}).sign);
  CHECK(error_of({"--sign", "-o", "binary:a"}).starts_with("--sign: there is nothing to sign"));
}

TEST_CASE("without a word it collects, to a table on a terminal and to JSON elsewhere") {
  CHECK(options_of({}).task == Task::collect);
  CHECK(options_of({}, true).outputs == Outputs{{CollectorFormat::table, ""}});
  CHECK(options_of({}).outputs == Outputs{{CollectorFormat::json, ""}});
  CHECK(options_of({}).ring_bytes == 16U << 20);
  CHECK_FALSE(options_of({}).duration);
}

TEST_CASE("selection flags are kept whole, in order, with their commas") {
  const CommandLine options = options_of({"-t", "e=open,close", "--trace=uid>=5", "-e", "-open", "-s", "uid=0,1"});
  CHECK(options.selection.trace == std::vector<std::string>{"e=open,close", "uid>=5"});
  CHECK(options.selection.events == std::vector<std::string>{"-open"});
  CHECK(options.selection.scopes == std::vector<std::string>{"uid=0,1"});
}

TEST_CASE("an empty selection flag is not lost") {
  CHECK(options_of({"-t", ""}).selection.trace == std::vector<std::string>{""});
}

TEST_CASE("several outputs at once") {
  CHECK(options_of({"-o", "table", "-o", "json:a,b", "-o", "binary:c", "-o", "table-verbose:d"}).outputs ==
        Outputs{{CollectorFormat::table, ""},
                {CollectorFormat::json, "a"},
                {CollectorFormat::json, "b"},
                {CollectorFormat::frame, "c"},
                {CollectorFormat::table_verbose, "d"}});
  CHECK(options_of({"-o", "json:stdout"}).outputs == Outputs{{CollectorFormat::json, ""}});
  CHECK(options_of({"-o", "none"}).outputs == Outputs{});
}

TEST_CASE("the first releases' spelling of outputs") {
  CHECK(options_of({"-o", "format:json"}, true).outputs == Outputs{{CollectorFormat::json, ""}});
  CHECK(options_of({"-o", "format:json", "-o", "out-file:f"}).outputs == Outputs{{CollectorFormat::json, "f"}});
  CHECK(options_of({"-o", "out-file:f", "-o", "format:table"}).outputs == Outputs{{CollectorFormat::table, "f"}});
  CHECK(options_of({"-o", "out-file:f"}, true).outputs == Outputs{{CollectorFormat::json, "f"}});
}

TEST_CASE("options of outputs, and the default output beside them") {
  const CommandLine options = options_of(
      {"-o", "option:parse-arguments,relative-time", "-o", "option:exec-env", "--output=option:sort-events"}, true);
  CHECK(options.encoding.parse_arguments);
  CHECK(options.encoding.relative_time);
  CHECK(options.exec_env);
  CHECK(options.sort_events);
  CHECK(options.outputs == Outputs{{CollectorFormat::table, ""}});
}

TEST_CASE("wrong outputs are answered with the near one") {
  CHECK(error_of({"-o", "jsn"}).find("unrecognized output format: \"jsn\" (did you mean \"json\"?)") !=
        std::string::npos);
  CHECK(error_of({"-o", "option:exec-evn"}).find("(did you mean \"exec-env\"?)") != std::string::npos);
  CHECK(error_of({"-o", "json:f", "-o", "table:f"}) ==
        "--output: cannot use the same path for multiple outputs: \"f\"");
  CHECK(error_of({"-o", "json:f,option:exec-env"}) ==
        "--output \"json:f,option:exec-env\": \"option:exec-env\" is no file: say --output option:exec-env (or "
        "./option:exec-env for a file of "
        "that name)");
  CHECK(error_of({"-o", "json:f,binary:g"}) ==
        "--output \"json:f,binary:g\": \"binary:g\" is no file: say --output binary:g (or ./binary:g for a file of "
        "that name)");
  CHECK(error_of({"-o", "json", "-o", "table"}).find("\"stdout\"") != std::string::npos);
  CHECK(error_of({"-o", "table:/"}).find("cannot use a path of existing directory \"/\"") != std::string::npos);
  CHECK(error_of({"-o", "json:a,,b"}).find("empty element") != std::string::npos);
  CHECK(error_of({"-o", ""}).find("unrecognized output format") != std::string::npos);
  CHECK(error_of({"-o", "none:f"}).find("none has no file") != std::string::npos);
}

TEST_CASE("two names of one file are one target") {
  const auto folder = std::filesystem::temp_directory_path() / ("trace-options-" + std::to_string(getpid()));
  std::filesystem::create_directory(folder);
  const std::string file = folder / "a";
  const std::string link = folder / "link";
  std::filesystem::create_symlink("a", link);
  const auto clash = [](const std::string& one, const std::string& other) {
    return error_of({"-o", ("json:" + one).c_str(), "-o", ("table:" + other).c_str()});
  };
  CHECK(clash(file, folder / "." / "a") == "--output: cannot use the same file for multiple outputs: \"" + file +
                                               "\" and \"" + (folder / "." / "a").string() + "\"");
  CHECK(clash("x", "./x").find("\"x\" and \"./x\"") != std::string::npos);
  CHECK_FALSE(clash(file, link).empty());  // that leads to a file which is not there yet
  std::ofstream(file).put('x');
  std::filesystem::create_hard_link(file, folder / "b");
  CHECK_FALSE(clash(file, folder / "b").empty());
  CHECK_FALSE(clash(file, link).empty());
  CHECK(clash(file, folder / "c").empty());
  std::filesystem::remove_all(folder);
}

TEST_CASE("times and sizes have units") {
  CHECK(*options_of({"--duration", "10s"}).duration == 10s);
  CHECK(*options_of({"--duration", "500ms"}).duration == 500ms);
  CHECK(*options_of({"--duration", "2m"}).duration == 2min);
  CHECK(*options_of({"--duration=3"}).duration == 3s);
  CHECK(options_of({"--buffer-size", "512k"}).ring_bytes == 512U << 10);
  CHECK(options_of({"--buffer-size", "3M"}).ring_bytes == 4U << 20);
  CHECK(options_of({"--buffer-size", "5000"}).ring_bytes == 8192);
  CHECK(error_of({"--duration", "ten"}) == "--duration: invalid time: \"ten\" (as 500ms, 10s, 2m or 1h30m)");
  CHECK(error_of({"--duration", "0"}).find("invalid time") != std::string::npos);
  CHECK(error_of({"--duration", "99999999999h"}).find("invalid time") != std::string::npos);
  CHECK(error_of({"--buffer-size", "2T"}).find("invalid size") != std::string::npos);
  CHECK(error_of({"--buffer-size", "2G"}).find("invalid size") != std::string::npos);
}

TEST_CASE("log levels") {
  CHECK(options_of({"--log", "debug"}).log_level == LogLevel::debug);
  CHECK(error_of({"--log", "wran"}).find("(did you mean \"warn\"?)") != std::string::npos);
}

TEST_CASE("a command stands after two dashes, whatever it looks like") {
  CHECK(options_of({"-o", "json", "--", "ls", "-t", "--help"}).command ==
        std::vector<std::string>{"ls", "-t", "--help"});
  CHECK(error_of({"--"}) == "no command after \"--\"");
  CHECK(error_of({"ls"}).find("a command to run comes after \"--\"") != std::string::npos);
}

TEST_CASE("lists and questions") {
  CHECK(options_of({"--list"}).task == Task::list);
  CHECK(options_of({"-l"}).task == Task::list);
  CHECK(options_of({"--list", "--wide"}).wide);
  CHECK(options_of({"--list", "json"}).task == Task::list_json);
  CHECK(options_of({"-l", "json"}).task == Task::list_json);
  CHECK(options_of({"--list=json"}).task == Task::list_json);
  CHECK(options_of({"--list", "markdown"}).task == Task::list_markdown);
  CHECK(options_of({"--doctor"}).task == Task::doctor);
  CHECK(options_of({"--version"}).task == Task::version);
  CHECK(error_of({"--list", "yaml"}) == "--list: unknown format \"yaml\" (one of table, json, markdown, completion)");
}

TEST_CASE("help, of everything and of one flag") {
  for (const char* flag : {"--help", "-h"}) {
    CHECK(options_of({flag}).task == Task::help);
  }
  CHECK(options_of({"--help"}).help_text.find("Examples:") != std::string::npos);
  CHECK(options_of({"--trace", "help"}).help_text.find("EVENT.retval") != std::string::npos);
  CHECK(options_of({"-o", "help"}).help_text.find("option:NAME") != std::string::npos);
  CHECK(options_of({"--events", "help"}).help_text.find("--events LIST") != std::string::npos);
  CHECK(options_of({"--scope", "help"}).help_text.find("not-container") != std::string::npos);
}

TEST_CASE("help fits a terminal of 100 columns") {
  for (const std::vector<const char*>& words : {std::vector<const char*>{"--help"},
                                                {"--trace", "help"},
                                                {"--events", "help"},
                                                {"--scope", "help"},
                                                {"--output", "help"}}) {
    std::istringstream text(options_of(words).help_text);
    for (std::string line; std::getline(text, line);) {
      INFO(line);
      CHECK(line.size() <= 100);
    }
  }
}

TEST_CASE("help has one line for each option") {
  std::istringstream text(options_of({"--help"}).help_text);
  std::size_t options = 0;
  bool in_options = false;
  for (std::string line; std::getline(text, line);) {
    if (line == "What to collect:") in_options = true;
    if (line == "Examples:") in_options = false;
    if (!in_options || !line.starts_with(' ')) continue;
    INFO(line);
    CHECK(line.find("--") < 8);  // nothing else: no line is a continuation
    ++options;
  }
  CHECK(options == 18);
}

TEST_CASE("the examples of the help are understood") {
  std::istringstream text(options_of({"--help"}).help_text);
  for (std::string line; std::getline(text, line);) {
    if (!line.starts_with("  trace-ebpf -t")) continue;
    std::vector<std::string> words;
    std::istringstream command(line.substr(0, line.find("   ", 2)));
    for (std::string word; command >> word;) {
      if (word.starts_with('\'')) word = word.substr(1, word.size() - 2);
      words.push_back(word);
    }
    std::vector<const char*> pointers;
    for (const std::string& word : words) pointers.push_back(word.c_str());
    pointers.erase(pointers.begin());
    INFO(line);
    CHECK(parse_selection(options_of(pointers).selection));
  }
}

TEST_CASE("an unknown option is answered with the near one") {
  CHECK(error_of({"--ouput", "json"}) ==
        "unknown option \"--ouput\" (did you mean \"--output\"?), use --help for more info");
  CHECK(error_of({"--zzzzzz"}).find("unknown option \"--zzzzzz\"") != std::string::npos);
  CHECK(error_of({"-x"}).find("unknown option \"-x\"") != std::string::npos);
  CHECK(error_of({"--trace"}) == "option \"trace\" is missing an argument");
  CHECK(error_of({"--version=3"}) == "option \"--version\" takes no value");
}

}  // namespace
}  // namespace trace
