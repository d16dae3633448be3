// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/documents.h"

#include <algorithm>
#include <array>

#include "common/base/near_name.h"
#include "rules/lang/signature/lexer.h"
#include "rules/lang/text/complaints.h"
#include "rules/lang/text/scalar_text.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

// A name that conditions can use.
Result<std::string> name_of(const Document& document) {
  constexpr auto kTaken = std::to_array<std::string_view>({"and", "or", "not", "in", "exists"});
  const auto& [file, node] = document;
  TRY_ASSIGN(std::string name, required_scalar(node, "name", *file));
  if (!is_word(name) || std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end()) {
    return file->error(node["name"].at, "\"" + name + "\" cannot be a name: conditions could not use it");
  }
  return name;
}

Status add_list(const Document& document, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "name", "description", "items"});
  const auto& [file, node] = document;
  TRY(check_keys(node, kKeys, *file));
  TRY_ASSIGN(std::string name, name_of(document));
  if (!node["items"]) return file->error(node.at, "key \"items\" is missing");
  TRY_ASSIGN(std::vector<std::string> texts, scalars(node["items"], "items", *file));
  std::vector<Literal> items;
  for (std::string& text : texts) items.emplace_back(std::move(text));
  return vocabulary.add_list(std::move(name), std::move(items), node["name"].at, *file);
}

Status add_macro(const Document& document, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "name", "description", "where"});
  const auto& [file, node] = document;
  TRY(check_keys(node, kKeys, *file));
  TRY_ASSIGN(std::string name, name_of(document));
  TRY(required_scalar(node, "where", *file));
  TRY_ASSIGN(SourceText condition, text_with_positions(node["where"], "where", *file));
  return vocabulary.add_macro(std::move(name), std::move(condition), node["name"].at, *file);
}

Status add_document(Document document, Vocabulary& vocabulary, std::vector<Document>& rules) {
  constexpr auto kKinds = std::to_array<std::string_view>({"rule", "list", "macro"});
  const auto& [file, node] = document;
  if (!node.is_mapping()) return file->error(node.at, "expected a mapping (key: value)");
  TRY_ASSIGN(const std::string kind, required_scalar(node, "kind", *file));
  if (kind == "list") return add_list(document, vocabulary);
  if (kind == "macro") return add_macro(document, vocabulary);
  if (kind != "rule") {
    const std::string near = did_you_mean(kind, kKinds);
    return file->error(node["kind"].at,
                       "unknown kind \"" + kind + "\"" + (near.empty() ? " (rule, list or macro)" : near));
  }
  rules.push_back(std::move(document));
  return ok();
}

}  // namespace

Result<std::vector<Document>> collect(const std::vector<SourceFile>& files, Vocabulary& vocabulary) {
  std::vector<Document> rules;
  Complaints complaints;
  vocabulary.begin_layer();
  for (const SourceFile& file : files) {
    Result<std::vector<YamlNode>> nodes = parse_yaml(file);
    if (!nodes) {
      complaints.add(nodes.error());
      continue;
    }
    for (YamlNode& node : *nodes) {
      complaints.add(add_document({&file, std::move(node)}, vocabulary, rules));
    }
  }
  // Macros that nothing uses are checked too, and only now, since macros may use each other.
  for (const std::string_view name : vocabulary.macro_names()) {
    Room room;
    const auto parsed = vocabulary.macro(name, room);
    if (!parsed) complaints.add(parsed.error());
  }
  TRY(complaints.status());
  return rules;
}

}  // namespace trace
