// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/loader.h"

#include <algorithm>
#include <map>

#include "common/base/natural_order.h"
#include "rules/lang/signature/documents.h"
#include "rules/lang/signature/parse_condition.h"
#include "rules/lang/signature/read_rule.h"
#include "rules/lang/signature/read_tests.h"
#include "rules/lang/text/complaints.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

// Ids and names are unique, so that output and --rules mean one signature.
class Names {
 public:
  Status add(const Document& rule) {
    const auto& [file, node] = rule;
    for (const char* key : {"id", "name"}) {
      TRY_ASSIGN(const std::string value, required_scalar(node, key, *file));
      const Position at = node[key].at;
      const std::string where = file->name + ":" + std::to_string(at.line);
      const auto [first, is_new] = seen_.emplace(std::string(key) + " " + value, where);
      if (!is_new) {
        return file->error(at, std::string(key) + " \"" + value + "\" is taken: see " + first->second);
      }
    }
    return ok();
  }

 private:
  std::map<std::string, std::string> seen_;
};

Status add_rule(const Document& document, Vocabulary& vocabulary, RuleSet& set) {
  TRY_ASSIGN(Rule rule, read_rule(document, vocabulary));
  TRY(read_tests(document, rule.metadata.name, set.tests));
  set.rules.push_back(std::move(rule));
  return ok();
}

}  // namespace

Result<RuleSet> load_signatures(const std::vector<SourceFile>& files, const std::vector<SourceFile>& shipped) {
  Vocabulary vocabulary(parse_condition_within);
  TRY_ASSIGN(std::vector<Document> rules, collect(shipped, vocabulary));
  if (files != shipped) {  // YAML is slow to read: once is enough
    TRY_ASSIGN(rules, collect(files, vocabulary));
  }
  Names names;
  Complaints complaints;
  RuleSet set;
  for (const Document& rule : rules) {
    const Status named = names.add(rule);
    complaints.add(named ? add_rule(rule, vocabulary, set) : named);
  }
  TRY(complaints.status());
  std::sort(set.rules.begin(), set.rules.end(),
            [](const Rule& a, const Rule& b) { return comes_before(a.metadata.id, b.metadata.id); });
  return set;
}

}  // namespace trace
