// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scope_flag.h"

#include <algorithm>
#include <limits>
#include <span>
#include <string>

#include "collector/selection/number_text.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/wire/frame.h"

namespace trace {
namespace {

// Inodes of namespaces are 32 bits wide.
constexpr std::uint64_t kNumberMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kNameBytes = WIRE_NAME_SIZE - 1;  // that the kernel keeps of a name

// All names, with aliases.
const std::vector<std::string_view>& names() {
  static const auto all = [] {
    std::vector<std::string_view> words;
    for (const ScopeSpec& scope : kScopes) {
      words.push_back(scope.name);
      for_each_word(scope.aliases, [&](std::string_view alias) { words.push_back(alias); });
    }
    return words;
  }();
  return all;
}

Error wrong_operator(const Condition& condition, std::string_view takes) {
  std::string message = "invalid filter operator: ";
  message.append(in_quotes(condition.operator_text)).append(" (");
  message.append(condition.name).append(" takes ").append(takes).append(")");
  return {Code::invalid, std::move(message)};
}

Status require_equality(const Condition& condition) {
  if (condition.comparison == Comparison::equal || condition.comparison == Comparison::differs) return ok();
  return wrong_operator(condition, "= and !=");
}

Status add_number(const ScopeSpec& spec, NumberScope& scope, const Condition& condition, bool ranges) {
  if (!ranges) TRY(require_equality(condition));
  for (const std::string_view text : condition.values) {
    TRY_ASSIGN(const std::uint64_t value, parse_unsigned(text, spec.most));
    if (value < spec.least && condition.comparison == Comparison::equal) {
      return Error{Code::invalid, "invalid filter value: " + in_quotes(text) + " (nothing has that " +
                                      std::string(spec.name) + ": they begin at " + std::to_string(spec.least) + ")"};
    }
    TRY(scope.add(*condition.comparison, value, 0, spec.most));
  }
  return ok();
}

// "new" can only be told apart from what was there before.
Status add_new(std::optional<bool>& scope, const Condition& condition) {
  TRY(require_equality(condition));
  const bool wanted = condition.comparison == Comparison::equal;
  if (scope && *scope != wanted) {
    return Error{Code::invalid, "invalid filter value: \"new\" (both =new and !=new leave nothing)"};
  }
  scope = wanted;
  return ok();
}

bool holds_new(const Condition& condition) {
  return std::find(condition.values.begin(), condition.values.end(), "new") != condition.values.end();
}

Error new_stands_alone(const Condition& condition) {
  return {Code::invalid, "invalid filter value: " + in_quotes(condition.text) + " (\"new\" stands alone)"};
}

Result<Executable> parse_executable(std::string_view text, std::uint64_t host_mntns) {
  Executable executable;
  std::string_view path = text;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && !text.starts_with('/') && !text.starts_with('*')) {
    const std::string_view place = text.substr(0, colon);
    path = text.substr(colon + 1);
    if (place == "host") {
      if (host_mntns == 0) {
        return Error{Code::denied,
                     "\"host:\": the host's mount namespace, /proc/1/ns/mnt, cannot be read (run as root, "
                     "with CAP_SYS_PTRACE, outside of containers; or write its number: MNTNS:/path)"};
      }
      executable.mntns = host_mntns;
    } else {
      TRY_ASSIGN(executable.mntns, parse_unsigned(place, kNumberMax));
    }
  }
  if (!path.starts_with('/') && !path.starts_with('*')) {
    return Error{Code::invalid, "invalid filter value: " + in_quotes(text) + " (a path begins with / or *)"};
  }
  TRY_ASSIGN(executable.path, parse_pattern(path));
  return executable;
}

Status add_executable(ExecutableScope& scope, const Condition& condition, std::uint64_t host_mntns) {
  TRY(require_equality(condition));
  for (const std::string_view text : condition.values) {
    TRY_ASSIGN(Executable executable, parse_executable(text, host_mntns));
    (condition.comparison == Comparison::equal ? scope.equal : scope.not_equal).push_back(std::move(executable));
  }
  return ok();
}

Status set_container(ContainerScope& scope, ContainerScope::Where wanted) {
  if (scope.where != ContainerScope::Where::any && scope.where != wanted) {
    return Error{Code::invalid, "both inside and outside of containers leaves nothing"};
  }
  scope.where = wanted;
  return ok();
}

Status add_container_id(StringScope& ids, Comparison comparison, std::string_view id) {
  if (id.find('*') != std::string_view::npos) {
    return Error{Code::invalid,
                 "invalid filter value: " + in_quotes(id) + " (the beginning of a container id, without *)"};
  }
  if (id.empty()) return Error{Code::invalid, "invalid filter value: \"\" (every id begins so)"};
  auto& list = comparison == Comparison::equal ? ids.equal : ids.not_equal;
  list.push_back({Pattern::Kind::prefix, std::string(id)});
  return ok();
}

// Whatever is said of a container is said of tasks that are in one.
Status add_container_values(ContainerScope& scope, const Condition& condition) {
  TRY(require_equality(condition));
  if (condition.name != "container") {
    return Error{Code::invalid, "invalid filter expression: " + in_quotes(condition.text) + " (write container!=...)"};
  }
  TRY(set_container(scope, ContainerScope::Where::containers));
  if (holds_new(condition) && condition.values.size() > 1) return new_stands_alone(condition);
  for (const std::string_view text : condition.values) {
    TRY(text == "new" ? add_new(scope.is_new, condition) : add_container_id(scope.ids, *condition.comparison, text));
  }
  return ok();
}

Status require_value(const Condition& condition) {
  if (condition.comparison) return ok();
  return Error{Code::invalid,
               "invalid filter expression: " + in_quotes(condition.text) + " (an operator and a value are missing)"};
}

// Narrows a scope by a condition that has its name, by its kind.
struct Narrow {
  const Condition& condition;
  std::uint64_t host_mntns;

  Status operator()(const ScopeSpec& spec, NumberScope& scope) const {
    TRY(require_value(condition));
    return add_number(spec, scope, condition, spec.kind != ScopeKind::listed && spec.kind != ScopeKind::tree);
  }
  Status operator()(const ScopeSpec& spec, ProcessScope& scope) const {
    if (!holds_new(condition)) return (*this)(spec, static_cast<NumberScope&>(scope));
    if (condition.values.size() > 1) return new_stands_alone(condition);
    return add_new(scope.is_new, condition);
  }
  Status operator()(const ScopeSpec&, StringScope& scope) const {
    TRY(require_value(condition));
    return scope.add(condition, kNameBytes);
  }
  Status operator()(const ScopeSpec&, ExecutableScope& scope) const {
    TRY(require_value(condition));
    return add_executable(scope, condition, host_mntns);
  }
  Status operator()(const ScopeSpec& spec, ContainerScope& scope) const {
    if (condition.comparison) return add_container_values(scope, condition);
    return set_container(scope,
                         condition.name == spec.name ? ContainerScope::Where::containers : ContainerScope::Where::host);
  }
  Status operator()(const ScopeSpec&, FlagScope& scope) const {
    if (condition.comparison) return wrong_operator(condition, "no value");
    scope.is_set = true;
    return ok();
  }
};

// As far as whole values tell.
bool is_impossible(const ScopeSpec& spec, const NumberScope& scope) {
  return scope.is_impossible(0, spec.most);
}
bool is_impossible(const ScopeSpec&, const StringScope& scope) {
  return scope.is_impossible();
}
bool is_impossible(const ScopeSpec&, const ExecutableScope&) {
  return false;
}
bool is_impossible(const ScopeSpec&, const ContainerScope&) {
  return false;
}
bool is_impossible(const ScopeSpec&, const FlagScope&) {
  return false;
}

std::span<const std::string> cut_values(const StringScope& scope) {
  return scope.cut;
}
template <class Scope>
std::span<const std::string> cut_values(const Scope&) {
  return {};
}

}  // namespace

bool is_scope(std::string_view name) {
  return std::find(names().begin(), names().end(), name) != names().end();
}

std::string near_scope(std::string_view name) {
  return did_you_mean(name, names());
}

Status add_scope(Scopes& scopes, const Condition& condition, std::uint64_t host_mntns) {
  Status status = ok();
  for_each_scope(scopes, [&](const ScopeSpec& spec, auto& scope) {
    if (spec.name != condition.name && !has_part(spec.aliases, ' ', condition.name)) return;
    status = Narrow{condition, host_mntns}(spec, scope);
  });
  return status;
}

void take_notes(const Scopes& scopes, std::vector<std::string>& notes) {
  for_each_scope(scopes, [&](const ScopeSpec& spec, const auto& scope) {
    for (const std::string& value : cut_values(scope)) notes.push_back(cut_note(spec.name, value));
    if (!is_impossible(spec, scope)) return;
    notes.push_back("no event can pass: the conditions on " + std::string(spec.name) + " contradict each other");
  });
}

}  // namespace trace
