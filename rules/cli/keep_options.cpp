// SPDX-License-Identifier: Apache-2.0
#include "rules/cli/keep_options.h"

#include "common/base/text.h"
#include "common/cli/units.h"
#include "rules/cli/moment.h"

namespace trace {
namespace {

Error invalid(std::string message) {
  return {Code::invalid, std::move(message)};
}

std::string text_of(const ParsedFlags& flags, std::string_view flag) {
  const std::string* const text = flags.last(flag);
  return text == nullptr ? std::string() : *text;
}

// Of recordings of which none is the first.
Result<std::uint64_t> time_of(const ParsedFlags& flags, const std::string& flag) {
  const std::string text = text_of(flags, flag);
  auto moment = parse_moment(text);
  if (!moment) return std::move(moment).error().in("--" + flag);
  if (moment->is_relative)
    return invalid("--" + flag + " " + in_quotes(text) + ": keep takes no time after a beginning");
  return moment->ns;
}

// BEFORE:AFTER
Status take_around(std::string_view text, KeepOptions& options) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return invalid("--around " + in_quotes(text) + ": before and after, as 5m:1m");
  const auto before = parse_duration(text.substr(0, colon));
  const auto after = parse_duration(text.substr(colon + 1));
  for (const auto* const one : {&before, &after}) {
    if (!*one) return invalid("--around " + in_quotes(text) + ": " + one->error().message);
  }
  options.before_ns = static_cast<std::uint64_t>(before->count());
  options.after_ns = static_cast<std::uint64_t>(after->count());
  return ok();
}

}  // namespace

Result<KeepOptions> take_incidents(const ParsedFlags& flags) {
  KeepOptions options;
  options.ring = text_of(flags, "ring");
  options.incidents = text_of(flags, "keep");
  if (options.ring.empty() != options.incidents.empty()) {
    return invalid("--ring and --keep go together: from which folder, and into which");
  }
  if (!flags.has("around")) return options;
  if (options.ring.empty()) return invalid("--around: of what? (--ring DIR --keep DIR)");
  TRY(take_around(*flags.last("around"), options));
  return options;
}

Result<KeepOptions> take_keep(const ParsedFlags& flags) {
  KeepOptions options;
  options.ring = text_of(flags, "ring");
  options.output = text_of(flags, "output");
  if (options.ring.empty() || options.output.empty() || !flags.has("from") || !flags.has("to")) {
    return invalid("keep: --ring DIR --from TIME --to TIME --output DIR");
  }
  TRY_ASSIGN(options.from_ns, time_of(flags, "from"));
  TRY_ASSIGN(options.to_ns, time_of(flags, "to"));
  if (options.from_ns >= options.to_ns) return invalid("keep: --from is not before --to");
  return options;
}

}  // namespace trace
