// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/glob.h"

#include <re2/re2.h>

#include "common/base/text.h"

namespace trace {
namespace {

class Glob {
 public:
  explicit Glob(std::string_view text) : text_(text) {}

  Result<std::string> regex() {
    if (text_.find_first_not_of('*') == std::string_view::npos) {
      return error(text_.empty() ? "it is empty" : "everything fits it");
    }
    regex_ = "^(?:";
    while (at_ < text_.size()) TRY(next());
    return regex_ + ")$";
  }

 private:
  Error error(const std::string& why) const { return {Code::invalid, "glob " + in_quotes(text_) + ": " + why}; }

  Status next() {
    const char c = text_[at_];
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("**")) return error("\"**\" is not supported (\"*\" is any characters, also \"/\")");
    if (c == '\\') return error("\"\\\" is not supported (write [*], [?] or [[] for these characters)");
    if (c == '{' || c == '}')
      return error("alternatives are not supported (write a list of globs; [{] for the character)");
    const bool is_extended = rest.size() > 1 && rest[1] == '(' && std::string_view("!@+?*").find(c) != rest.npos;
    if (is_extended) return error("\"" + std::string(rest.substr(0, 2)) + "\" is not supported");
    if (c == '[') return set();
    if (c == '*') {
      regex_ += ".*";
    } else if (c == '?') {
      regex_ += '.';
    } else {
      regex_ += re2::RE2::QuoteMeta(re2::StringPiece(&c, 1));
    }
    ++at_;
    return ok();
  }

  // A "]" that stands first in its set is a member of it.
  Status set() {
    const std::string_view rest = text_.substr(at_);
    const bool negates = rest.starts_with("[!") || rest.starts_with("[^");
    const std::size_t first = negates ? 2 : 1;
    const std::size_t close = rest.find(']', first + 1);
    if (close == std::string_view::npos) return error("\"[\" is not closed (write [[] for the character)");
    const std::string_view members = rest.substr(first, close - first);
    for (const std::string_view part : {"[:", "[.", "[="}) {
      if (members.find(part) != std::string_view::npos) return error("\"" + std::string(part) + "\" is not supported");
    }
    regex_ += negates ? "[^" : "[";
    for (const char member : members) {
      if (member == '\\' || member == '[' || member == ']' || member == '^') regex_ += '\\';
      regex_ += member;
    }
    regex_ += ']';
    at_ += close + 1;
    return ok();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string regex_;
};

}  // namespace

Result<std::string> regex_of_glob(std::string_view glob) {
  return Glob(glob).regex();
}

}  // namespace trace
