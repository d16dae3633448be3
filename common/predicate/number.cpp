// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/number.h"

#include <charconv>
#include <limits>

#include "common/base/text.h"

namespace trace {
namespace {

struct Digits {
  std::string_view text;
  int base = 10;
};

Result<Digits> digits_of(std::string_view text, LeadingZero zero) {
  if (text.starts_with("0x")) return Digits{text.substr(2), 16};
  if (text.starts_with("0o")) return Digits{text.substr(2), 8};
  if (text.size() < 2 || text[0] != '0' || !is_digit(text[1])) return Digits{text, 10};
  if (zero == LeadingZero::octal) return Digits{text.substr(1), 8};
  const std::size_t first = text.find_first_not_of('0');
  const std::string_view decimal = first == std::string_view::npos ? "0" : text.substr(first);
  const bool may_be_octal = decimal.find_first_of("89") == std::string_view::npos;
  return Error{Code::invalid, in_quotes(text) + ": a leading 0 is for file modes only (write " + std::string(decimal) +
                                  (may_be_octal ? ", or 0o" + std::string(decimal) + " if it is octal)" : ")")};
}

}  // namespace

Result<WrittenNumber> parse_number(std::string_view text, LeadingZero zero) {
  const bool negative = text.starts_with('-');
  const std::string_view unsigned_text = text.substr(negative ? 1 : 0);
  const Error no_number{Code::not_found, in_quotes(text) + " is not a number"};
  if (unsigned_text.empty() || !is_digit(unsigned_text[0])) return no_number;
  TRY_ASSIGN(const Digits digits, digits_of(unsigned_text, zero));
  std::uint64_t magnitude = 0;
  const char* const end = digits.text.data() + digits.text.size();
  const auto parsed = std::from_chars(digits.text.data(), end, magnitude, digits.base);
  if (parsed.ec == std::errc::invalid_argument || parsed.ptr != end) return no_number;
  constexpr auto kLeast = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) + 1;
  if (parsed.ec == std::errc::result_out_of_range || (negative && magnitude > kLeast)) {
    return Error{Code::unsupported, in_quotes(text) + " is beyond 64 bits"};
  }
  const Notation notation = digits.base == 10 ? Notation::decimal : Notation::bits;
  if (negative) return WrittenNumber{static_cast<std::int64_t>(0 - magnitude), notation};
  return WrittenNumber{magnitude, notation};
}

}  // namespace trace
