// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/signature/loader.h"

#include <algorithm>
#include <map>

#include "common/base/natural_order.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
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
    const auto& [file, node, kind] = rule;
    for (const char* key : {"id", "name"}) {
      TRY_ASSIGN(const std::string value, required_scalar(node, key, *file));
      const Position at = node[key].at;
      const std::string where = file->name + ":" + std::to_string(at.line);
      const auto [first, is_new] = seen_.emplace(std::string(key) + " " + value, where);
      if (!is_new) {
        const std::string_view hint =
            first->second.starts_with("shipped/") ? " (kind: disable leaves that one out)" : "";
        return file->error(at,
                           std::string(key) + " \"" + value + "\" is taken: see " + first->second + std::string(hint));
      }
    }
    return ok();
  }

 private:
  std::map<std::string, std::string> seen_;
};

// Whether a shipped rule is disabled; it is noted that there is one of that name.
bool is_disabled(const Document& rule, std::vector<Disabled>& disabled) {
  const auto names_it = [&](const Disabled& one) {
    return one.name == rule.node["id"].text || one.name == rule.node["name"].text;
  };
  return std::erase_if(disabled, names_it) > 0;
}

class Loader {
 public:
  Loader() : vocabulary_(parse_condition_within) {}

  // What the shipped files define, and with `loaded` their rules, as `own` extends and disables them.
  Status take_shipped(const std::vector<Document>& shipped, const std::vector<Document>& own, bool loaded) {
    TRY(define(shipped, vocabulary_));
    TRY(extend_lists(own, false, vocabulary_));
    TRY_ASSIGN(std::vector<Disabled> disabled, disabled_rules(own));
    for (const Document& document : shipped) {
      if (document.kind != Document::Kind::rule || is_disabled(document, disabled) || !loaded) continue;
      add_rule(document);
    }
    for (const Disabled& one : disabled) set_.disabled_elsewhere.emplace_back(one.name, unknown_rule(one, shipped));
    return ok();
  }

  Status take_own(const std::vector<Document>& own) {
    TRY(define(own, vocabulary_));
    TRY(extend_lists(own, true, vocabulary_));
    for (const Document& document : own) {
      if (document.kind == Document::Kind::rule) add_rule(document);
    }
    return ok();
  }

  Result<RuleSet> finish() {
    TRY(complaints_.status());
    std::sort(set_.rules.begin(), set_.rules.end(),
              [](const Rule& a, const Rule& b) { return comes_before(a.metadata.id, b.metadata.id); });
    return std::move(set_);
  }

 private:
  static Error unknown_rule(const Disabled& disabled, const std::vector<Document>& shipped) {
    std::vector<std::string_view> names;
    for (const Document& document : shipped) {
      if (document.kind != Document::Kind::rule) continue;
      names.insert(names.end(), {document.node["id"].text, document.node["name"].text});
    }
    return disabled.file->error(
        disabled.at, "there is no shipped signature " + in_quotes(disabled.name) + did_you_mean(disabled.name, names));
  }

  void add_rule(const Document& document) {
    if (complaints_.are_enough()) return;
    const Status named = names_.add(document);
    complaints_.add(named ? read(document) : named);
  }

  Status read(const Document& document) {
    TRY_ASSIGN(Rule rule, read_rule(document, vocabulary_));
    TRY(read_tests(document, rule.metadata.name, set_.tests));
    set_.rules.push_back(std::move(rule));
    return ok();
  }

  Vocabulary vocabulary_;
  Names names_;
  Complaints complaints_;
  RuleSet set_;
};

}  // namespace

Result<RuleSet> load_signatures(const std::vector<SourceFile>& files, const std::vector<SourceFile>& shipped,
                                ShippedRules rules) {
  const bool only_shipped = files == shipped;  // YAML is slow to read: once is enough
  TRY_ASSIGN(const std::vector<Document> theirs, read_documents(shipped));
  std::vector<Document> own;
  if (!only_shipped) {
    TRY_ASSIGN(own, read_documents(files));
  }
  Loader loader;
  TRY(loader.take_shipped(theirs, own, only_shipped || rules == ShippedRules::loaded));
  TRY(loader.take_own(own));
  return loader.finish();
}

}  // namespace trace
