// SPDX-License-Identifier: Apache-2.0
// All programs of one event, run together, so that the cost of an event grows with what matches and
// not with how many programs there are.
//
//   - Equal atoms of all programs are one, and are tested at most once for an event.
//   - Each program that allows it has a prefilter: a set of atoms of which one must hold for the
//     program to hold, such as one term of an "and", or one term of each branch of an "or" (prefilter.h).
//     They are looked up all at once, in tables by field: equality in a hash table, beginnings and ends in
//     tries, substrings in one automaton, which also finds the literals without which a regular expression
//     cannot match (in texts of ASCII: in others letters have more cases), and bounds in order, of which those that hold come first. ops.def says which operator is
//     looked up where.
//   - Only programs of which something was found are run, and those that have no prefilter. Their other atoms
//     are tested when they are first asked for.
//
// Rejected: a decision diagram over all atoms; with the two or three candidates that an event has
// it gains nothing. tests/differential/predicate_test.cpp holds this and Program against the
// obvious evaluator.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/predicate/literal_matcher.h"
#include "common/predicate/program.h"

namespace trace {

class Index {
 public:
  // REQUIRES: all programs are of one event.
  explicit Index(std::vector<Program> programs);

  // Returns the ordinals of the programs that hold, ascending; valid until the next call.
  // REQUIRES: event.spec is that of the programs. One thread at a time.
  std::span<const std::uint32_t> match(const Event& event);

  // What the index became, for people.
  std::string dump() const;

 private:
  using AtomId = std::uint32_t;
  using ProgramId = std::uint32_t;

  struct NumberHash {
    std::size_t operator()(Number number) const { return std::hash<std::uint64_t>()(number.bits); }
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  struct Bound {
    Number number;
    bool or_equal = false;
    AtomId atom = 0;
  };

  // Where the atoms of prefilters that read one field are looked up.
  struct Table {
    Field field;
    std::vector<AtomId> atoms;
    std::unordered_map<Number, std::vector<AtomId>, NumberHash> numbers;
    std::unordered_map<std::string, std::vector<AtomId>, TextHash, std::equal_to<>> texts;
    std::uint64_t text_marks = 0;  // of texts, a bit by mark_of(): most values need no look-up
    LiteralMatcher beginnings;
    LiteralMatcher ends;
    LiteralMatcher substrings;    // also those that regular expressions need
    std::vector<AtomId> needing;  // the latter; a text with other letters than those of ASCII may be any of them
    std::vector<Bound> lowest;    // > and >=, the least first
    std::vector<Bound> highest;   // < and <=, the greatest first
  };

  // What the matchers of a table are made of.
  struct Literals {
    std::vector<LiteralMatcher::Literal> beginnings, ends, substrings;
  };

  // What is known of an atom for the event of the epoch in `stamp`.
  enum class Truth : std::uint8_t { no, yes, possible };
  struct Known {
    std::uint64_t epoch = 0;
    Truth truth = Truth::no;
  };

  void intern_atoms();
  void choose_prefilters();
  void build_tables();
  static void fill(Table& table, const std::vector<Atom>& atoms);
  static void add_atom(Table& table, Literals& literals, const Atom& atom, AtomId id);
  static void add_equal(Table& table, const Atom& atom, AtomId id);
  static void add_bounds(std::vector<Bound>& bounds, const Atom& atom, AtomId id);
  static void add_texts(std::vector<LiteralMatcher::Literal>& texts, const Atom& atom, AtomId id);

  void look_up(const Table& table, const Event& event);
  void look_up_text(const Table& table, std::string_view text);
  void look_up_number(const Table& table, Number number);
  void found(AtomId atom, Truth truth);
  void add_candidate(ProgramId program);
  bool is_true(AtomId atom, const Event& event);
  bool holds_now(ProgramId program, const Event& event);

  std::vector<Program> programs_;
  std::vector<Atom> atoms_;
  std::vector<std::vector<AtomId>> atom_of_;      // by program, by its own atom index
  std::vector<std::vector<ProgramId>> found_by_;  // by atom: the programs whose prefilter has it
  std::vector<ProgramId> always_;                 // the programs without a prefilter
  std::vector<Table> tables_;

  std::uint64_t epoch_ = 0;
  std::vector<Known> known_;                    // by atom
  std::vector<std::uint64_t> candidate_epoch_;  // by program
  std::vector<ProgramId> candidates_;
  std::vector<ProgramId> matches_;
  Scratch scratch_;
};

}  // namespace trace
