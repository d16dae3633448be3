// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/loader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "common/base/near_name.h"
#include "common/predicate/simplify.h"
#include "rules/lang/signature/condition.h"
#include "rules/lang/signature/vocabulary.h"
#include "rules/lang/signature/yaml.h"
#include "rules/natural_order.h"

namespace trace {
namespace {

struct Document {
  const SourceFile* file;
  YAML::Node node;
};

std::vector<std::string_view> event_names() {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events())
    names.push_back(event.name);
  return names;
}

Result<const EventSpec*> event_named(const YAML::Node& node, const SourceFile& file) {
  TRY_ASSIGN(const std::string name, scalar(node, "on", file));
  const EventSpec* event = find_event(name);
  if (event == nullptr) {
    return file.error(position_of(node),
                      "unknown event \"" + name + "\"" + did_you_mean(name, event_names()));
  }
  return event;
}

// Collects the documents of some files
// -------------------------------------------------------------------------------

Status add_list(const Document& document, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "name", "description", "items"});
  const auto& [file, node] = document;
  TRY(check_keys(node, kKeys, *file));
  TRY_ASSIGN(std::string name, required_scalar(node, "name", *file));
  if (!node["items"]) return file->error(position_of(node), "key \"items\" is missing");
  TRY_ASSIGN(std::vector<std::string> texts, scalars(node["items"], "items", *file));
  std::vector<Literal> items;
  for (std::string& text : texts)
    items.emplace_back(std::move(text));
  return vocabulary.add_list(std::move(name), std::move(items), position_of(node["name"]), *file);
}

Status add_macro(const Document& document, Vocabulary& vocabulary) {
  constexpr auto kKeys = std::to_array<std::string_view>({"kind", "name", "description", "where"});
  const auto& [file, node] = document;
  TRY(check_keys(node, kKeys, *file));
  TRY_ASSIGN(std::string name, required_scalar(node, "name", *file));
  TRY(required_scalar(node, "where", *file));
  TRY_ASSIGN(SourceText condition, text_with_positions(node["where"], "where", *file));
  return vocabulary.add_macro(std::move(name), std::move(condition), position_of(node["name"]),
                              *file);
}

// Whoever mends signatures wants to see all that is wrong with them, not one thing at a time.
class Complaints {
 public:
  void add(const Status& status) {
    if (status) return;
    ++count_;
    if (count_ <= kShownMax) text_ += (text_.empty() ? "" : "\n") + status.error().message;
  }

  Status status() const {
    if (count_ == 0) return ok();
    if (count_ <= kShownMax) return Error{Code::invalid, text_};
    return Error{Code::invalid, text_ + "\n" + std::to_string(count_ - kShownMax) + " more errors"};
  }

 private:
  static constexpr std::size_t kShownMax = 20;
  std::string text_;
  std::size_t count_ = 0;
};

Status add_document(const Document& document,
                    Vocabulary& vocabulary,
                    std::vector<Document>& rules) {
  constexpr auto kKinds = std::to_array<std::string_view>({"rule", "list", "macro"});
  const auto& [file, node] = document;
  if (!node.IsMap()) return file->error(position_of(node), "expected a mapping (key: value)");
  TRY_ASSIGN(const std::string kind, required_scalar(node, "kind", *file));
  if (kind == "list") return add_list(document, vocabulary);
  if (kind == "macro") return add_macro(document, vocabulary);
  if (kind != "rule") {
    const std::string near = did_you_mean(kind, kKinds);
    return file->error(
        position_of(node["kind"]),
        "unknown kind \"" + kind + "\"" + (near.empty() ? " (rule, list or macro)" : near));
  }
  rules.push_back(document);
  return ok();
}

// Adds the lists and macros of `files` to the vocabulary, and returns the rules.
Result<std::vector<Document>> collect(const std::vector<SourceFile>& files,
                                      Vocabulary& vocabulary) {
  std::vector<Document> rules;
  Complaints complaints;
  vocabulary.begin_layer();
  for (const SourceFile& file : files) {
    const Result<std::vector<YAML::Node>> nodes = parse_yaml(file);
    if (!nodes) {
      complaints.add(nodes.error());
      continue;
    }
    for (const YAML::Node& node : *nodes) {
      if (!node.IsNull()) complaints.add(add_document({&file, node}, vocabulary, rules));
    }
  }
  TRY(complaints.status());
  return rules;
}

// Reads one rule
// -----------------------------------------------------------------------------------------------------

class RuleReader {
 public:
  RuleReader(const Document& document, Vocabulary& vocabulary)
      : file_(*document.file), node_(document.node), vocabulary_(vocabulary) {}

  Result<Signature> run() {
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"kind", "id", "name", "version", "title", "severity", "mitre", "tags", "description", "on",
         "where", "any", "origin", "data", "data_from", "tests"});
    TRY(check_keys(node_, kKeys, file_));
    Signature signature;
    TRY_ASSIGN(signature.metadata, metadata());
    if (node_["any"]) {
      TRY(clauses_of_any(signature.clauses));
    } else {
      TRY(add_clauses(node_, signature.clauses));
    }
    return signature;
  }

  Status tests(const std::string& signature, std::deque<SignatureTest>& out) {
    const YAML::Node list = node_["tests"];
    if (!list) return ok();
    if (!list.IsSequence()) return file_.error(position_of(list), "\"tests\" must be a list");
    for (const YAML::Node& node : list) {
      TRY_ASSIGN(SignatureTest test, test_of(node));
      test.signature = signature;
      out.push_back(std::move(test));
    }
    return ok();
  }

 private:
  Result<Metadata> metadata() {
    Metadata data;
    TRY_ASSIGN(data.id, required_scalar(node_, "id", file_));
    TRY_ASSIGN(data.name, required_scalar(node_, "name", file_));
    TRY_ASSIGN(data.title, required_scalar(node_, "title", file_));
    TRY_ASSIGN(data.version, required_scalar(node_, "version", file_));
    if (data.version.find_first_not_of("0123456789") != std::string::npos) {
      return file_.error(position_of(node_["version"]), "\"version\" must be a whole number");
    }
    TRY_ASSIGN(data.description, optional_scalar(node_, "description", file_));
    if (node_["tags"]) {
      TRY_ASSIGN(data.tags, scalars(node_["tags"], "tags", file_));
    }
    TRY_ASSIGN(data.severity, severity());
    if (node_["mitre"]) {
      TRY_ASSIGN(data.mitre, mitre(node_["mitre"]));
    }
    return data;
  }

  Result<int> severity() {
    constexpr auto kNames = std::to_array<std::string_view>({"info", "low", "medium", "high"});
    TRY_ASSIGN(const std::string text, required_scalar(node_, "severity", file_));
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      if (text == kNames.at(i) || text == std::to_string(i)) return static_cast<int>(i);
    }
    const std::string near = did_you_mean(text, kNames);
    return file_.error(position_of(node_["severity"]),
                       "unknown severity \"" + text + "\"" +
                           (near.empty() ? " (0 to 3, or info, low, medium, high)" : near));
  }

  Result<Mitre> mitre(const YAML::Node& node) {
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"category", "technique", "kubernetes_technique", "id", "external_id"});
    TRY(check_keys(node, kKeys, file_));
    Mitre mitre;
    TRY_ASSIGN(mitre.category, optional_scalar(node, "category", file_));
    TRY_ASSIGN(mitre.technique, optional_scalar(node, "technique", file_));
    TRY_ASSIGN(mitre.kubernetes_technique, optional_scalar(node, "kubernetes_technique", file_));
    TRY_ASSIGN(mitre.id, optional_scalar(node, "id", file_));
    TRY_ASSIGN(mitre.external_id, optional_scalar(node, "external_id", file_));
    return mitre;
  }

  Status clauses_of_any(std::vector<Clause>& clauses) {
    constexpr auto kKeys =
        std::to_array<std::string_view>({"on", "where", "origin", "data", "data_from"});
    const YAML::Node any = node_["any"];
    if (node_["on"] || node_["where"]) {
      return file_.error(position_of(any), "\"any\" stands instead of \"on\" and \"where\"");
    }
    if (!any.IsSequence()) return file_.error(position_of(any), "\"any\" must be a list");
    for (const YAML::Node& node : any) {
      TRY(check_keys(node, kKeys, file_));
      TRY(add_clauses(node, clauses));
    }
    return ok();
  }

  // A clause for each event in `node`'s "on". What a clause in "any" does not say, the rule may.
  Status add_clauses(const YAML::Node& node, std::vector<Clause>& clauses) {
    const YAML::Node on = node["on"];
    if (!on) return file_.error(position_of(node), "key \"on\" is missing");
    TRY_ASSIGN(const Expr where, condition(node));
    std::vector<YAML::Node> names;
    if (on.IsSequence()) {
      for (const YAML::Node& name : on)
        names.push_back(name);
    } else {
      names.push_back(on);
    }
    for (const YAML::Node& name : names) {
      TRY_ASSIGN(const EventSpec* event, event_named(name, file_));
      TRY_ASSIGN(Clause clause, clause_of(node, where, *event));
      clauses.push_back(std::move(clause));
    }
    return ok();
  }

  YAML::Node own_or_rule(const YAML::Node& node, const char* key) {
    return node[key] ? node[key] : node_[key];
  }

  Result<Expr> condition(const YAML::Node& node) {
    std::vector<Expr> terms;
    if (const YAML::Node origin = own_or_rule(node, "origin")) {
      TRY_ASSIGN(const std::string text, scalar(origin, "origin", file_));
      Expr started = test("context.containerStarted", Op::equal, {std::uint64_t{1}});
      if (text == "container") {
        terms.push_back(std::move(started));
      } else if (text == "host") {
        terms.push_back(negate(std::move(started)));
        terms.push_back(negate(test("context.containerId", Op::exists, {})));
      } else if (text != "any") {
        return file_.error(position_of(origin),
                           "unknown origin \"" + text + "\" (container, host or any)");
      }
    }
    if (const YAML::Node where = node["where"]) {
      TRY_ASSIGN(const SourceText text, text_with_positions(where, "where", file_));
      TRY_ASSIGN(Expr expr, parse_condition(text, file_, vocabulary_));
      terms.push_back(std::move(expr));
    }
    return all_of(std::move(terms));
  }

  Result<Clause> clause_of(const YAML::Node& node, const Expr& where, const EventSpec& event) {
    std::variant<Formula, Fault> resolved = resolve(where, event);
    if (const auto* fault = std::get_if<Fault>(&resolved)) {
      return file_.error(fault->position, fault->message);
    }
    Clause clause{Program(simplify(std::move(*std::get_if<Formula>(&resolved))), event), {}, {}};
    if (const YAML::Node data = own_or_rule(node, "data")) TRY(add_data(data, event, clause.data));
    if (const YAML::Node from = own_or_rule(node, "data_from")) {
      TRY_ASSIGN(clause.data_from, element_test(from, event));
    }
    return clause;
  }

  Status add_data(const YAML::Node& map, const EventSpec& event, std::vector<DataField>& data) {
    constexpr auto kKeys = std::to_array<std::string_view>({"constant"});
    if (!map.IsMap())
      return file_.error(position_of(map), "\"data\" must be a mapping (name: field)");
    for (const auto& entry : map) {
      TRY_ASSIGN(std::string name, scalar(entry.first, "data", file_));
      if (entry.second.IsMap()) {
        TRY(check_keys(entry.second, kKeys, file_));
        TRY_ASSIGN(std::string constant, required_scalar(entry.second, "constant", file_));
        data.push_back({std::move(name), DataValue(std::move(constant))});
        continue;
      }
      TRY_ASSIGN(const std::string path, scalar(entry.second, name, file_));
      const Result<Field> field = parse_field(path, event);
      if (!field) return file_.error(position_of(entry.second), field.error().message);
      data.push_back({std::move(name), *field});
    }
    return ok();
  }

  Result<std::optional<Atom>> element_test(const YAML::Node& node, const EventSpec& event) {
    TRY_ASSIGN(const SourceText text, text_with_positions(node, "data_from", file_));
    TRY_ASSIGN(const Expr expr, parse_condition(text, file_, vocabulary_));
    std::variant<Formula, Fault> resolved = resolve(expr, event);
    if (const auto* fault = std::get_if<Fault>(&resolved)) {
      return file_.error(fault->position, fault->message);
    }
    Formula& formula = *std::get_if<Formula>(&resolved);
    const bool tests_list =
        formula.kind == Formula::Kind::atom && type_of(formula.atom.field, event).type == WIRE_STRV;
    if (!tests_list) {
      return file_.error(position_of(node), "\"data_from\" must be one test of a list of texts");
    }
    return std::optional<Atom>(std::move(formula.atom));
  }

  Result<SignatureTest> test_of(const YAML::Node& node) {
    constexpr auto kKeys = std::to_array<std::string_view>({"name", "events", "expect", "data"});
    TRY(check_keys(node, kKeys, file_));
    SignatureTest test;
    TRY_ASSIGN(test.name, required_scalar(node, "name", file_));
    const Position at = position_of(node["name"]);
    test.where = file_.name + ":" + std::to_string(at.line) + ":" + std::to_string(at.column);
    if (!node["events"] || !node["events"].IsSequence()) {
      return file_.error(position_of(node), "\"events\" must be a list of events");
    }
    for (const YAML::Node& event : node["events"]) {
      TRY_ASSIGN(OwnedEvent owned, parse_test_event(event, file_));
      test.events.push_back(std::move(owned));
    }
    TRY(expectation(node, test));
    return test;
  }

  Status expectation(const YAML::Node& node, SignatureTest& test) {
    TRY_ASSIGN(const std::string text, required_scalar(node, "expect", file_));
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, test.detections);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      return file_.error(position_of(node["expect"]), "\"expect\" is the number of detections");
    }
    const YAML::Node data = node["data"];
    if (!data) return ok();
    test.checks_data = true;
    if (!data.IsMap()) return file_.error(position_of(data), "\"data\" must be a mapping");
    for (const auto& entry : data) {
      TRY_ASSIGN(std::string value, scalar(entry.second, "data", file_));
      test.data.emplace_back(entry.first.Scalar(), std::move(value));
    }
    std::sort(test.data.begin(), test.data.end());
    return ok();
  }

  const SourceFile& file_;
  const YAML::Node node_;
  Vocabulary& vocabulary_;
};

// Two signatures of one id or name could not be told apart in what is printed.
class Names {
 public:
  Status add(const Document& rule) {
    const auto& [file, node] = rule;
    for (const char* key : {"id", "name"}) {
      TRY_ASSIGN(const std::string value, required_scalar(node, key, *file));
      const Position at = position_of(node[key]);
      const std::string where = file->name + ":" + std::to_string(at.line);
      const auto [first, is_new] = seen_.emplace(std::string(key) + " " + value, where);
      if (!is_new) {
        return file->error(at,
                           std::string(key) + " \"" + value + "\" is taken: see " + first->second);
      }
    }
    return ok();
  }

 private:
  std::map<std::string, std::string> seen_;
};

Status add_rule(const Document& rule, Vocabulary& vocabulary, SignatureSet& set) {
  RuleReader reader(rule, vocabulary);
  TRY_ASSIGN(Signature signature, reader.run());
  TRY(reader.tests(signature.metadata.name, set.tests));
  set.signatures.push_back(std::move(signature));
  return ok();
}

}  // namespace

Result<SignatureSet> load_signatures(const std::vector<SourceFile>& files,
                                     const std::vector<SourceFile>& shipped) {
  Vocabulary vocabulary;
  TRY_ASSIGN(std::vector<Document> rules, collect(shipped, vocabulary));
  if (files != shipped) {  // YAML is slow to read: once is enough
    TRY_ASSIGN(rules, collect(files, vocabulary));
  }
  Names names;
  Complaints complaints;
  SignatureSet set;
  for (const Document& rule : rules) {
    const Status named = names.add(rule);
    complaints.add(named ? add_rule(rule, vocabulary, set) : named);
  }
  TRY(complaints.status());
  std::sort(set.signatures.begin(), set.signatures.end(),
            [](const Signature& a, const Signature& b) {
              return comes_before(a.metadata.id, b.metadata.id);
            });
  return set;
}

}  // namespace trace
