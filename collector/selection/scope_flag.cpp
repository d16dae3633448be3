// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/scope_flag.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

#include "collector/selection/number_text.h"
#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

// Pids, user ids and namespace inodes are 32 bits wide.
constexpr std::uint64_t kNumberMax = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kNameBytes = WIRE_COMM_SIZE - 1;
static_assert(WIRE_UTS_SIZE == WIRE_COMM_SIZE);

struct NumberName {
  std::string_view name;
  NumberScope Scopes::*scope;
  bool ranges;
};

constexpr auto kNumbers = std::to_array<NumberName>({
    {"uid", &Scopes::uid, true},
    {"pid", &Scopes::pid, true},
    {"tid", &Scopes::tid, true},
    {"mntns", &Scopes::mntns, false},
    {"pidns", &Scopes::pidns, false},
    {"tree", &Scopes::tree, false},
});

constexpr auto kNames = std::to_array<std::string_view>({
    "uid",
    "pid",
    "tid",
    "mntns",
    "pidns",
    "tree",
    "comm",
    "uts",
    "exec",
    "executable",
    "bin",
    "binary",
    "container",
    "not-container",
    "!container",
    "follow",
});

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

Status add_number(NumberScope& scope, const Condition& condition, bool ranges) {
  if (!ranges) TRY(require_equality(condition));
  for (const std::string_view text : condition.values) {
    TRY_ASSIGN(const std::uint64_t value, parse_unsigned(text, kNumberMax));
    TRY(scope.add(*condition.comparison, value, 0, kNumberMax));
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

// The kernel keeps kNameBytes of a name, so that no more of it can be compared.
void cut_to_kernel(std::vector<Pattern>& patterns) {
  for (Pattern& pattern : patterns) {
    const bool from_start = pattern.kind == Pattern::Kind::exact || pattern.kind == Pattern::Kind::prefix;
    if (from_start && pattern.text.size() > kNameBytes) pattern.text.resize(kNameBytes);
  }
}

Status add_name(StringScope& scope, const Condition& condition) {
  TRY(scope.add(condition));
  cut_to_kernel(scope.equal);
  cut_to_kernel(scope.not_equal);
  return ok();
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

Status set_container(Scopes& scopes, ContainerScope wanted) {
  if (scopes.container != ContainerScope::any && scopes.container != wanted) {
    return Error{Code::invalid, "both inside and outside of containers leaves nothing"};
  }
  scopes.container = wanted;
  return ok();
}

Status add_container_id(StringScope& ids, Comparison comparison, std::string_view id) {
  if (id.find('*') != std::string_view::npos) {
    return Error{Code::invalid,
                 "invalid filter value: " + in_quotes(id) + " (the beginning of a container id, without *)"};
  }
  auto& list = comparison == Comparison::equal ? ids.equal : ids.not_equal;
  list.push_back({Pattern::Kind::prefix, std::string(id)});
  return ok();
}

// Whatever is said of a container is said of tasks that are in one.
Status add_container_values(Scopes& scopes, const Condition& condition) {
  TRY(require_equality(condition));
  if (condition.name != "container") {
    return Error{Code::invalid, "invalid filter expression: " + in_quotes(condition.text) + " (write container!=...)"};
  }
  TRY(set_container(scopes, ContainerScope::containers));
  if (holds_new(condition) && condition.values.size() > 1) return new_stands_alone(condition);
  for (const std::string_view text : condition.values) {
    TRY(text == "new" ? add_new(scopes.container_new, condition)
                      : add_container_id(scopes.container_ids, *condition.comparison, text));
  }
  return ok();
}

Status add_container(Scopes& scopes, const Condition& condition) {
  if (condition.comparison) return add_container_values(scopes, condition);
  return set_container(scopes, condition.name == "container" ? ContainerScope::containers : ContainerScope::host);
}

}  // namespace

bool is_scope(std::string_view name) {
  for (const std::string_view known : kNames) {
    if (name == known) return true;
  }
  return false;
}

std::string near_scope(std::string_view name) {
  return did_you_mean(name, kNames);
}

Status add_scope(Scopes& scopes, const Condition& condition, std::uint64_t host_mntns) {
  const std::string_view name = condition.name;
  if (name.ends_with("container")) return add_container(scopes, condition);
  if (name == "follow") {
    if (condition.comparison) return wrong_operator(condition, "no value");
    scopes.follow = true;
    return ok();
  }
  if (!condition.comparison) {
    return Error{Code::invalid,
                 "invalid filter expression: " + in_quotes(condition.text) + " (an operator and a value are missing)"};
  }
  if (name == "pid" && holds_new(condition)) {
    if (condition.values.size() > 1) return new_stands_alone(condition);
    return add_new(scopes.pid_new, condition);
  }
  for (const NumberName& number : kNumbers) {
    if (name == number.name) return add_number(scopes.*number.scope, condition, number.ranges);
  }
  if (name == "comm") return add_name(scopes.comm, condition);
  if (name == "uts") return add_name(scopes.uts, condition);
  return add_executable(scopes.executable, condition, host_mntns);
}

void note_impossible(const Scopes& scopes, std::vector<std::string>& notes) {
  const auto note = [&](std::string_view name) {
    notes.push_back("no event can pass: the conditions on " + std::string(name) + " contradict each other");
  };
  for (const NumberName& number : kNumbers) {
    if ((scopes.*number.scope).is_impossible(0, kNumberMax)) note(number.name);
  }
  if (scopes.comm.is_impossible()) note("comm");
  if (scopes.uts.is_impossible()) note("uts");
}

}  // namespace trace
