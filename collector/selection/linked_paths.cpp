// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/linked_paths.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "common/base/text.h"
#include "common/catalog/catalog.h"
#include "common/predicate/field.h"

namespace trace {
namespace {

class LinkedPaths {
 public:
  LinkedPaths(Selection& selection, std::uint64_t own_mntns, const FollowLinks& follow)
      : selection_(selection), own_mntns_(own_mntns), follow_(follow) {}

  void add() {
    add_to(selection_.scopes.executable.equal);
    add_to(selection_.scopes.executable.not_equal);
    for (auto& [slot, expr] : selection_.filter) add_to(expr, events()[slot]);
  }

 private:
  std::vector<std::string> led_to(const std::string& path, bool is_beginning) {
    std::vector<std::string> found = paths_led_to(path, is_beginning, follow_);
    auto& notes = selection_.notes;
    std::string note = linked_path_note(path + (is_beginning ? "*" : ""), found);
    if (!found.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
    return found;
  }

  void add_to(std::vector<Executable>& list) {
    const std::vector<Executable> given = list;
    for (const Executable& one : given) {
      const bool is_beginning = one.path.kind == Pattern::Kind::prefix;
      const bool is_here = one.mntns == 0 || one.mntns == own_mntns_;
      if (!is_here || (one.path.kind != Pattern::Kind::exact && !is_beginning)) continue;
      for (std::string& path : led_to(one.path.text, is_beginning)) {
        list.push_back({{one.path.kind, std::move(path)}, one.mntns});
      }
    }
  }

  void add_to(Expr& expr, const EventSpec& event) {
    if (auto* test = std::get_if<Test>(&expr.node)) add_to(*test, event);
    std::vector<Expr>* terms = nullptr;
    if (auto* all = std::get_if<All>(&expr.node)) terms = &all->terms;
    if (auto* any = std::get_if<Any>(&expr.node)) terms = &any->terms;
    if (auto* negated = std::get_if<Not>(&expr.node)) terms = &negated->term;
    if (terms == nullptr) return;
    for (Expr& term : *terms) add_to(term, event);
  }

  void add_to(Test& test, const EventSpec& event) {
    if (test.op != Op::equal && test.op != Op::starts_with) return;
    const auto field = parse_field(test.field, event);
    if (!field || type_of(*field, event).text != TextKind::kernel_path) return;
    const std::vector<Literal> given = test.literals;
    for (const Literal& literal : given) {
      const auto* text = std::get_if<std::string>(&literal);
      if (text == nullptr) continue;
      for (std::string& path : led_to(*text, test.op == Op::starts_with)) test.literals.emplace_back(std::move(path));
    }
  }

  Selection& selection_;
  std::uint64_t own_mntns_;
  const FollowLinks& follow_;
};

}  // namespace

std::vector<std::string> paths_led_to(const std::string& path, bool is_beginning, const FollowLinks& follow) {
  if (!path.starts_with('/') || path.starts_with("/proc/")) return {};
  const std::size_t name = path.rfind('/') + 1;
  std::vector<std::string> found;
  const auto take = [&](std::string other) {
    if (other != path && std::find(found.begin(), found.end(), other) == found.end()) found.push_back(std::move(other));
  };
  std::string directory = name > 1 ? follow(path.substr(0, name - 1)) : "/";
  if (directory.empty()) return {};
  if (!directory.ends_with('/')) directory += '/';
  take(directory + path.substr(name));
  if (is_beginning) return found;
  if (std::string whole = follow(path); !whole.empty()) take(std::move(whole));
  return found;
}

std::string linked_path_note(const std::string& path, const std::vector<std::string>& found) {
  std::string text = in_quotes(path) + " leads through a link; asked for as well: ";
  for (const std::string& one : found) text.append(&one == &found.front() ? "" : ", ").append(in_quotes(one));
  return text;
}

std::string follow_links(const std::string& path) {
  std::error_code error;
  const std::filesystem::path found = std::filesystem::weakly_canonical(path, error);
  return error ? std::string() : found.string();
}

void add_linked_paths(Selection& selection, std::uint64_t own_mntns, const FollowLinks& follow) {
  LinkedPaths(selection, own_mntns, follow).add();
}

}  // namespace trace
