// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/documents.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "rules/lang/signature/lexer.h"
#include "rules/lang/text/complaints.h"
#include "rules/lang/text/scalar_text.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

// A name that conditions can use.
Result<std::string> name_of(const Document& document) {
  constexpr auto kTaken = std::to_array<std::string_view>({"and", "or", "not", "in", "exists"});
  const auto& [file, node, kind] = document;
  TRY_ASSIGN(std::string name, required_scalar(node, "name", *file));
  if (!is_word(name) || std::find(kTaken.begin(), kTaken.end(), name) != kTaken.end()) {
    return file->error(node["name"].at, "\"" + name + "\" cannot be a name: conditions could not use it");
  }
  return name;
}

Status add_list(const Document& document, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "name", "description", "items"});
  const auto& [file, node, kind] = document;
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
  const auto& [file, node, kind] = document;
  TRY(check_keys(node, kKeys, *file));
  TRY_ASSIGN(std::string name, name_of(document));
  TRY(required_scalar(node, "where", *file));
  TRY_ASSIGN(SourceText condition, text_with_positions(node["where"], "where", *file));
  return vocabulary.add_macro(std::move(name), std::move(condition), node["name"].at, *file);
}

Result<Document::Kind> kind_of(const YamlNode& node, const SourceFile& file) {
  // In the order of Document::Kind.
  constexpr auto kKinds = std::to_array<std::string_view>({"rule", "list", "macro", "extend", "disable"});
  if (!node.is_mapping()) return file.error(node.at, "expected a mapping (key: value)");
  TRY_ASSIGN(const std::string kind, required_scalar(node, "kind", file));
  const auto found = std::find(kKinds.begin(), kKinds.end(), kind);
  if (found != kKinds.end()) return static_cast<Document::Kind>(found - kKinds.begin());
  const std::string near = did_you_mean(kind, kKinds);
  return file.error(node["kind"].at, "unknown kind " + in_quotes(kind) +
                                         (near.empty() ? " (rule, list, macro, extend or disable)" : near));
}

Status add(const Document& document, Vocabulary& vocabulary) {
  switch (document.kind) {
    case Document::Kind::list:
      return add_list(document, vocabulary);
    case Document::Kind::macro:
      return add_macro(document, vocabulary);
    case Document::Kind::rule:
    case Document::Kind::extend:
    case Document::Kind::disable:
      break;
  }
  return ok();
}

std::set<std::string_view> lists_in(const std::vector<Document>& documents) {
  std::set<std::string_view> names;
  for (const Document& document : documents) {
    if (document.kind == Document::Kind::list) names.insert(document.node["name"].text);
  }
  return names;
}

Status extend(const Document& document, const std::string& name, Vocabulary& vocabulary) {
  const auto& [file, node, kind] = document;
  if (!node["items"]) return file->error(node.at, "key \"items\" is missing");
  TRY_ASSIGN(std::vector<std::string> texts, scalars(node["items"], "items", *file));
  std::vector<Literal> items;
  for (std::string& text : texts) items.emplace_back(std::move(text));
  return vocabulary.extend_list(name, std::move(items), node["list"].at, *file);
}

constexpr std::size_t kValuesMax = 1'000'000;  // of all files, which are in memory together

std::size_t count(const YamlNode& node) {
  std::size_t values = 1 + node.keys.size();
  for (const YamlNode& item : node.items) values += count(item);
  return values;
}

}  // namespace

Result<std::vector<Document>> read_documents(const std::vector<SourceFile>& files) {
  std::vector<Document> documents;
  Complaints complaints;
  std::size_t values = 0;
  for (const SourceFile& file : files) {
    Result<std::vector<YamlNode>> nodes = parse_yaml(file);
    if (!nodes) {
      complaints.add(nodes.error());
      continue;
    }
    for (const YamlNode& node : *nodes) values += count(node);
    if (values > kValuesMax) {
      return Error{Code::invalid,
                   file.name + ": with this one, the files have more than " + std::to_string(kValuesMax) + " values"};
    }
    for (YamlNode& node : *nodes) {
      const Result<Document::Kind> kind = kind_of(node, file);
      if (kind) {
        documents.push_back({&file, std::move(node), *kind});
      } else {
        complaints.add(kind.error());
        if (complaints.are_enough()) return std::move(complaints.status()).error();
      }
    }
  }
  TRY(complaints.status());
  return documents;
}

Status define(const std::vector<Document>& documents, Vocabulary& vocabulary) {
  Complaints complaints;
  vocabulary.begin_layer();
  for (const Document& document : documents) {
    if (!complaints.are_enough()) complaints.add(add(document, vocabulary));
  }
  // Macros that nothing uses are checked too, and only now, since macros may use each other.
  for (const std::string_view name : vocabulary.macro_names()) {
    if (complaints.are_enough()) break;
    Room room;
    const auto parsed = vocabulary.macro(name, room);
    if (!parsed) complaints.add(parsed.error());
  }
  return complaints.status();
}

Status extend_lists(const std::vector<Document>& documents, bool own, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "list", "description", "items"});
  Complaints complaints;
  const std::set<std::string_view> defined = lists_in(documents);
  for (const Document& document : documents) {
    if (document.kind != Document::Kind::extend || complaints.are_enough()) continue;
    const Status sound = check_keys(document.node, kKeys, *document.file);
    const Result<std::string> name = required_scalar(document.node, "list", *document.file);
    if (!sound || !name) {
      if (!own) complaints.add(sound ? Status(name.error()) : sound);  // once
    } else if (defined.contains(*name) == own) {
      complaints.add(extend(document, *name, vocabulary));
    }
  }
  return complaints.status();
}

Result<std::vector<Disabled>> disabled_rules(const std::vector<Document>& documents) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "rules", "description"});
  std::vector<Disabled> disabled;
  for (const auto& [file, node, kind] : documents) {
    if (kind != Document::Kind::disable) continue;
    TRY(check_keys(node, kKeys, *file));
    const YamlNode& rules = node["rules"];
    if (!rules) return file->error(node.at, "key \"rules\" is missing");
    for (const YamlNode& one : rules.is_sequence() ? std::span(rules.items) : std::span(&rules, 1)) {
      TRY_ASSIGN(std::string name, scalar(one, "rules", *file));
      disabled.push_back({std::move(name), one.at, file});
    }
  }
  return disabled;
}

}  // namespace trace
