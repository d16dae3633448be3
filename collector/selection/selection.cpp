// SPDX-License-Identifier: Apache-2.0
#include "collector/selection/selection.h"

#include <sys/ptrace.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "collector/selection/condition.h"
#include "collector/selection/event_choice.h"
#include "collector/selection/event_scope.h"
#include "collector/selection/scope_flag.h"
#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/catalog.h"

namespace trace {
namespace {

// What the built-in signatures of trace-rules need, so that a bare "trace-ebpf | trace-rules"
// detects whatever they can. This is the only list of it; a test holds it against `trace-rules
// --list-events`.
constexpr auto kSignatureEvents = std::to_array<std::string_view>({
    "ptrace",
    "process_vm_writev",
    "sched_process_exec",
    "security_file_open",
    "security_inode_link",
    "security_inode_rename",
    "security_inode_symlink",
    "security_move_mount",
    "security_socket_connect",
    "socket_dup",
    "stdio_socket",
});

// Calls that the default has only where they succeeded, or where a signature asks for the attempt: whoever may make a call that
// fails may make millions. A test holds this, too, against the signatures.
struct Attempts {
  std::string_view call;
  std::uint64_t first_arguments;  // as bits
};
constexpr auto kAttempts =
    std::to_array<Attempts>({{"ptrace", 1 << PTRACE_TRACEME | 1 << PTRACE_POKETEXT | 1 << PTRACE_POKEDATA}});

EventSlots default_events() {
  EventSlots slots;
  for (const EventSpec& event : events()) {
    if (event.in_set("default")) slots.set(event.slot);
  }
  for (const std::string_view name : kSignatureEvents) {
    if (const EventSpec* event = find_event(name)) slots.set(event->slot);
  }
  return slots;
}

void add_attempts(Selection& selection) {
  for (const Attempts& one : kAttempts) selection.attempts.emplace(find_event(one.call)->slot, one.first_arguments);
}

// Names of --trace that may be cut short: e=, s=, p=, u=, c, f. Those that may not (comm, mntns,
// pidns, tree, uts) are found before.
constexpr auto kAbbreviable =
    std::to_array<std::string_view>({"container", "!container", "event", "pid", "set", "uid", "follow"});

std::string_view whole_name(std::string_view name) {
  if (is_scope(name) || name == "!") return name;
  for (const std::string_view whole : kAbbreviable) {
    if (whole.starts_with(name)) return whole;
  }
  return name;
}

Status add_name(EventChoice& choice, bool is_set, bool include, std::string_view name) {
  if (is_set) return include ? choice.include_set(name) : choice.exclude_set(name);
  return include ? choice.include_events(name) : choice.exclude_events(name);
}

Status add_names(EventChoice& choice, const Condition& condition) {
  if (condition.comparison != Comparison::equal && condition.comparison != Comparison::differs) {
    return Error{Code::invalid, "invalid filter operator: " + in_quotes(condition.operator_text) + " (" +
                                    std::string(condition.name) + " takes = and !=)"};
  }
  const bool include = condition.comparison == Comparison::equal;
  for (const std::string_view name : condition.values) {
    TRY(add_name(choice, condition.name == "set", include, name));
  }
  return ok();
}

Error unknown_option(std::string_view flag, std::string_view kind, std::string_view name) {
  std::string message = "invalid ";
  message.append(kind).append(" option specified (").append(name).append(")");
  const auto sets = set_names();
  if (find_event(name) != nullptr) {
    message.append(" (to collect that event: --trace event=").append(name).append(")");
  } else if (std::find(sets.begin(), sets.end(), name) != sets.end()) {
    message.append(" (to collect that set: --trace set=").append(name).append(")");
  } else {
    message.append(near_scope(name));
  }
  message.append(", use '--").append(flag).append(" help' for more info");
  return {Code::invalid, std::move(message)};
}

Status add_trace_flag(const std::string& flag, std::uint64_t host_mntns, EventChoice& choice, Scopes& scopes) {
  TRY_ASSIGN(Condition condition, split_condition(flag));
  if (condition.name.find('.') != std::string_view::npos) return choice.add_filter(condition);
  condition.name = whole_name(condition.name);
  if (condition.name == "event" || condition.name == "set") return add_names(choice, condition);
  if (is_scope(condition.name)) return add_scope(scopes, condition, host_mntns);
  return unknown_option("trace", "filter", condition.name);
}

Status add_scope_flag(const std::string& flag, std::uint64_t host_mntns, Scopes& scopes) {
  TRY_ASSIGN(const Condition condition, split_condition(flag));
  if (is_scope(condition.name)) return add_scope(scopes, condition, host_mntns);
  return unknown_option("scope", "scope", condition.name);
}

// An event or a set; with "-" in front, one to leave out. A name that is both is the event.
Status add_event_item(std::string_view item, EventChoice& choice) {
  if (item.find('.') != std::string_view::npos) {
    TRY_ASSIGN(const Condition condition, split_condition(item));
    return choice.add_filter(condition);
  }
  const bool exclude = item.starts_with('-');
  const std::string_view name = exclude ? item.substr(1) : item;
  if (name.empty()) return Error{Code::invalid, "\"-\" names nothing to leave out"};
  const auto sets = set_names();
  const bool is_set = std::find(sets.begin(), sets.end(), name) != sets.end();
  if (is_set && find_event(name) == nullptr) return exclude ? choice.exclude_set(name) : choice.include_set(name);
  // Which of the two was meant cannot be told, but perhaps that a set was near.
  const std::string near_set = did_you_mean(name, sets);
  return exclude ? choice.exclude_events(name, near_set) : choice.include_events(name, near_set);
}

// A list; if its last item has an operator, the commas behind that part the item's values.
Status add_events_flag(const std::string& flag, EventChoice& choice) {
  const std::string_view text = flag;
  if (text.empty()) return Error{Code::invalid, "empty flag"};
  const std::size_t at = operator_position(text);
  const std::size_t comma = text.substr(0, at).rfind(',');
  const bool only_filter = at != std::string_view::npos && comma == std::string_view::npos;
  if (!only_filter) {
    TRY_ASSIGN(const auto items, split_list(at == std::string_view::npos ? text : text.substr(0, comma)));
    for (const std::string_view item : items) TRY(add_event_item(item, choice));
  }
  if (at == std::string_view::npos) return ok();
  TRY_ASSIGN(const Condition condition, split_condition(only_filter ? text : text.substr(comma + 1)));
  if (condition.name.find('.') == std::string_view::npos) {
    return Error{Code::invalid, "invalid filter expression: " + in_quotes(condition.text) +
                                    " (an operator comes behind EVENT.data.ARG, EVENT.retval or EVENT.scope.FIELD)"};
  }
  return choice.add_filter(condition);
}

Error in_flag(Error error, std::string_view flag, const std::string& value) {
  return std::move(error).in("--" + std::string(flag) + " " + in_quotes(value));
}

// Flag by flag the selection was fine, so all of them are to blame.
Error nothing_left(const SelectionArgs& args) {
  std::string flags;
  for (const std::string& value : args.trace) flags.append("--trace ").append(in_quotes(value)).append(" ");
  for (const std::string& value : args.events) flags.append("--events ").append(in_quotes(value)).append(" ");
  flags.pop_back();
  return {Code::invalid, flags + ": no event is left to collect: every one that was selected is excluded"};
}

// Who follows a match is known to the kernel only, so that the kernel must be able to tell the
// matches.
Status check_follow(const Scopes& scopes) {
  if (!scopes.follow) return ok();
  const std::string why = why_not_in_kernel(scopes);
  if (why.empty()) return ok();
  return Error{Code::unsupported, "follow cannot be combined with " + why};
}

bool names_field(const Expr& expr, std::string_view field) {
  const auto any_of_them = [&](const std::vector<Expr>& terms) {
    return std::any_of(terms.begin(), terms.end(), [&](const Expr& term) { return names_field(term, field); });
  };
  if (const auto* test = std::get_if<Test>(&expr.node)) return test->field == field;
  if (const auto* all = std::get_if<All>(&expr.node)) return any_of_them(all->terms);
  if (const auto* any = std::get_if<Any>(&expr.node)) return any_of_them(any->terms);
  return any_of_them(std::get<Not>(expr.node).term);
}

}  // namespace

bool Selection::needs_executable() const {
  return !scopes.executable.empty() || std::any_of(filter.begin(), filter.end(), [](const auto& entry) {
    return names_field(entry.second, context_field::executable);
  });
}

Selection default_selection() {
  Selection selection;
  selection.events = default_events();
  add_attempts(selection);
  return selection;
}

Result<Selection> parse_selection(const SelectionArgs& args) {
  Selection selection;
  EventChoice choice;
  for (const std::string& flag : args.trace) {
    Status status = add_trace_flag(flag, args.host_mntns, choice, selection.scopes);
    if (!status) return in_flag(std::move(status).error(), "trace", flag);
  }
  for (const std::string& flag : args.events) {
    Status status = add_events_flag(flag, choice);
    if (!status) return in_flag(std::move(status).error(), "events", flag);
  }
  for (const std::string& flag : args.scopes) {
    Status status = add_scope_flag(flag, args.host_mntns, selection.scopes);
    if (!status) return in_flag(std::move(status).error(), "scope", flag);
  }
  TRY(check_follow(selection.scopes));
  choice.finish(default_events(), selection);
  if (selection.events.none()) return nothing_left(args);
  if (choice.is_default()) add_attempts(selection);
  take_notes(selection.scopes, selection.notes);
  choice.take_notes(selection.notes);
  return selection;
}

}  // namespace trace
