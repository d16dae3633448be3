// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scope_text.h"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "collector/selection/selection.h"
#include "common/base/text.h"
#include "common/catalog/scopes.h"
#include "tests/support/source_file.h"

namespace trace {
namespace {

std::string section(const std::string& path, const std::string& from, const std::string& to) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::size_t begin = text.str().find(from);
  REQUIRE(begin != std::string::npos);
  return text.str().substr(begin, text.str().find(to, begin + from.size()) - begin);
}

TEST_CASE("help has every scope, in 100 columns") {
  const std::string help = scope_help();
  for (const ScopeSpec& scope : kScopes) CHECK(help.find("  " + std::string(scope.name)) != std::string::npos);
  CHECK(help.find("executable=host:PATH\n") != std::string::npos);
  CHECK(help.find("(also exec, bin, binary)  = !=  * at either end\n") != std::string::npos);
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
}

TEST_CASE("what help shows is understood") {
  for (const ScopeSpec& scope : kScopes) {
    for_each_word(scope.usage, [&](std::string_view usage) {
      std::string flag(usage);
      const auto put = [&](std::string_view word, std::string_view value) {
        const std::size_t at = flag.find(word);
        if (at != std::string::npos) flag.replace(at, word.size(), value);
      };
      put("MNTNS", "4026531840");
      put("PATH", "/bin/ls");
      put("PID", "1");
      put("=N", flag.ends_with("=N") ? "=1" : "=N");
      SelectionArgs args;
      args.scopes = {flag};
      args.host_mntns = 1;
      INFO(flag);
      const auto selection = parse_selection(args);
      CHECK(selection);
      if (selection) CHECK_FALSE(selection->scopes.empty());
    });
  }
}

TEST_CASE("every scope is documented under each of its names") {
  const std::string text = section(source_file("docs/selecting-events.md"), "\n## Scopes\n", "\n## ");
  for (const ScopeSpec& scope : kScopes) {
    CHECK(text.find("`" + std::string(scope.name) + "`") != std::string::npos);
    for_each_word(scope.aliases, [&](std::string_view alias) {
      CHECK(text.find("`" + std::string(alias) + "`") != std::string::npos);
    });
  }
}

TEST_CASE("completion has what a scope begins with") {
  CHECK(scope_words().starts_with("uid= loginuid= pid= tid= "));
  CHECK(scope_words().find(" container not-container !container container= ") != std::string::npos);
  CHECK(scope_words().ends_with(" follow"));
}

}  // namespace
}  // namespace trace
