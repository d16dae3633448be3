// SPDX-License-Identifier: Apache-2.0
// The rows of syscalls.def, parsed at compile time; for catalog.cpp alone.
//
// In: a list of items, arguments first, then words that name arguments. Out: the fields of the event, and a SyscallSpec: where
// each ABI has each argument and under which condition it means anything. An item that names no argument of its call, or a
// seventh argument, does not compile.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

#include "common/catalog/catalog.h"

namespace trace::syscall_rows {

enum class Word : std::uint8_t {
  arg,
  length,
  length_at,
  length_result,
  written,
  left,
  only_with,
  i386_wide,
  i386_registers,
  i386_memory,
  i386_time32,
  at_entry,
  at_exec,
  twice,
};

struct Item {
  Word word;
  std::string_view of = {};  // the argument it is about
  std::string_view by = {};
  std::uint32_t flags = 0;
  FieldSpec field = {};
  std::array<std::int8_t, kSyscallArgsMax> registers = {-1, -1, -1, -1, -1, -1};
};

struct Row {
  std::uint32_t id = 0;
  std::string_view name;
  std::string_view sets;
  std::array<FieldSpec, kSyscallArgsMax> args{};
  std::size_t arg_count = 0;
  SyscallSpec spec{};

  consteval Row(std::string_view name_text, std::uint32_t event_id, int x86_64, int i386, int arm64,
                std::string_view set_list, std::initializer_list<Item> items = {})
      : id(event_id), name(name_text), sets(set_list) {
    spec.numbers = {x86_64, i386, arm64};
    for (const Item& item : items) {
      if (item.word == Word::arg) args.at(arg_count++) = item.field;  // a seventh does not compile
    }
    for (const Item& item : items) apply(item);
    lay_out_i386();
  }

 private:
  consteval std::uint8_t index_of(std::string_view argument) const {
    for (std::size_t i = 0; i < arg_count; ++i) {
      if (args[i].name == argument) return static_cast<std::uint8_t>(i);
    }
    throw std::invalid_argument("syscalls.def: a word names no argument of its call");
  }

  consteval void set_length(const Item& item, Length length) {
    ArgumentSpec& argument = spec.arguments[index_of(item.of)];
    argument.length = length;
    if (length != Length::result) argument.length_by = index_of(item.by);
  }

  consteval void apply(const Item& item) {
    switch (item.word) {
      case Word::arg:
        return;
      case Word::length:
        return set_length(item, Length::argument);
      case Word::length_at:
        return set_length(item, Length::pointer);
      case Word::length_result:
        return set_length(item, Length::result);
      case Word::written:
        spec.arguments[index_of(item.of)].written = Written::if_succeeded;
        return;
      case Word::left:
        spec.arguments[index_of(item.of)].written = Written::if_failed;
        return;
      case Word::only_with:
        if (spec.only_flags != 0) throw std::invalid_argument("syscalls.def: one ONLY_WITH a call");
        spec.only_argument = index_of(item.of);
        spec.only_by = index_of(item.by);
        spec.only_flags = item.flags;
        return;
      case Word::i386_wide:
        spec.arguments[index_of(item.of)].i386_wide = true;
        return;
      case Word::i386_registers:
        for (std::size_t i = 0; i < arg_count; ++i) {
          if (item.registers[i] < 0) throw std::invalid_argument("syscalls.def: a register for each argument");
          spec.arguments[i].i386_register = static_cast<std::uint8_t>(item.registers[i]);
        }
        has_registers_ = true;
        return;
      case Word::i386_memory:
        spec.i386_memory = true;
        return;
      case Word::i386_time32:
        spec.arguments[index_of(item.of)].i386_time32 = true;
        return;
      case Word::at_entry:
        spec.at_entry = true;
        return;
      case Word::at_exec:
        spec.at_exec = true;
        return;
      case Word::twice:
        spec.twice = true;
        return;
    }
  }

  // Arguments take their registers in order; one of 64 bits takes two.
  consteval void lay_out_i386() {
    if (has_registers_) return;
    std::uint8_t next = 0;
    for (std::size_t i = 0; i < arg_count; ++i) {
      spec.arguments[i].i386_register = next;
      next = static_cast<std::uint8_t>(next + (spec.arguments[i].i386_wide ? 2 : 1));
    }
    if (next > kSyscallArgsMax) throw std::invalid_argument("syscalls.def: i386 has six registers");
  }

  bool has_registers_ = false;
};

template <class TypeOf>
consteval Item arg(TypeOf type_of, std::string_view name, std::string_view ctype, Meaning meaning = Meaning::none) {
  return {Word::arg, {}, {}, 0, {name, ctype, type_of(ctype), meaning, {}}};
}

template <class... Numbers>
consteval Item registers(Numbers... numbers) {
  Item item{Word::i386_registers};
  std::size_t i = 0;
  ((item.registers.at(i++) = static_cast<std::int8_t>(numbers)), ...);
  return item;
}

}  // namespace trace::syscall_rows
