// SPDX-License-Identifier: Apache-2.0
// A predicate over one event, ready to run.
//
// A flat list of instructions: each makes one test and says where to go on. There is no stack and
// no jump back, so a run takes at most as many steps as there are instructions. Each test of an
// expression that decides nothing is not made.
//
//   0  args.flags has_any 3        -> 1 | no
//   1  args.pathname = "/etc/x"    -> yes | no
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/predicate/atom.h"
#include "common/predicate/resolve.h"

namespace trace {

class Program {
 public:
  static constexpr std::int32_t kYes = -1;
  static constexpr std::int32_t kNo = -2;

  struct Instruction {
    std::uint32_t atom = 0;  // index in atoms()
    std::int32_t if_true = kNo;
    std::int32_t if_false = kNo;
  };

  // REQUIRES: formula was resolved for `event`, which must outlive the program (the catalog does).
  Program(Formula formula, const EventSpec& event);

  // REQUIRES: event.spec is &this->event(). Safe to call from several threads.
  bool run(const Event& event) const;
  // Whether it holds whatever the arguments are that are not understood. Implies run().
  bool holds_for_certain(const Event& event) const;

  std::string dump() const;

  const EventSpec& event() const { return *event_; }
  const Formula& formula() const { return formula_; }
  const std::vector<Atom>& atoms() const { return atoms_; }  // each once
  const std::vector<Instruction>& code() const { return code_; }
  std::int32_t entry() const { return entry_; }

 private:
  std::int32_t emit(const Formula& formula, std::int32_t if_true, std::int32_t if_false);
  std::uint32_t atom_index(const Atom& atom);

  const EventSpec* event_;
  Formula formula_;
  std::vector<Atom> atoms_;
  std::vector<Instruction> code_;
  std::int32_t entry_ = kNo;
};

}  // namespace trace
