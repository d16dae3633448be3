// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/regex.h"

#include <re2/filtered_re2.h>
#include <re2/re2.h>

namespace trace {
namespace {

constexpr int kShortestLiteral = 3;  // shorter ones are found everywhere and gate nothing

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  options.set_log_errors(false);
  return options;
}

}  // namespace

Result<Regex> Regex::compile(const std::string& pattern) {
  auto compiled = std::make_shared<const re2::RE2>(pattern, options());
  if (!compiled->ok()) {
    return Error{Code::invalid, "regular expression \"" + pattern + "\": " + compiled->error()};
  }
  return Regex(std::move(compiled));
}

bool Regex::found_in(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

const std::string& Regex::pattern() const {
  return compiled_->pattern();
}

RegexGate::RegexGate(std::span<const Regex> expressions)
    : filter_(std::make_unique<re2::FilteredRE2>(kShortestLiteral)) {
  for (const Regex& expression : expressions) {
    int id = 0;
    filter_->Add(expression.pattern(), options(), &id);  // ids count from 0
  }
  filter_->Compile(&literals_);
  if (!literals_.empty()) filter_->AllPotentials({}, &without_literals_);
  if (literals_.empty()) {  // FilteredRE2 refuses to be asked then
    for (std::size_t i = 0; i < expressions.size(); ++i) {
      without_literals_.push_back(static_cast<int>(i));
    }
  }
}
RegexGate::RegexGate(RegexGate&&) noexcept = default;
RegexGate& RegexGate::operator=(RegexGate&&) noexcept = default;
RegexGate::~RegexGate() = default;

std::span<const int> RegexGate::possible(const std::vector<int>& found) {
  if (found.empty() || literals_.empty()) return without_literals_;
  filter_->AllPotentials(found, &answer_);
  return answer_;
}

std::string regex_of_glob(std::string_view glob) {
  std::string regex = "^(?:";
  for (std::size_t i = 0; i < glob.size(); ++i) {
    const char c = glob[i];
    // A "]" that stands first in its set is a member of it.
    const bool negates = glob.substr(i).starts_with("[!") || glob.substr(i).starts_with("[^");
    const std::size_t close =
        c == '[' ? glob.find(']', i + (negates ? 3 : 2)) : std::string_view::npos;
    if (c == '*') {
      regex += ".*";
    } else if (c == '?') {
      regex += '.';
    } else if (close != std::string_view::npos) {
      std::string_view set = glob.substr(i + 1, close - i - 1);
      if (negates) set.remove_prefix(1);
      regex += negates ? "[^" : "[";
      for (const char member : set) {
        if (member == '\\' || member == '[' || member == ']' || member == '^') regex += '\\';
        regex += member;
      }
      regex += ']';
      i = close;
    } else {
      regex += re2::RE2::QuoteMeta(re2::StringPiece(&c, 1));
    }
  }
  return regex + ")$";
}

}  // namespace trace
