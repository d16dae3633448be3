// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/rule.h"

#include <algorithm>
#include <array>
#include <optional>

#include "common/base/near_name.h"
#include "common/predicate/compile.h"
#include "rules/lang/signature/condition.h"

namespace trace {
namespace {

class RuleReader {
 public:
  RuleReader(const Document& document, Vocabulary& vocabulary)
      : file_(*document.file), node_(document.node), vocabulary_(vocabulary) {}

  Result<Signature> run() {
    constexpr auto kKeys =
        std::to_array<std::string_view>({"kind", "id", "name", "version", "title", "severity", "mitre", "tags",
                                         "description", "on", "where", "any", "origin", "data", "data_from", "tests"});
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
    return file_.error(
        position_of(node_["severity"]),
        "unknown severity \"" + text + "\"" + (near.empty() ? " (0 to 3, or info, low, medium, high)" : near));
  }

  Result<Mitre> mitre(const YAML::Node& node) {
    constexpr auto kKeys =
        std::to_array<std::string_view>({"category", "technique", "kubernetes_technique", "id", "external_id"});
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
    constexpr auto kKeys = std::to_array<std::string_view>({"on", "where", "origin", "data", "data_from"});
    const YAML::Node any = node_["any"];
    if (node_["on"] || node_["where"]) {
      return file_.error(position_of(any), "\"any\" stands instead of \"on\" and \"where\"");
    }
    if (!any.IsSequence() || any.size() == 0) {
      return file_.error(position_of(any), "\"any\" must be a list of clauses");
    }
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
      if (on.size() == 0) return file_.error(position_of(on), "\"on\" is empty");
      for (const YAML::Node& name : on) names.push_back(name);
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

  YAML::Node own_or_rule(const YAML::Node& node, const char* key) { return node[key] ? node[key] : node_[key]; }

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
        return file_.error(position_of(origin), "unknown origin \"" + text + "\" (container, host or any)");
      }
    }
    if (const YAML::Node where = node["where"]) {
      TRY_ASSIGN(const SourceText text, text_with_positions(where, "where", file_));
      TRY_ASSIGN(Expr expr, parse_condition(text, file_, vocabulary_));
      terms.push_back(std::move(expr));
    }
    return all_of(std::move(terms));
  }

  Result<Program> compiled(const Expr& expr, const EventSpec& event) const {
    Result<Program, Fault> program = compile(expr, event);
    if (!program) return file_.error(program.error().position, program.error().message);
    return *std::move(program);
  }

  Result<Clause> clause_of(const YAML::Node& node, const Expr& where, const EventSpec& event) {
    TRY_ASSIGN(Program program, compiled(where, event));
    Clause clause{std::move(program), {}, {}};
    if (const YAML::Node data = own_or_rule(node, "data")) TRY(add_data(data, event, clause.data));
    if (const YAML::Node from = own_or_rule(node, "data_from")) {
      TRY_ASSIGN(clause.data_from, element_test(from, event));
    }
    return clause;
  }

  Status add_data(const YAML::Node& map, const EventSpec& event, std::vector<DataField>& data) {
    constexpr auto kKeys = std::to_array<std::string_view>({"constant"});
    if (!map.IsMap()) return file_.error(position_of(map), "\"data\" must be a mapping (name: field)");
    for (const auto& entry : map) {
      TRY_ASSIGN(std::string name, scalar(entry.first, "data", file_));
      const bool known = std::any_of(data.begin(), data.end(), [&](const DataField& one) { return one.name == name; });
      if (known) {
        return file_.error(position_of(entry.first), "\"" + name + "\" stands twice in \"data\"");
      }
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
    TRY_ASSIGN(const Program program, compiled(expr, event));
    const Formula& formula = program.formula();
    const bool tests_list = formula.kind == Formula::Kind::atom && type_of(formula.atom.field, event).type == WIRE_STRV;
    if (!tests_list) {
      return file_.error(position_of(node), "\"data_from\" must be one test of a list of texts");
    }
    return std::optional<Atom>(formula.atom);
  }

  const SourceFile& file_;
  const YAML::Node node_;
  Vocabulary& vocabulary_;
};

}  // namespace

Result<Signature> read_rule(const Document& document, Vocabulary& vocabulary) {
  return RuleReader(document, vocabulary).run();
}

}  // namespace trace
