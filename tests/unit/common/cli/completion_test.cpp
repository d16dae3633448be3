// SPDX-License-Identifier: Apache-2.0
#include "common/cli/completion.h"

#include <array>
#include <cstdio>

#include <catch2/catch.hpp>

#include "collector/cli/flags.h"
#include "common/catalog/catalog.h"
#include "common/catalog/formats.h"
#include "rules/cli/flags.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

// What bash offers for a line, one word a line.
std::string offered(const ProgramFlags& program, const std::string& line) {
  const Folder folder;
  std::string function = "_" + std::string(program.name);
  function[function.find('-')] = '_';
  const std::string script =
      folder.with("script", completion_script(program) + "compopt() { :; }\nCOMP_LINE='" + line +
                                "'\nCOMP_POINT=${#COMP_LINE}\n" + function + "\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n");
  FILE* const pipe = ::popen(("bash " + script + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) out.append(buffer.data(), n);
  ::pclose(pipe);
  return out;
}

bool offers(const ProgramFlags& program, const std::string& line, std::string_view word) {
  const std::string out = "\n" + offered(program, line);
  INFO(line << ": " << out.substr(0, 500));
  CHECK(out.find("\n" + std::string(word) + "\n") != std::string::npos);
  return out.find("\n" + std::string(word) + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("completion offers every flag of both programs") {
  for (const ProgramFlags* program : {&collector_program(), &engine_program()}) {
    const std::string out = "\n" + offered(*program, std::string(program->name) + " --");
    for (const Flag& flag : program->flags)
      CHECK(out.find("\n--" + std::string(flag.name) + "\n") != std::string::npos);
  }
}

TEST_CASE("completion offers every format") {
  const std::string collector = "\n" + offered(collector_program(), "trace-ebpf --output ");
  for (const FormatSpec& format : collector_formats()) {
    CHECK(collector.find("\n" + std::string(format.name) + "\n") != std::string::npos);
  }
  const std::string engine = "\n" + offered(engine_program(), "trace-rules -o ");
  for (const FormatSpec& format : engine_formats()) {
    CHECK(engine.find("\n" + std::string(format.name) + "\n") != std::string::npos);
  }
}

TEST_CASE("completion offers values by their beginning") {
  offers(collector_program(), "trace-ebpf --log d", "debug");
  offers(collector_program(), "trace-ebpf --list mark", "markdown");
  offers(engine_program(), "trace-rules --list comp", "completion");
}

TEST_CASE("completion knows events and their arguments") {
  offers(collector_program(), "trace-ebpf -t event=openat2,execvea", "openat2,execveat");
  offers(collector_program(), "trace-ebpf -t openat.path", "openat.pathname");
  offers(collector_program(), "trace-ebpf -e openat.data.fl", "openat.data.flags");
  const std::string script = completion_script(collector_program());
  for (const EventSpec& event : events()) {
    CHECK((script.find(" " + std::string(event.name) + " ") != std::string::npos ||
           script.find("'" + std::string(event.name) + " ") != std::string::npos));
  }
}

}  // namespace trace
