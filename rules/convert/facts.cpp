// SPDX-License-Identifier: Apache-2.0
#include "rules/convert/facts.h"

#include <cerrno>

#include "common/base/printable.h"
#include "common/catalog/meaning_text.h"
#include "common/codec/json/text.h"
#include "common/codec/table/go_text.h"
#include "common/event/record.h"
#include "rules/output/event_text.h"

namespace trace {
namespace {

constexpr std::int64_t kSignalled = 128;

std::string_view text_of(const Value& value) {
  const auto* const text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::string_view() : *text;
}

std::optional<std::int64_t> number_of(const Value& value) {
  if (const auto* const number = std::get_if<std::int64_t>(&value)) return *number;
  const auto* const number = std::get_if<std::uint64_t>(&value);
  return number == nullptr ? std::nullopt : std::optional(static_cast<std::int64_t>(*number));
}

std::optional<std::uint64_t> unsigned_of(const Value& value) {
  const auto number = number_of(value);
  return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

Endpoint endpoint_of(const Value& value) {
  Endpoint endpoint;
  const auto* const record = std::get_if<Record>(&value);
  if (record == nullptr || record->type() != WIRE_SOCKADDR) return endpoint;
  std::string scratch;
  endpoint.ip = text_of(member_of(*record, member_ordinal(WIRE_SOCKADDR, "address"), scratch));
  endpoint.port = unsigned_of(member_of(*record, member_ordinal(WIRE_SOCKADDR, "port"), scratch)).value_or(0);
  endpoint.path = text_of(member_of(*record, member_ordinal(WIRE_SOCKADDR, "sun_path"), scratch));
  return endpoint;
}

std::string entity_text(std::uint32_t pid, std::uint32_t entity) {
  if (pid == 0) return "";
  std::string text = std::to_string(pid) + "-";
  append_hex_integer(text, entity);
  return text;
}

void take_role(Role role, const Value& value, Facts& facts) {
  switch (role) {
    case Role::file_path:
      facts.file_path = text_of(value);
      break;
    case Role::file_target:
      facts.file_target = text_of(value);
      break;
    case Role::link_target:
      facts.link_target = text_of(value);
      break;
    case Role::link_source:
      facts.link_source = text_of(value);
      break;
    case Role::inode:
      facts.inode = unsigned_of(value);
      break;
    case Role::size:
      facts.size = unsigned_of(value);
      break;
    case Role::sha256:
      facts.sha256 = text_of(value);
      break;
    case Role::executable:
      if (!text_of(value).empty()) facts.executable = text_of(value);
      break;
    case Role::command_line:
      if (const auto* const list = std::get_if<StringList>(&value)) facts.arguments = *list;
      break;
    case Role::exit_code:
      facts.exit_code = number_of(value);
      break;
    case Role::ending_signal:
      if (const auto signal = number_of(value); signal.value_or(0) != 0) facts.exit_code = kSignalled + *signal;
      break;
    case Role::ends_process:
      facts.is_of_thread = std::holds_alternative<bool>(value) && !std::get<bool>(value);
      break;
    case Role::target_pid:
      // 0 and less are groups of processes, or nobody.
      if (const auto pid = number_of(value); pid.value_or(0) > 0) facts.target_pid = pid;
      break;
    case Role::child_pid:
      facts.child_pid = number_of(value);
      break;
    case Role::module_name:
      facts.module_name = text_of(value);
      break;
    case Role::container:
      facts.container = text_of(value);
      break;
    case Role::source:
      facts.source = endpoint_of(value);
      break;
    case Role::destination:
      facts.destination = endpoint_of(value);
      break;
    case Role::caller:
      facts.source = endpoint_of(value);
      facts.direction = Direction::ingress;
      break;
    case Role::callee:
      facts.destination = endpoint_of(value);
      facts.direction = Direction::egress;
      break;
    case Role::listener:
      facts.destination = endpoint_of(value);
      facts.direction = Direction::ingress;
      break;
  }
}

std::string summary_of(const Event& event) {
  const Context& context = event.context;
  std::string out =
      printable_value(context.comm) + " (" + std::to_string(context.host_pid) + ") " + std::string(event.spec->name);
  const std::size_t before = out.size();
  out += ' ';
  append_arguments(out, event);
  if (out.size() == before + 1) out.pop_back();
  return out;
}

}  // namespace

Facts FactFinder::facts_of(const Event& event) {
  const Context& context = event.context;
  if (Processes::is_source(*event.spec)) {
    processes_.update(event);
  } else {
    processes_.see(context);
  }
  last_ns_ = context.time_ns;
  Facts facts;
  facts.event = &event;
  facts.mapping = &mapping_of(*event.spec);
  facts.entity = entity_text(context.host_pid, context.process_entity);
  facts.parent_entity = entity_text(context.host_ppid, context.parent_entity);
  facts.executable = context.executable;
  facts.container = context.container_id;
  if (const Process* const self = processes_.find(ProcessKey::of(context));
      self != nullptr && facts.executable.empty()) {
    facts.executable = self->executable();
  }
  if (const Process* const parent = processes_.find(ProcessKey::parent_of(context))) {
    facts.parent_executable = parent->executable();
    facts.parent_name = parent->comm();
  }
  for (const RoleSpec& role : facts.mapping->roles) take_role(role.role, event.args.at(role.argument).value, facts);
  if (facts.child_pid == context.host_pid) facts.is_of_thread = true;  // a thread came of it
  if (facts.is_of_thread) {
    facts.exit_code.reset();
    facts.child_pid.reset();
  }
  const bool is_under_way = context.retval == -EINPROGRESS;
  if (event.spec->is_syscall && has_result(context) && !is_under_way) facts.succeeded = context.retval >= 0;
  // Packets of many processes have none.
  facts.has_process = context.host_pid != 0 || event.spec->id != WIRE_EVENT_artifact;
  facts.summary = summary_of(event);
  return facts;
}

std::string command_line_of(const StringList& arguments) {
  std::string out;
  append_words(out, arguments);
  return out;
}

std::vector<ShownArgument> shown_arguments(const Event& event) {
  std::vector<ShownArgument> shown;
  for (std::size_t i = 0; i < event.arguments().size(); ++i) {
    const FieldSpec& field = event.spec->fields[i];
    if (is_absent(event.args.at(i).value) || is_secret(field.meaning)) continue;
    std::string text;
    append_argument(text, event, i, true);
    shown.push_back({field.name, std::move(text)});
  }
  return shown;
}

std::string_view whole_technique(std::string_view id) {
  return id.substr(0, id.find('.'));
}

std::string summary_of_loss(const wire_loss& loss) {
  return "the collector lost " + std::to_string(loss.count) + " " + std::string(event_name(loss.id));
}

}  // namespace trace
