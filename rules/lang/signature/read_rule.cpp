// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/read_rule.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "common/base/near_name.h"
#include "common/predicate/compile.h"
#include "rules/lang/signature/event_name.h"
#include "rules/lang/signature/parse_condition.h"
#include "rules/lang/text/scalar_text.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

class RuleReader {
 public:
  RuleReader(const Document& document, Vocabulary& vocabulary)
      : file_(*document.file), node_(document.node), vocabulary_(vocabulary) {}

  Result<Rule> run() {
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"kind", "id", "name", "version", "title", "severity", "mitre", "tags", "description", "events", "on", "where",
         "any", "origin", "data", "data_from", "object", "continues", "tests"});
    TRY(check_keys(node_, kKeys, file_));
    Rule rule;
    rule.where = file_.name + ":" + std::to_string(node_.at.line) + ":" + std::to_string(node_.at.column);
    TRY_ASSIGN(rule.metadata, metadata());
    if (node_["any"]) {
      TRY(clauses_of_any(rule.clauses));
    } else {
      TRY(add_clauses(node_, rule.clauses));
    }
    return rule;
  }

 private:
  Result<Metadata> metadata() {
    Metadata data;
    TRY_ASSIGN(data.id, required_scalar(node_, "id", file_));
    TRY_ASSIGN(data.name, required_scalar(node_, "name", file_));
    TRY_ASSIGN(data.title, required_scalar(node_, "title", file_));
    TRY_ASSIGN(data.version, required_scalar(node_, "version", file_));
    if (data.version.find_first_not_of("0123456789") != std::string::npos) {
      return file_.error(node_["version"].at, "\"version\" must be a whole number");
    }
    TRY_ASSIGN(data.description, optional_scalar(node_, "description", file_));
    if (node_["tags"]) {
      TRY_ASSIGN(data.tags, scalars(node_["tags"], "tags", file_));
    }
    TRY_ASSIGN(data.severity, severity());
    if (const YamlNode& mitre = node_["mitre"]) {
      for (const YamlNode& one : mitre.is_sequence() ? std::span(mitre.items) : std::span(&mitre, 1)) {
        TRY_ASSIGN(Technique found, technique(one));
        data.techniques.push_back(std::move(found));
      }
    }
    return data;
  }

  Result<Severity> severity() {
    TRY_ASSIGN(const std::string text, required_scalar(node_, "severity", file_));
    if (text == "info") return Severity::informational;
    for (std::size_t i = 0; i < kSeverityNames.size(); ++i) {
      if (text == kSeverityNames.at(i) || text == std::to_string(i)) return static_cast<Severity>(i);
    }
    const std::string near = did_you_mean(text, kSeverityNames);
    return file_.error(node_["severity"].at,
                       "unknown severity \"" + text + "\"" +
                           (near.empty() ? " (0 to 4, or informational, low, medium, high, critical)" : near));
  }

  Result<Technique> technique(const YamlNode& node) {
    constexpr auto kKeys =
        std::to_array<std::string_view>({"category", "technique", "kubernetes_technique", "id", "external_id"});
    TRY(check_keys(node, kKeys, file_));
    Technique technique;
    TRY_ASSIGN(technique.category, optional_scalar(node, "category", file_));
    TRY_ASSIGN(technique.name, optional_scalar(node, "technique", file_));
    TRY_ASSIGN(technique.kubernetes_name, optional_scalar(node, "kubernetes_technique", file_));
    TRY_ASSIGN(technique.id, optional_scalar(node, "id", file_));
    TRY_ASSIGN(technique.external_id, optional_scalar(node, "external_id", file_));
    return technique;
  }

  Status clauses_of_any(std::vector<Clause>& clauses) {
    constexpr auto kKeys = std::to_array<std::string_view>(
        {"events", "on", "where", "origin", "data", "data_from", "object", "continues"});
    const YamlNode& any = node_["any"];
    if (node_["events"] || node_["on"] || node_["where"]) {
      return file_.error(any.at, "\"any\" stands instead of \"events\" and \"where\"");
    }
    if (!any.is_sequence() || any.items.empty()) {
      return file_.error(any.at, "\"any\" must be a list of clauses");
    }
    for (const YamlNode& node : any.items) {
      TRY(check_keys(node, kKeys, file_));
      TRY(add_clauses(node, clauses));
    }
    return ok();
  }

  // A clause for each of `node`'s events. What a clause in "any" does not say, the rule may.
  Status add_clauses(const YamlNode& node, std::vector<Clause>& clauses) {
    TRY_ASSIGN(const YamlNode* found, events_of(node, "events", file_));
    const YamlNode& events = *found;
    TRY_ASSIGN(const Expr where, condition(node));
    if (events.is_sequence() && events.items.empty()) return file_.error(events.at, "\"events\" is empty");
    for (const YamlNode& name : events.is_sequence() ? std::span(events.items) : std::span(&events, 1)) {
      TRY_ASSIGN(const EventSpec* event, event_named(name, file_));
      TRY_ASSIGN(Clause clause, clause_of(node, where, *event));
      clauses.push_back(std::move(clause));
    }
    return ok();
  }

  const YamlNode& own_or_rule(const YamlNode& node, const char* key) { return node[key] ? node[key] : node_[key]; }

  Result<Expr> condition(const YamlNode& node) {
    std::vector<Expr> terms;
    if (const YamlNode& origin = own_or_rule(node, "origin")) {
      TRY_ASSIGN(const std::string text, scalar(origin, "origin", file_));
      Expr started = test("context.containerStarted", Op::equal, {std::uint64_t{1}});
      if (text == "container") {
        terms.push_back(std::move(started));
      } else if (text == "host") {
        terms.push_back(negate(std::move(started)));
        terms.push_back(negate(test("context.containerId", Op::exists, {})));
      } else if (text != "any") {
        return file_.error(origin.at, "unknown origin \"" + text + "\" (container, host or any)");
      }
    }
    if (const YamlNode& where = node["where"]) {
      TRY_ASSIGN(const SourceText text, text_with_positions(where, "where", file_));
      TRY_ASSIGN(Expr expr, parse_condition(text, file_, vocabulary_));
      terms.push_back(std::move(expr));
    }
    return all_of(std::move(terms));
  }

  Result<Program> compiled(const Expr& expr, const EventSpec& event) const {
    if (!vocabulary_.growth().add(expr)) {
      return file_.error(node_.at, "there is no room for its condition, for each of its events and with lists put in");
    }
    Result<Program, Fault> program = compile(expr, event, &vocabulary_.patterns());
    if (!program) return file_.error(program.error().position, program.error().message);
    return *std::move(program);
  }

  Result<Clause> clause_of(const YamlNode& node, const Expr& where, const EventSpec& event) {
    TRY_ASSIGN(Program program, compiled(where, event));
    Clause clause{std::move(program), {}, {}, {}, {}};
    if (const YamlNode& data = own_or_rule(node, "data")) TRY(add_data(data, event, clause.data));
    if (const YamlNode& from = own_or_rule(node, "data_from")) {
      TRY_ASSIGN(clause.data_from, element_condition(from, event));
    }
    if (const YamlNode& object = own_or_rule(node, "object")) {
      TRY_ASSIGN(clause.object, field_of(object, "object", event));
    }
    if (const YamlNode& continues = own_or_rule(node, "continues")) {
      for (const YamlNode& one : continues.is_sequence() ? std::span(continues.items) : std::span(&continues, 1)) {
        TRY_ASSIGN(const Field field, field_of(one, "continues", event));
        clause.continues.push_back(field);
      }
    }
    return clause;
  }

  Status add_data(const YamlNode& map, const EventSpec& event, std::vector<DataField>& data) {
    constexpr auto kKeys = std::to_array<std::string_view>({"constant"});
    if (!map.is_mapping()) return file_.error(map.at, "\"data\" must be a mapping (name: field)");
    std::set<std::string> names;
    for (std::size_t i = 0; i < map.keys.size(); ++i) {
      const YamlNode& value = map.items[i];
      TRY_ASSIGN(std::string name, scalar(map.keys[i], "data", file_));
      if (!names.insert(name).second) {
        return file_.error(map.keys[i].at, "\"" + name + "\" stands twice in \"data\"");
      }
      if (value.is_mapping()) {
        TRY(check_keys(value, kKeys, file_));
        TRY_ASSIGN(std::string constant, required_scalar(value, "constant", file_));
        data.push_back({std::move(name), std::move(constant)});
        continue;
      }
      TRY_ASSIGN(const Field field, field_of(value, name, event));
      data.push_back({std::move(name), field});
    }
    return ok();
  }

  Result<Field> field_of(const YamlNode& node, std::string_view what, const EventSpec& event) const {
    TRY_ASSIGN(const std::string path, scalar(node, what, file_));
    Result<Field> field = parse_field(path, event);
    if (!field) return file_.error(node.at, field.error().message);
    return field;
  }

  Result<std::optional<Formula>> element_condition(const YamlNode& node, const EventSpec& event) {
    TRY_ASSIGN(const SourceText text, text_with_positions(node, "data_from", file_));
    TRY_ASSIGN(const Expr expr, parse_condition(text, file_, vocabulary_));
    TRY_ASSIGN(const Program program, compiled(expr, event));
    const Field* list = nullptr;
    if (!is_on_one_list(program.formula(), event, list)) {
      return file_.error(node.at, "\"data_from\" must be a condition on one list of texts");
    }
    return std::optional<Formula>(program.formula());
  }

  // Whether each test is on the same list of texts, and there is one. `list` is where the first one was seen.
  static bool is_on_one_list(const Formula& formula, const EventSpec& event, const Field*& list) {
    if (formula.kind != Formula::Kind::atom) {
      return !formula.terms.empty() &&
             std::all_of(formula.terms.begin(), formula.terms.end(),
                         [&](const Formula& term) { return is_on_one_list(term, event, list); });
    }
    const Atom& atom = formula.atom;
    if (list == nullptr) list = &atom.field;
    return atom.field == *list && !atom.other && type_of(atom.field, event).type == WIRE_STRV;
  }

  const SourceFile& file_;
  const YamlNode& node_;
  Vocabulary& vocabulary_;
};

}  // namespace

Result<Rule> read_rule(const Document& document, Vocabulary& vocabulary) {
  return RuleReader(document, vocabulary).run();
}

}  // namespace trace
