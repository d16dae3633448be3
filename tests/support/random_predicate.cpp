// SPDX-License-Identifier: Apache-2.0
#include "tests/support/random_predicate.h"

#include <array>
#include <string_view>
#include <vector>

namespace trace {

// Mostly of ASCII; with letters of two bytes and three, one of which is a k in lower case, and a byte that is no text.
std::string RandomPredicate::text(bool is_utf8) {
  constexpr auto kLetters =
      std::to_array<std::string_view>({"a", "b", "A", "/", "k", "\u00e9", "\u00c9", "\u212a", "\xff"});
  const std::uint32_t count = below(4) > 0 ? 4 : static_cast<std::uint32_t>(kLetters.size()) - (is_utf8 ? 1 : 0);
  std::string text;
  for (std::uint32_t n = below(7); n > 0; --n) text += kLetters[below(count)];
  return text;
}

namespace {

// As the kernel writes paths; others are refused.
std::string as_path(std::string text, Op op) {
  for (std::size_t at = 0; (at = text.find("//")) != std::string::npos;) text.erase(at, 1);
  const bool has_slash = text.find('/') != std::string::npos;
  const bool is_from_root = op == Op::equal ? !text.empty() : op == Op::starts_with && has_slash;
  if (is_from_root && !text.starts_with('/')) text.insert(0, "/");
  if ((op == Op::equal || op == Op::ends_with) && text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace

// What an operator takes: no empty text where everything would pass, no folder where a basename is asked for.
std::string RandomPredicate::literal(const Test& test) {
  std::string literal = text(test.op == Op::glob || test.op == Op::matches);
  if (test.field.starts_with("basename") && test.op == Op::equal) std::erase(literal, '/');
  if (test.op == Op::contains || test.op == Op::starts_with || test.op == Op::ends_with) literal += 'a';
  if (test.op == Op::glob) literal += below(2) == 0 ? "a*" + text(true) : "b";
  if (test.op == Op::glob && below(4) == 0) literal += "?[!b]";
  if (test.op == Op::matches && below(3) == 0) literal = "(" + literal + "|" + text(true) + "A)";
  if (test.op == Op::matches) literal = (below(2) == 0 ? "^" : "") + literal + (below(2) == 0 ? ".b" : "a+$");
  return literal;
}

Expr RandomPredicate::text_test() {
  constexpr auto kFields = std::to_array<const char*>(
      {"pathname", "argv", "argv[1]", "context.processName", "lower(pathname)", "basename(pathname)"});
  constexpr auto kTextOps =
      std::to_array<Op>({Op::exists, Op::equal, Op::contains, Op::starts_with, Op::ends_with, Op::glob, Op::matches});
  Test test;
  test.field = kFields.at(below(kFields.size()));
  test.op = kTextOps.at(below(kTextOps.size()));
  test.ignore_case = below(4) == 0;
  for (std::uint32_t n = test.op == Op::exists ? 0 : below(3) + 1; n > 0; --n) {
    std::string one = literal(test);
    const bool is_text_op = test.op != Op::glob && test.op != Op::matches;
    if (is_text_op && (test.field == "pathname" || test.field == "lower(pathname)")) one = as_path(one, test.op);
    const bool is_name = test.field == "context.processName" && one.size() > 15;  // which would be refused
    test.literals.emplace_back(is_name ? "a" : std::move(one));
  }
  return {std::move(test)};
}

Expr RandomPredicate::number_test() {
  constexpr auto kNumberOps = std::to_array<Op>(
      {Op::exists, Op::equal, Op::less, Op::less_equal, Op::greater, Op::greater_equal, Op::has_bits, Op::has_all});
  const Op op = kNumberOps.at(below(kNumberOps.size()));
  const bool of_bits = op == Op::has_bits || op == Op::has_all;
  const bool may_be_signed = !of_bits && below(2) == 0;
  Test test{may_be_signed ? "context.returnValue" : "inode", op, {}, false, {}};
  for (std::uint32_t n = op == Op::exists ? 0 : below(3) + 1; n > 0; --n) {
    if (may_be_signed) {
      test.literals.emplace_back(std::int64_t{below(7)} - 3);
    } else {
      test.literals.emplace_back(std::uint64_t{of_bits ? below(5) + 1 : below(5)});
    }
  }
  return {std::move(test)};
}

Expr RandomPredicate::expr(int depth) {
  const std::uint32_t kind = depth == 0 ? below(2) : below(5);
  if (kind == 0) return number_test();
  if (kind == 1) return text_test();
  if (kind == 4) return negate(expr(depth - 1));
  std::vector<Expr> terms;
  for (std::uint32_t n = below(4); n > 0; --n) terms.push_back(expr(depth - 1));
  return kind == 2 ? all_of(std::move(terms)) : any_of(std::move(terms));
}

const Event& RandomPredicate::event() {
  event_ = Event();
  event_.spec = find_event("sched_process_exec");
  pathname_ = text(false);
  origin_ = text(false);
  comm_ = text(false);
  argv_.clear();
  for (std::uint32_t n = below(3); n > 0; --n) argv_.append(text(false)).push_back('\0');
  event_.context.comm = comm_;
  event_.context.retval = std::int64_t{below(7)} - 3;
  const auto set = [&](std::string_view name, Value value) {
    if (below(5) > 0) event_.args[*event_.spec->field(name)].value = value;
  };
  set("pathname", std::string_view(pathname_));
  if (below(2) == 0) set("origin_pathname", std::string_view(origin_));
  set("argv", StringList(argv_));
  set("inode", std::uint64_t{below(5)});
  return event_;
}

}  // namespace trace
