// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scope_text.h"

#include "common/base/text.h"
#include "common/catalog/ops.h"
#include "common/catalog/scopes.h"

namespace trace {
namespace {

constexpr std::size_t kDocColumn = 28;

std::string all_comparisons() {
  std::string text;
  for (const OpSpelling& one : kOpSpellings) {
    if (one.in_command_line) text.append(" ").append(one.text);
  }
  return text;
}

// What stands at the end of the line, after two blanks.
std::string operators_of(ScopeKind kind) {
  switch (kind) {
    case ScopeKind::ranged:
    case ScopeKind::process:
      return " " + all_comparisons();
    case ScopeKind::listed:
    case ScopeKind::tree:
      return "  = !=";
    case ScopeKind::name:
    case ScopeKind::program:
      return "  = !=  * at either end";
    case ScopeKind::container:
    case ScopeKind::flag:
      return {};
  }
  return {};
}

// Other words for the same; those of a container mean something else, and stand in its usage.
std::string synonyms_of(const ScopeSpec& scope) {
  if (scope.aliases.empty() || scope.kind == ScopeKind::container) return {};
  std::string text = " (also";
  for_each_word(scope.aliases,
                [&](std::string_view alias) { text.append(text.ends_with("also") ? " " : ", ").append(alias); });
  return text + ")";
}

}  // namespace

std::string scope_help() {
  std::string help;
  for (const ScopeSpec& scope : kScopes) {
    std::string line = "  ";
    for_each_word(scope.usage, [&](std::string_view word) { line.append(word).append("  "); });
    if (line.size() > kDocColumn) {
      while (line.ends_with(' ')) line.pop_back();
      help += line + "\n";
      line.clear();
    }
    line.resize(kDocColumn, ' ');
    help += line.append(scope.doc) + synonyms_of(scope) + operators_of(scope.kind) + "\n";
  }
  return help;
}

std::string scope_words() {
  std::string words;
  const auto add = [&](std::string_view word, std::string_view end) {
    words.append(words.empty() ? "" : " ").append(word).append(end);
  };
  for (const ScopeSpec& scope : kScopes) {
    switch (scope.kind) {
      case ScopeKind::ranged:
      case ScopeKind::listed:
      case ScopeKind::process:
      case ScopeKind::tree:
      case ScopeKind::name:
      case ScopeKind::program:
        add(scope.name, "=");
        break;
      case ScopeKind::container:
        add(scope.name, "");
        for_each_word(scope.aliases, [&](std::string_view alias) { add(alias, ""); });
        add(scope.name, "=");
        break;
      case ScopeKind::flag:
        add(scope.name, "");
        break;
    }
  }
  return words;
}

}  // namespace trace
