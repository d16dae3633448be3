// SPDX-License-Identifier: Apache-2.0
#include "common/cli/parse.h"

#include <algorithm>
#include <cctype>

#define CXXOPTS_VECTOR_DELIMITER '\0'  // commas are the values' own
#include <cxxopts.hpp>

#include "common/base/near_name.h"
#include "common/base/text.h"

namespace trace {
namespace {

using Words = std::vector<std::string>;

const Flag* find_flag(const ProgramFlags& program, std::string_view word) {
  for (const Flag& flag : program.flags) {
    if (word.starts_with("--") ? word.substr(2) == flag.name : word.size() == 2 && word[1] == flag.letter) return &flag;
  }
  return nullptr;
}

cxxopts::Options make_parser(const ProgramFlags& program) {
  cxxopts::Options parser{std::string(program.name)};
  parser.allow_unrecognised_options();  // so that the message about them is ours
  for (const Flag& flag : program.flags) {
    std::string names = flag.letter == 0 ? std::string() : std::string(1, flag.letter) + ",";
    names += flag.name;
    if (flag.value.empty()) {
      parser.add_options()(names, "");
    } else if (value_is_optional(flag)) {
      parser.add_options()(names, "", cxxopts::value<Words>()->implicit_value(""));
    } else {
      parser.add_options()(names, "", cxxopts::value<Words>());
    }
  }
  return parser;
}

// The library takes a value that may be left out from "--list=json" only: so "--list json" becomes that.
Result<Words> mend_words(const ProgramFlags& program, const char* const* begin, const char* const* end) {
  Words words;
  for (const char* const* at = begin; at != end; ++at) {
    const std::string_view word = *at;
    const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string_view::npos;
    const Flag* const flag = find_flag(program, word.substr(0, equals));
    if (flag != nullptr && flag->value.empty() && equals != std::string_view::npos) {
      return Error{Code::invalid, "option " + in_quotes(word.substr(0, equals)) + " takes no value"};
    }
    const bool takes_next = flag != nullptr && value_is_optional(*flag) && equals == std::string_view::npos;
    if (takes_next && at + 1 != end && **(at + 1) != '-') {
      words.push_back("--" + std::string(flag->name) + "=" + *++at);
    } else {
      words.emplace_back(word);
      // The value of this flag is no flag, whatever it looks like.
      if (flag != nullptr && !flag->value.empty() && !takes_next && equals == std::string_view::npos && at + 1 != end) {
        words.emplace_back(*++at);
      }
    }
  }
  return words;
}

// The library's own words: "Option ‘trace’ is missing an argument".
Error usage_error(std::string text) {
  for (const std::string_view quote : {"\u2018", "\u2019"}) {
    for (std::size_t at = text.find(quote); at != std::string::npos; at = text.find(quote)) {
      text.replace(at, quote.size(), "\"");
    }
  }
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return {Code::invalid, std::move(text)};
}

Error unknown_flag(const ProgramFlags& program, const std::string& word) {
  Words spellings;
  for (const Flag& flag : program.flags) spellings.push_back("--" + std::string(flag.name));
  const std::vector<std::string_view> known(spellings.begin(), spellings.end());
  const std::string name = word.substr(0, word.find('='));
  return {Code::invalid,
          "unknown option " + in_quotes(name) + did_you_mean(name, known) + ", use --help for more info"};
}

Status take_operands(const ProgramFlags& program, const Words& unmatched, ParsedFlags& out) {
  for (const std::string& word : unmatched) {
    if (word.size() > 1 && word.starts_with('-')) return unknown_flag(program, word);
    if (program.operand.empty()) {
      std::string hint(program.no_operand_hint);
      return Error{Code::invalid, "unexpected argument " + in_quotes(word) + (hint.empty() ? "" : " (" + hint + ")")};
    }
    out.operands.push_back(word);
  }
  return ok();
}

void take_topic(const ProgramFlags& program, ParsedFlags& out) {
  for (const Flag& flag : program.flags) {
    const Words& values = out.all(flag.name);
    if (flag.topic == nullptr || out.topic) continue;
    if (std::find(values.begin(), values.end(), "help") != values.end()) out.topic = flag.topic();
  }
}

Result<ParsedFlags> read(const ProgramFlags& program, const Words& words) {
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  const cxxopts::ParseResult parsed = make_parser(program).parse(static_cast<int>(argv.size()), argv.data());
  ParsedFlags out;
  for (const cxxopts::KeyValue& given : parsed.arguments()) {
    const Flag* const flag = find_flag(program, "--" + given.key());
    out.values[given.key()].push_back(flag->value.empty() ? std::string() : given.value());
  }
  TRY(take_operands(program, parsed.unmatched(), out));
  take_topic(program, out);
  return out;
}

}  // namespace

const Words& ParsedFlags::all(std::string_view flag) const {
  static const Words kNone;
  const auto found = values.find(flag);
  return found == values.end() ? kNone : found->second;
}

const std::string* ParsedFlags::last(std::string_view flag) const {
  const Words& given = all(flag);
  return given.empty() ? nullptr : &given.back();
}

Result<ParsedFlags> parse_flags(const ProgramFlags& program, int argc, const char* const* argv) {
  const char* const* const end = argv + argc;
  const char* const* const dashes = std::find(argv, end, std::string_view("--"));
  try {
    TRY_ASSIGN(const Words words, mend_words(program, argv, dashes));
    TRY_ASSIGN(ParsedFlags parsed, read(program, words));
    if (dashes != end) parsed.after_dashes.emplace(dashes + 1, end);
    return parsed;
  } catch (const cxxopts::exceptions::exception& failure) {  // the edge: nothing after it throws
    return usage_error(failure.what());
  }
}

Error unknown_word(std::string_view what, std::string_view text, std::span<const std::string_view> known) {
  std::string hint = did_you_mean(text, known);
  if (hint.empty()) {
    for (const std::string_view word : known) hint.append(hint.empty() ? " (one of " : ", ").append(word);
    hint += ")";
  }
  return {Code::invalid, std::string(what) + " " + in_quotes(text) + hint};
}

}  // namespace trace
