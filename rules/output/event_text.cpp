// SPDX-License-Identifier: Apache-2.0
#include "rules/output/event_text.h"

#include <algorithm>
#include <array>

#include "common/base/printable.h"
#include "common/codec/table/go_text.h"
#include "common/event/meaning_in.h"
#include "common/event/record.h"

namespace trace {
namespace {

constexpr auto kLeftOut = std::to_array<std::string_view>({
    "ctime",
    "dev",
    "env",
    "envp",
    "inode",
    "inode_mode",
    "interp",
    "interpreter_ctime",
    "interpreter_dev",
    "interpreter_inode",
    "interpreter_pathname",
    "invoked_from_kernel",
    "stdin_path",
    "stdin_type",
});

bool is_empty(const Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return text->empty();
  if (const auto* list = std::get_if<StringList>(&value)) return list->bytes().empty();
  return is_absent(value);
}

// Whether an argument before it is the same text: the path that a call was given mostly is the one that it led to.
bool is_said(const Event& event, std::size_t ordinal) {
  const auto* text = std::get_if<std::string_view>(&event.args.at(ordinal).value);
  return text != nullptr && std::any_of(event.args.begin(), event.args.begin() + static_cast<std::ptrdiff_t>(ordinal),
                                        [&](const Argument& before) {
                                          const auto* other = std::get_if<std::string_view>(&before.value);
                                          return other != nullptr && *other == *text;
                                        });
}

void append_list(std::string& out, const StringList& list) {
  out += '[';
  append_words(out, list);
  out += ']';
}

}  // namespace

void append_words(std::string& out, const StringList& list) {
  bool first = true;
  for (const std::string_view text : list) {
    if (!first) out += ' ';
    first = false;
    const bool quoted = text.empty() || text.find_first_of(" '\"") != std::string_view::npos;
    if (!quoted) {
      append_printable_value(out, text);
      continue;
    }
    std::string in_quotes = "'";
    for (const char c : text) c == '\'' ? in_quotes += "'\\''" : in_quotes += c;  // as a shell takes it
    append_printable_value(out, in_quotes + "'");
  }
}

bool append_address(std::string& out, const Record& record) {
  if (record.type() != WIRE_SOCKADDR) return false;
  constexpr std::size_t kAddress = member_ordinal(WIRE_SOCKADDR, "address");
  constexpr std::size_t kPort = member_ordinal(WIRE_SOCKADDR, "port");
  constexpr std::size_t kPath = member_ordinal(WIRE_SOCKADDR, "sun_path");
  std::string scratch;
  const Value path = member_of(record, kPath, scratch);
  if (const auto* text = std::get_if<std::string_view>(&path); text != nullptr && !text->empty()) {
    append_printable_value(out, *text);
    return true;
  }
  const Value address = member_of(record, kAddress, scratch);
  const auto* text = std::get_if<std::string_view>(&address);
  if (text == nullptr) return false;
  const bool is_six = text->find(':') != std::string_view::npos;
  out.append(is_six ? "[" : "").append(*text).append(is_six ? "]:" : ":");
  std::string unused;
  const Value port = member_of(record, kPort, unused);
  const auto* number = std::get_if<std::uint64_t>(&port);
  out += std::to_string(number == nullptr ? 0 : *number);
  return true;
}

void append_arguments(std::string& out, const Event& event) {
  bool first = true;
  for (std::size_t i = 0; i < event.spec->fields.size(); ++i) {
    FieldSpec field = event.spec->fields[i];
    const Argument& argument = event.args.at(i);
    const bool left_out = std::find(kLeftOut.begin(), kLeftOut.end(), field.name) != kLeftOut.end();
    if (left_out || is_empty(argument.value) || is_said(event, i)) continue;
    field.meaning = meaning_in(event, i);
    out.append(first ? "" : ", ").append(field.name).append(": ");
    first = false;
    const auto* record = std::get_if<Record>(&argument.value);
    if (const auto* list = std::get_if<StringList>(&argument.value)) {
      append_list(out, *list);
    } else if (record == nullptr || !append_address(out, *record)) {
      append_go_text(out, field, argument.value, true);
    }
    if ((argument.marks & WIRE_FIELD_TRUNCATED) != 0) out += " (cut)";
  }
}

void append_data_value(std::string& out, const DataValue& value) {
  std::visit(Overloaded{
                 [&](bool is) { out += is ? "true" : "false"; },
                 [&](std::string_view text) { append_printable_value(out, text); },
                 [&](const StringList& list) { append_list(out, list); },
                 [&](auto number) { out += std::to_string(number); },
             },
             value);
}

}  // namespace trace
