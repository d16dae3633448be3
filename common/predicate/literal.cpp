// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/literal.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/base/near_name.h"
#include "common/base/text.h"
#include "common/catalog/catalog.h"
#include "common/catalog/meaning_text.h"
#include "common/event/field_bytes.h"
#include "common/event/internet_address.h"
#include "common/wire/frame.h"

namespace trace {
namespace {

constexpr std::size_t kShortNameMax = 15;  // TASK_COMM_LEN - 1 of include/linux/sched.h; host names are cut alike

Number number_in(const Value& value) {
  const auto* const is_signed = std::get_if<std::int64_t>(&value);
  return is_signed != nullptr ? Number(*is_signed) : Number(bits_of(value).value_or(0));
}

struct Range {
  Number low, high;
};

Range range_of(const TypeSpec& type) {
  const std::uint64_t all = ~std::uint64_t{0} >> (64U - 8U * type.least);
  if (type.kind != NumberKind::is_signed) return {Number(0U), Number(all)};
  const auto most = static_cast<std::int64_t>(all >> 1U);
  return {Number(-most - 1), Number(most)};
}

Error not_held(std::string_view text, std::string_view field, Range range) {
  return {Code::invalid, in_quotes(text) + " is not a value of " + in_quotes(field) + ", which holds " +
                             to_text(range.low) + " to " + to_text(range.high)};
}

// Of users and groups -1 means "unchanged" and is all ones; people write either.
bool is_id(const FieldType& type) {
  return type.ctype == "uid_t" || type.ctype == "gid_t";
}

Result<Number> held(WrittenNumber written, std::string_view text, std::string_view field, const FieldType& type) {
  const TypeSpec& spec = type_spec(element_type(type.type));
  Range range = range_of(spec);
  range.high = std::min(range.high, Number(type.most));
  const Number number = written.number;
  const std::uint64_t ones = ~std::uint64_t{0} >> (64U - 8U * spec.least);
  const bool are_bits = written.notation == Notation::bits || (is_id(type) && number == Number(ones));
  if (number.not_negative && are_bits && number.bits <= std::min(ones, type.most))
    return number_in(number_of_bits(spec, number.bits));
  if (number < range.low || number > range.high) return not_held(text, field, range);
  return number;
}

std::string near_symbol(Meaning meaning, std::string_view text) {
  const std::vector<std::string_view> names = meaning_names(meaning);
  for (const std::string_view part : parts_of(text, '|')) {
    if (!parse_meaning(meaning, part)) return did_you_mean(uppered(part), names);
  }
  return {};
}

Result<Number> truth_of(std::string_view text, std::string_view field) {
  if (text == "true" || text == "1") return Number(1U);
  if (text == "false" || text == "0") return Number(0U);
  return Error{Code::invalid, in_quotes(text) + " is neither true nor false, and " + in_quotes(field) + " is"};
}

std::vector<std::string_view> names_of_calls() {
  std::vector<std::string_view> names;
  for (const EventSpec& event : events()) {
    if (event.is_syscall) names.push_back(event.name);
  }
  return names;
}

Status check_call(std::string_view name) {
  const EventSpec* const event = find_event(name);
  if (event != nullptr && event->is_syscall) return ok();
  return Error{Code::invalid, in_quotes(name) + " is no system call" + did_you_mean(name, names_of_calls())};
}

Status check_length(std::string_view text, std::string_view field) {
  if (text.size() <= kShortNameMax) return ok();
  return Error{Code::invalid, in_quotes(text) + " has " + std::to_string(text.size()) +
                                  " bytes, and the kernel keeps " + std::to_string(kShortNameMax) + " of " +
                                  in_quotes(field) + " (write " + in_quotes(text.substr(0, kShortNameMax)) + ")"};
}

// Of a text of the kernel or of a process so many bytes are kept; elements of lists may be longer.
Status check_size(std::string_view text, std::string_view field, const FieldType& type) {
  constexpr std::size_t kMost = WIRE_STRING_MAX - 1;
  if (type.type != WIRE_STR || text.size() <= kMost) return ok();
  return Error{Code::invalid, "a text of " + std::to_string(text.size()) + " bytes, and " + in_quotes(field) + " has " +
                                  std::to_string(kMost) + " at most"};
}

Error never(std::string_view text, const std::string& why, std::string_view field) {
  return {Code::invalid, in_quotes(text) + " " + why + ", and " + in_quotes(field) + " never does"};
}

// Files in no file system that the kernel names without a colon: mm/shmem.c, ipc/shm.c, fs/hugetlbfs/inode.c.
bool is_kernel_file(std::string_view text) {
  return text == "dev/zero" || text == "anon_hugepage" || text.starts_with("SYSV");
}

// What has no place in a file system is called KIND:NAME, as "memfd:x" and "pipe:[1]", with anything in NAME. The beginning of such a name may be
// asked for; of programs people mean the name of the file.
Status check_path(Lookup lookup, std::string_view text, std::string_view field, bool is_program) {
  const bool is_placed = text.find(':') >= text.find('/');
  if (!is_placed || is_kernel_file(text)) return ok();
  const bool from_start =
      lookup == Lookup::equality || (lookup == Lookup::prefix && (is_program || text.find('/') != text.npos));
  if (from_start && !text.empty() && !text.starts_with('/')) return never(text, "does not begin with \"/\"", field);
  for (const std::string_view part : {"//", "/./", "/../"}) {
    if (text.find(part) != std::string_view::npos) return never(text, "has " + in_quotes(part) + " in it", field);
  }
  const bool to_end = lookup == Lookup::equality || lookup == Lookup::suffix;
  for (const std::string_view end : {"/", "/.", "/.."}) {
    if (to_end && text.size() > 1 && text.ends_with(end)) return never(text, "ends with " + in_quotes(end), field);
  }
  return ok();
}

// docker ps(1) shows the first 12 digits. What is shorter may be the name of a container that its user named.
Status check_container(std::string_view text, std::string_view field) {
  constexpr std::size_t kDigits = 64, kShown = 12;
  const bool are_digits = text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  if (text.size() < kShown || !are_digits || text.size() >= kDigits) return ok();
  return Error{Code::invalid, in_quotes(text) + " has " + std::to_string(text.size()) + " digits, and the id in " +
                                  in_quotes(field) + " has " + std::to_string(kDigits) +
                                  ": ask for what it begins with"};
}

}  // namespace

LeadingZero leading_zero(const FieldType& type) {
  const bool is_mode = type.ctype == "umode_t" || type.ctype == "mode_t" || is_octal(type.meaning);
  return is_mode ? LeadingZero::octal : LeadingZero::refused;
}

Result<Number> number_of(std::string_view text, std::string_view field, const FieldType& type) {
  if (is_truth(element_type(type.type))) return truth_of(text, field);
  Result<WrittenNumber> written = parse_number(text, leading_zero(type));
  if (written) return held(*written, text, field, type);
  if (written.error().code != Code::not_found) return std::move(written).error();
  const auto bits = type.meaning == Meaning::none ? std::nullopt : parse_meaning(type.meaning, text);
  if (!bits) {
    const bool has_names = !meaning_names(type.meaning).empty();
    return Error{Code::invalid, in_quotes(text) + " is not a number" + (has_names ? " or a known name for one" : "") +
                                    ", and " + in_quotes(field) + " is" + near_symbol(type.meaning, text)};
  }
  const auto value = number_value(element_type(type.type), *bits);
  if (!value) return not_held(text, field, range_of(type_spec(element_type(type.type))));
  return number_in(*value);
}

Status check_architectures(std::string_view text, std::string_view field, Meaning meaning) {
  for (const std::string_view part : parts_of(text, '|')) {
    const Result<WrittenNumber> written = parse_number(part);
    const std::string names = written ? differing_names(meaning, written->number.bits) : std::string();
    if (names.empty()) continue;
    return Error{Code::invalid, in_quotes(part) + " of " + in_quotes(field) + " depends on the architecture: " + names +
                                    " (write the name)"};
  }
  return ok();
}

Status check_value(std::string_view text, std::string_view field, const FieldType& type) {
  if (type.meaning == Meaning::short_name) return check_length(text, field);
  if (type.meaning == Meaning::syscall_name) return check_call(text);
  if (type.meaning == Meaning::address && !parse_address(text)) {
    return Error{Code::invalid, in_quotes(text) + " is not an address, and " + in_quotes(field) + " is"};
  }
  return type.text == TextKind::container_id ? check_container(text, field) : ok();
}

Status check_text(Op op, std::string_view literal, std::string_view field, const FieldType& type) {
  const Lookup lookup = op_spec(op).lookup;
  const bool is_text =
      lookup == Lookup::equality || lookup == Lookup::prefix || lookup == Lookup::suffix || lookup == Lookup::substring;
  if (is_text) TRY(check_size(literal, field, type));
  const bool is_program = type.ctype.empty();  // of the context, or of a parent: no argument
  if (is_text && type.text == TextKind::kernel_path) TRY(check_path(lookup, literal, field, is_program));
  switch (lookup) {
    case Lookup::equality:
      return check_value(literal, field, type);
    case Lookup::prefix:
    case Lookup::suffix:
    case Lookup::substring:
      return type.meaning == Meaning::short_name ? check_length(literal, field) : ok();
    case Lookup::none:
    case Lookup::lower_bound:
    case Lookup::upper_bound:
    case Lookup::needed_literals:
      break;
  }
  return ok();
}

}  // namespace trace
