// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/vocabulary.h"

#include <algorithm>
#include <iterator>

#include "common/base/near_name.h"

namespace trace {
namespace {

template <class Map>
std::vector<std::string_view> names_of(const Map& map) {
  std::vector<std::string_view> names;
  for (const auto& [name, definition] : map) names.push_back(name);
  return names;
}

template <class Map>
bool is_defined_in_layer(const Map& map, const std::string& name, int layer) {
  const auto known = map.find(name);
  return known != map.end() && known->second.layer == layer;
}

}  // namespace

Status Vocabulary::add_list(std::string name, std::vector<Literal> items, Position at, const SourceFile& file) {
  if (is_defined_in_layer(lists_, name, layer_)) {
    return file.error(at, "list \"" + name + "\" is defined twice");
  }
  lists_.insert_or_assign(std::move(name), List{std::move(items), layer_});
  return ok();
}

Status Vocabulary::extend_list(const std::string& name, std::vector<Literal> items, Position at,
                               const SourceFile& file) {
  const auto known = lists_.find(name);
  if (known == lists_.end()) {
    return file.error(at, "there is no list \"" + name + "\" to extend" + did_you_mean(name, list_names()));
  }
  std::move(items.begin(), items.end(), std::back_inserter(known->second.items));
  return ok();
}

Status Vocabulary::add_macro(std::string name, SourceText condition, Position at, const SourceFile& file) {
  if (is_defined_in_layer(macros_, name, layer_)) {
    return file.error(at, "macro \"" + name + "\" is defined twice");
  }
  macros_.insert_or_assign(std::move(name), Macro{std::move(condition), at, &file, layer_, false});
  return ok();
}

const std::vector<Literal>* Vocabulary::list(std::string_view name) const {
  const auto found = lists_.find(name);
  return found == lists_.end() ? nullptr : &found->second.items;
}

bool Vocabulary::has_macro(std::string_view name) const {
  return macros_.find(name) != macros_.end();
}

Result<Expr> Vocabulary::macro(std::string_view name, Room& room) {
  Macro& macro = macros_.find(name)->second;
  if (macro.busy) {
    return macro.file->error(macro.at, "macro \"" + std::string(name) + "\" uses itself");
  }
  if (!growth_.add_macro(macro.condition.text.size())) {
    return macro.file->error(macro.at, "all conditions together are too long, with macros put in");
  }
  macro.busy = true;
  Result<Expr> parsed = parse_(macro.condition, *macro.file, *this, room);
  macro.busy = false;
  return parsed;
}

std::vector<std::string_view> Vocabulary::list_names() const {
  return names_of(lists_);
}
std::vector<std::string_view> Vocabulary::macro_names() const {
  return names_of(macros_);
}

}  // namespace trace
