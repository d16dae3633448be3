// SPDX-License-Identifier: Apache-2.0
#include "common/predicate/operators.h"

#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "tests/support/source_file.h"

namespace trace {
namespace {

std::string text_of(Takes takes) {
  switch (takes) {
    case Takes::numbers:
      return "numbers";
    case Takes::texts:
      return "texts";
    case Takes::numbers_and_texts:
      return "numbers, texts";
    case Takes::everything:
      return "everything";
  }
  return {};
}

std::string row_of(Op op) {
  std::string row = "|";
  for (const OpSpelling& spelling : kOpSpellings) {
    if (spelling.op == op) row.append(" `").append(spelling.text).append("`");
  }
  return row + " | " + text_of(op_spec(op).takes) + " | " + std::string(op_spec(op).doc) + " |\n";
}

TEST_CASE("the documented table of operators is the catalog's") {
  std::string table = "| operator | takes | true if |\n|---|---|---|\n";
  for (std::size_t i = 0; i < kOps.size(); ++i) table += row_of(static_cast<Op>(i));
  std::ifstream file(source_file("docs/writing-signatures.md"));
  std::stringstream text;
  text << file.rdbuf();
  CHECK(text.str().find(table + "\n") != std::string::npos);
}

TEST_CASE("every operator can be written") {
  for (std::size_t i = 0; i < kOps.size(); ++i) {
    const bool spelt = std::any_of(kOpSpellings.begin(), kOpSpellings.end(),
                                   [&](const OpSpelling& one) { return one.op == static_cast<Op>(i); });
    INFO(kOps.at(i).spelling);
    CHECK(spelt);
  }
}

Atom atom_of(Op op, std::vector<Operand> operands) {
  Atom atom;
  atom.op = op;
  atom.operands = std::move(operands);
  return atom;
}

bool passes(Op op, Number value, Number operand) {
  return operator_of(op).number(atom_of(op, {operand}), value);
}

bool passes(Op op, std::string_view value, const std::string& operand) {
  Atom atom = atom_of(op, {operand});
  if (operator_of(op).compile != nullptr) {
    auto compiled = operator_of(op).compile(operand, false);
    if (!compiled) FAIL(compiled.error().message);
    atom.compiled.push_back(*std::move(compiled));
  }
  return operator_of(op).text(atom, value);
}

TEST_CASE("numbers are ordered over the signed and the unsigned") {
  CHECK(passes(Op::less, Number(-1), Number(0U)));
  CHECK(passes(Op::less_equal, Number(7), Number(7U)));
  CHECK_FALSE(passes(Op::greater, Number(-1), Number(UINT64_MAX)));
  CHECK(passes(Op::greater_equal, Number(UINT64_MAX), Number(INT64_MAX)));
}

TEST_CASE("bits are those of the literal: one of them, or all") {
  CHECK(passes(Op::has_bits, Number(4U), Number(6U)));
  CHECK_FALSE(passes(Op::has_all, Number(4U), Number(6U)));
  CHECK(passes(Op::has_all, Number(7U), Number(6U)));
}

TEST_CASE("texts are looked into by bytes") {
  CHECK(passes(Op::equal, "a", "a"));
  CHECK(passes(Op::contains, "/tmp/x", "mp/"));
  CHECK(passes(Op::starts_with, "/tmp/x", "/tmp"));
  CHECK_FALSE(passes(Op::ends_with, "/tmp/x", "/tmp"));
  CHECK(passes(Op::glob, "/tmp/x", "/t?p/*"));
  CHECK(passes(Op::matches, "/tmp/x", "p/x$"));
  CHECK(passes(Op::cidr, "10.1.2.3", "10.0.0.0/8"));
  CHECK_FALSE(passes(Op::cidr, "/run/socket", "10.0.0.0/8"));
}

}  // namespace
}  // namespace trace
