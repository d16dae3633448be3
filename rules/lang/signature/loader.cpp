// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/loader.h"

#include <algorithm>
#include <map>

#include "common/base/natural_order.h"
#include "rules/lang/signature/condition.h"
#include "rules/lang/signature/documents.h"
#include "rules/lang/signature/rule.h"
#include "rules/lang/signature/rule_tests.h"
#include "rules/lang/text/complaints.h"
#include "rules/lang/text/yaml_checks.h"

namespace trace {
namespace {

// Two signatures of one id or name could not be told apart in what is printed.
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

Status add_rule(const Document& rule, Vocabulary& vocabulary, SignatureSet& set) {
  TRY_ASSIGN(Signature signature, read_rule(rule, vocabulary));
  TRY(read_tests(rule, signature.metadata.name, set.tests));
  set.signatures.push_back(std::move(signature));
  return ok();
}

}  // namespace

Result<SignatureSet> load_signatures(const std::vector<SourceFile>& files, const std::vector<SourceFile>& shipped) {
  Vocabulary vocabulary(parse_condition_within);
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
            [](const Signature& a, const Signature& b) { return comes_before(a.metadata.id, b.metadata.id); });
  return set;
}

}  // namespace trace
