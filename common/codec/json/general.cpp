// SPDX-License-Identifier: Apache-2.0
#include "common/codec/json/general.h"

#include <charconv>
#include <optional>

#include "common/codec/json/keys.h"
#include "common/codec/json/read_context.h"
#include "common/codec/json/reading.h"
#include "common/codec/json/sound_text.h"
#include "common/codec/json/values.h"

namespace trace::json {

static_assert(GeneralReader::kPadding >= simdjson::SIMDJSON_PADDING);

namespace {

// A number in quotes; a number is taken too.
bool read_event_id(ondemand::value& value, std::optional<std::uint32_t>& id) {
  ondemand::json_type type = ondemand::json_type::null;
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  std::uint32_t& number = id.emplace();
  if (type == ondemand::json_type::number) return read_number(value, number);
  std::string_view text;
  if (!read_text(value, text)) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

Error wrong_type(std::string_view key) {
  return Error{Code::corrupt, "\"" + std::string(key) + "\": a value of the wrong type, or cut off"};
}

}  // namespace

struct GeneralReader::Parser {
  ondemand::parser parser;
};

// One pass over a line.
struct GeneralReader::Pass {
  Pass(LineContents& contents, LineShape& shape, const EventSpec* known, std::uint64_t steps_over)
      : out(contents), reading{contents.event, shape}, spec(known), stepped_over(steps_over) {}

  LineContents& out;
  Reading reading;
  const EventSpec* spec;       // of the event; may be known before the pass
  std::uint64_t stepped_over;  // arguments, by ordinal

  LineKind line = LineKind::event;
  std::optional<std::uint32_t> id;
  bool name_is_there = false;
  std::string_view name;
  bool too_early = false;                     // arguments came before it was known of which event
  std::optional<std::size_t> not_understood;  // the argument that ended the pass

  Status run(std::string_view text, ondemand::parser& parser);
  bool read_own(Key key, SimdValue& value);
  bool read_name(SimdValue& value);
  bool read_args(SimdValue& value);
  bool read_arg(ondemand::object& argument);
  LineKind finish() const;
};

Status GeneralReader::Pass::run(std::string_view text, ondemand::parser& parser) {
  Event& event = out.event;
  event.spec = spec;
  event.context = Context{};
  event.not_understood = stepped_over;
  out.arena.clear();
  if (spec != nullptr) event.clear_arguments();
  ondemand::document document;
  ondemand::object object;
  if (const auto error = parser.iterate(text.data(), text.size(), text.size() + kPadding).get(document)) {
    return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(error)};
  }
  if (const auto error = document.get_object().get(object)) {
    return Error{Code::corrupt, std::string("not a JSON object: ") + simdjson::error_message(error)};
  }
  for (auto&& result : object) {
    if (result.error() != simdjson::SUCCESS) {
      return Error{Code::corrupt, std::string("not JSON: ") + simdjson::error_message(result.error())};
    }
    auto&& field = std::move(result).value_unsafe();
    const Key key = find_key(key_text(field.first.raw()));
    SimdValue value(field.second, out.arena);
    const auto own = [&](Key one) { return read_own(one, value); };
    if (key == Key::other || take_key(key, value, reading, own)) continue;
    return wrong_type(kKeys[index_of(key)]);
  }
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return Error{Code::corrupt, "something follows the object"};
  }
  return ok();
}

bool GeneralReader::Pass::read_own(Key key, SimdValue& value) {
  if (key == Key::loss) {
    line = LineKind::loss;
    return read_loss(value.value(), out.loss);
  }
  if (key == Key::totals) {
    line = LineKind::totals;
    return read_totals(value.value(), out.totals);
  }
  if (key == Key::clock) {
    line = LineKind::clock;
    return read_clock(value.value(), out.clock);
  }
  if (key == Key::artifact) {
    line = LineKind::artifact;
    return read_artifact(value.value(), out.artifact);
  }
  if (key == Key::eventId) return read_event_id(value.value(), id);
  if (key == Key::eventName) return read_name(value);
  if (spec == nullptr) {  // args, provenance
    too_early = !name_is_there;
    return true;
  }
  return key == Key::args ? read_args(value) : take_object(Object::provenance, value, reading);
}

bool GeneralReader::Pass::read_name(SimdValue& value) {
  if (!value.quoted(name)) return false;
  name_is_there = true;
  if (spec != nullptr && spec->name == name) return true;
  spec = out.event.spec = find_event(name);
  if (spec != nullptr) out.event.clear_arguments();
  return true;
}

bool GeneralReader::Pass::read_args(SimdValue& value) {
  if (value.kind() == Kind::null) return value.null();
  return for_each_element(value.value(), [&](ondemand::value& element) {
    ondemand::object object;
    return element.get_object().get(object) == simdjson::SUCCESS && read_arg(object);
  });
}

bool GeneralReader::Pass::read_arg(ondemand::object& argument) {
  const std::span<const FieldSpec> fields = spec->fields;
  std::size_t ordinal = fields.size();
  bool named = false;
  bool value_came_first = false;
  const auto read = [&](std::string_view key, ondemand::value value) {
    if (key == "name") {
      ondemand::raw_json_string text;
      if (value.get_raw_json_string().get(text) != simdjson::SUCCESS) return false;
      named = true;
      ordinal = spec->field(key_text(text.raw())).value_or(fields.size());
      return true;
    }
    if (key != "value") return true;
    value_came_first = !named;
    if (ordinal >= fields.size() || (stepped_over >> ordinal & 1) != 0) return true;
    SimdValue in(value, out.arena);
    if (read_value(in, fields[ordinal], out.event.args[ordinal].value)) return true;
    not_understood = ordinal;
    return false;
  };
  if (!for_each_member(argument, read)) return false;
  if (!value_came_first || ordinal >= fields.size()) return true;
  return argument.reset().error() == simdjson::SUCCESS && for_each_member(argument, read);
}

LineKind GeneralReader::Pass::finish() const {
  reading.marks.apply(out.event);
  set_syscall(out.event, reading.syscall);
  set_container(out.event, reading.says_flags);
  return LineKind::event;
}

GeneralReader::GeneralReader() : parser_(std::make_unique<Parser>()), unused_shape_(std::make_unique<LineShape>()) {}
GeneralReader::~GeneralReader() = default;
GeneralReader::GeneralReader(GeneralReader&&) noexcept = default;
GeneralReader& GeneralReader::operator=(GeneralReader&&) noexcept = default;

// simdjson cannot go on after a value that was half read, so the line is read again, without what was not understood.
Result<GeneralReader::Pass> GeneralReader::pass_over(std::string_view line, const EventSpec* spec, LineContents& out) {
  std::uint64_t stepped_over = 0;
  while (true) {
    Pass pass(out, *unused_shape_, spec, stepped_over);
    const Status read = pass.run(line, parser_->parser);
    if (read) return pass;
    if (!pass.not_understood) return read.error();
    stepped_over |= std::uint64_t{1} << *pass.not_understood;
  }
}

Result<LineKind> GeneralReader::read(std::string_view line, LineContents& out) {
  line = sound_text(line, sound_);
  Result<LineKind> kind = read_line(line, out);
  if (kind) return kind;
  if (const auto newer = v1beta1_.read(line, out)) return *newer;
  return kind;
}

Result<LineKind> GeneralReader::read_line(std::string_view line, LineContents& out) {
  TRY_ASSIGN(Pass pass, pass_over(line, nullptr, out));
  if (pass.line != LineKind::event) return pass.line;
  if (pass.name_is_there && pass.spec == nullptr) {
    out.unknown_name = pass.name;
    return LineKind::unknown;
  }
  if (!pass.name_is_there) {
    if (pass.id) pass.spec = find_event(*pass.id);
    if (pass.spec == nullptr) return Error{Code::corrupt, "no \"eventName\""};
    pass.too_early = true;
  }
  if (!pass.too_early) return pass.finish();
  TRY_ASSIGN(const Pass again, pass_over(line, pass.spec, out));
  return again.finish();
}

}  // namespace trace::json
