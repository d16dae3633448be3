// SPDX-License-Identifier: Apache-2.0
#include "rules/show/rule_source.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/base/text.h"
#include "rules/lang/signature/documents.h"

namespace trace {
namespace {

bool goes_on_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

// Every word in the document's conditions, which may be the name of a list or a macro.
void add_words(const YamlNode& node, std::set<std::string, std::less<>>& words) {
  constexpr auto kConditions = std::to_array<std::string_view>({"where", "data_from"});
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const bool is_condition =
        node.is_mapping() && std::find(kConditions.begin(), kConditions.end(), node.keys[i].text) != kConditions.end();
    if (!is_condition) {
      add_words(node.items[i], words);
      continue;
    }
    const std::string& text = node.items[i].text;
    for (std::size_t at = 0; at < text.size(); ++at) {
      std::size_t end = at;
      while (end < text.size() && goes_on_word(text[end])) ++end;
      if (end > at) words.emplace(text.substr(at, end - at));
      at = end;
    }
  }
}

// What a list, a macro or an extension is called; empty for other documents.
std::string_view defined_name(const Document& document) {
  switch (document.kind) {
    case Document::Kind::list:
    case Document::Kind::macro:
      return document.node["name"].text;
    case Document::Kind::extend:
      return document.node["list"].text;
    case Document::Kind::rule:
    case Document::Kind::disable:
      break;
  }
  return {};
}

// Its lines in the file, without comments after it.
std::string text_of(const Document& document) {
  std::string text = document.file->text.substr(document.node.begin, document.node.end - document.node.begin);
  for (;;) {
    text.resize(text.find_last_not_of(" \n\r\t") + 1);
    const std::size_t line = text.rfind('\n');
    if (line == std::string::npos || text[line + 1] != '#') return text + "\n";
    text.resize(line);
  }
}

bool is_shipped(const Document& document) {
  return document.file->name.starts_with("shipped/");
}

// Whether the rule uses this definition of the name: shipped rules use the shipped one, others their own if there is one.
bool is_used(const Document& definition, const Document& rule, const std::vector<Document>& documents) {
  if (definition.kind == Document::Kind::extend || is_shipped(rule)) {
    return definition.kind == Document::Kind::extend || is_shipped(definition);
  }
  return !is_shipped(definition) || std::none_of(documents.begin(), documents.end(), [&](const Document& other) {
    return !is_shipped(other) && other.kind == definition.kind && defined_name(other) == defined_name(definition);
  });
}

}  // namespace

std::optional<std::string> rule_source(const std::vector<SourceFile>& files, std::string_view id_or_name) {
  const Result<std::vector<Document>> documents = read_documents(files);
  if (!documents) return std::nullopt;
  const auto rule = std::find_if(documents->rbegin(), documents->rend(), [&](const Document& one) {
    return one.kind == Document::Kind::rule &&
           (one.node["id"].text == id_or_name || one.node["name"].text == id_or_name);
  });
  if (rule == documents->rend()) return std::nullopt;
  std::string out = "# " + rule->file->name + "\n" + text_of(*rule);
  std::set<std::string, std::less<>> words;
  add_words(rule->node, words);
  std::set<const Document*> shown;
  for (std::size_t before = 0; before != words.size();) {  // macros use others
    before = words.size();
    for (const Document& document : *documents) {
      if (!words.contains(defined_name(document)) || !is_used(document, *rule, *documents)) continue;
      if (!shown.insert(&document).second) continue;
      out += "---\n# " + document.file->name + "\n" + text_of(document);
      add_words(document.node, words);
    }
  }
  return out;
}

}  // namespace trace
