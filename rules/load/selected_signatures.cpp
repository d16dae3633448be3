// SPDX-License-Identifier: Apache-2.0
#include "rules/load/selected_signatures.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "common/base/natural_order.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
#include "rules/builtin/shipped.h"
#include "rules/load/signature_files.h"

namespace trace {
namespace {

Status check_known(const std::vector<std::string>& wanted, const std::vector<const Metadata*>& all) {
  std::vector<std::string_view> known;
  for (const Metadata* metadata : all) {
    known.push_back(metadata->id);
    known.push_back(metadata->name);
  }
  for (const std::string& one : wanted) {
    if (std::find(known.begin(), known.end(), one) == known.end()) {
      return Error{Code::invalid, "--rules: no signature " + in_quotes(one) + did_you_mean(one, known)};
    }
  }
  return ok();
}

}  // namespace

std::vector<const Metadata*> SelectedSignatures::metadata() const {
  std::vector<const Metadata*> all;
  for (const Rule& rule : set.rules) all.push_back(&rule.metadata);
  for (const auto& native : natives) all.push_back(&native->metadata());
  std::sort(all.begin(), all.end(), [](const Metadata* a, const Metadata* b) { return comes_before(a->id, b->id); });
  return all;
}

std::map<const Metadata*, std::set<std::string_view>> SelectedSignatures::events() const {
  std::map<const Metadata*, std::set<std::string_view>> events;
  for (const Rule& rule : set.rules) {
    for (const Clause& clause : rule.clauses) events[&rule.metadata].insert(clause.program.event().name);
  }
  for (const auto& native : natives) {
    for (const Interest& interest : native->interests()) events[&native->metadata()].insert(interest.event);
  }
  return events;
}

Result<SelectedSignatures> select_signatures(const EngineOptions& options) {
  std::vector<SourceFile> files;
  for (const std::string& folder : options.rules_dirs) {
    TRY_ASSIGN(std::vector<SourceFile> found, read_signature_directory(folder));
    std::move(found.begin(), found.end(), std::back_inserter(files));
  }
  return select_signatures(options, files);
}

Result<SelectedSignatures> select_signatures(const EngineOptions& options, const std::vector<SourceFile>& files) {
  SelectedSignatures selected;
  TRY_ASSIGN(selected.set, load_signatures(files, shipped_signatures(),
                                           options.builtin ? ShippedRules::loaded : ShippedRules::left_out));
  selected.natives = make_native_signatures();
  TRY(disable_natives(selected.set, selected.natives));
  if (!options.builtin) selected.natives.clear();
  if (selected.metadata().empty()) return Error{Code::not_found, "reading signatures: there is no rule in any folder"};
  if (options.rules.empty()) return selected;
  TRY(check_known(options.rules, selected.metadata()));
  const std::set<std::string> wanted(options.rules.begin(), options.rules.end());
  const auto is_unwanted = [&](const Metadata& metadata) {
    return wanted.count(metadata.id) == 0 && wanted.count(metadata.name) == 0;
  };
  std::erase_if(selected.set.rules, [&](const Rule& one) { return is_unwanted(one.metadata); });
  std::erase_if(selected.natives, [&](const auto& one) { return is_unwanted(one->metadata()); });
  return selected;
}

Status disable_natives(const RuleSet& set, std::vector<std::unique_ptr<NativeSignature>>& natives) {
  for (const auto& [name, unknown] : set.disabled_elsewhere) {
    const auto names_it = [&wanted = name](const auto& native) {
      return native->metadata().id == wanted || native->metadata().name == wanted;
    };
    if (std::erase_if(natives, names_it) == 0) return unknown;
  }
  return ok();
}

}  // namespace trace
