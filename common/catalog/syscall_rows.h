// SPDX-License-Identifier: Apache-2.0
// The rows of syscalls.def, parsed at compile time; for catalog.cpp alone.
//
// In: a list of items, arguments first, then words that name arguments. Out: the fields of the event, and a SyscallSpec: where
// each ABI has each argument and under which condition it means anything. An item that names no argument of its call, or a
// seventh argument, does not compile. Fields that lie elsewhere than in a register take none.
#pragma once

#include <algorithm>
#include <array>
#include <initializer_list>
#include <stdexcept>

#include "common/catalog/catalog.h"

namespace trace::syscall_rows {

enum class Word : std::uint8_t {
  arg,
  number,
  inside,
  message,
  length,
  length_at,
  length_result,
  written,
  left,
  given,
  only_with,
  only_for,
  i386_wide,
  i386_registers,
  i386_memory,
  i386_time32,
  at_entry,
  at_exec,
  twice,
  weighs,
  unnamed,
};

struct Item {
  Word word;
  std::string_view of = {};  // the argument it is about
  std::string_view by = {};
  std::uint32_t bits = 0;  // or a place
  FieldSpec field = {};
  std::array<std::int8_t, kSyscallArgsMax> registers = {-1, -1, -1, -1, -1, -1};
};

struct Row {
  std::uint32_t id = 0;
  std::string_view name;
  std::string_view sets;
  std::array<FieldSpec, kSyscallFieldsMax> args{};
  std::size_t arg_count = 0;
  SyscallSpec spec{};

  consteval Row(std::string_view name_text, std::uint32_t event_id, int x86_64, int i386, int arm64,
                std::string_view set_list, std::initializer_list<Item> items = {})
      : id(event_id), name(name_text), sets(set_list) {
    spec.numbers = {x86_64, i386, arm64};
    for (const Item& item : items) {
      if (!item.field.name.empty()) add_field(item);
    }
    for (const Item& item : items) apply(item);
    lay_out();
  }

 private:
  consteval std::uint8_t index_of(std::string_view argument) const {
    for (std::size_t i = 0; i < arg_count; ++i) {
      if (args[i].name == argument) return static_cast<std::uint8_t>(i);
    }
    throw std::invalid_argument("syscalls.def: a word names no argument of its call");
  }

  consteval void add_field(const Item& item) {
    ArgumentSpec& argument = spec.arguments.at(arg_count);
    argument.at = static_cast<std::uint8_t>(item.bits);
    if (item.word == Word::number) argument.source = Source::number;
    if (item.word == Word::inside) argument.source = Source::inside;
    if (item.word == Word::message) argument.source = Source::message;
    args.at(arg_count++) = item.field;
  }

  consteval void set_only(const Item& item, Only only) {
    ArgumentSpec& argument = spec.arguments[index_of(item.of)];
    if (argument.only != Only::always) throw std::invalid_argument("syscalls.def: one ONLY an argument");
    argument.only = only;
    argument.only_by = index_of(item.by);
    argument.only_bits = item.bits;
  }

  consteval void set_length(const Item& item, Length length) {
    ArgumentSpec& argument = spec.arguments[index_of(item.of)];
    argument.length = length;
    argument.length_by = index_of(item.by);
    argument.is_given = length == Length::pointer;
  }

  consteval void apply(const Item& item) {
    switch (item.word) {
      case Word::arg:
      case Word::number:
        return;
      case Word::inside:
      case Word::message:
        spec.arguments[index_of(item.field.name)].of = index_of(item.of);
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
        spec.arguments[index_of(item.of)].written = Written::if_cut_short;
        return;
      case Word::given:
        spec.arguments[index_of(item.of)].is_given = true;
        return;
      case Word::only_with:
        return set_only(item, Only::with_flags);
      case Word::only_for:
        return set_only(item, Only::for_values);
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
      case Word::weighs:
        spec.weighs = true;
        break;
      case Word::twice:
        spec.twice = true;
        return;
      case Word::unnamed:
        spec.unnamed = true;
        return;
    }
  }

  // Arguments take their registers in order; on i386 one of 64 bits takes two. An address that the kernel writes has as much
  // room as was said when the call began.
  consteval void lay_out() {
    std::uint8_t native = 0, i386 = 0, given = 0;
    for (std::size_t i = 0; i < arg_count; ++i) {
      ArgumentSpec& argument = spec.arguments[i];
      const bool is_of_row = argument.source == Source::message && spec.arguments[argument.of].length == Length::result;
      if (argument.source == Source::message) argument.is_given = argument.written == Written::if_succeeded;
      given = static_cast<std::uint8_t>(given + (argument.is_given && !is_of_row ? 1 : 0));
      if (argument.source != Source::argument) continue;
      argument.native_register = native++;
      if (!has_registers_) argument.i386_register = i386;
      i386 = static_cast<std::uint8_t>(i386 + (argument.i386_wide ? 2 : 1));
    }
    if (given > 1) throw std::invalid_argument("syscalls.def: room to keep one thing a call");
    if (native > kSyscallArgsMax) throw std::invalid_argument("syscalls.def: a call has six arguments");
    if (!has_registers_ && i386 > kSyscallArgsMax) throw std::invalid_argument("syscalls.def: i386 has six registers");
  }

  bool has_registers_ = false;
};

template <class TypeOf>
consteval Item arg(TypeOf type_of, std::string_view name, std::string_view ctype, Meaning meaning = Meaning::none) {
  return {Word::arg, {}, {}, 0, {name, ctype, type_of(ctype), meaning, {}}};
}

template <class TypeOf>
consteval Item inside(TypeOf type_of, std::string_view name, std::string_view of, std::uint32_t at,
                      std::string_view ctype, Meaning meaning = Meaning::none) {
  return {Word::inside, of, {}, at, {name, ctype, type_of(ctype), meaning, {}}};
}

template <class TypeOf>
consteval Item message(TypeOf type_of, std::string_view name, std::string_view of, std::uint32_t index) {
  constexpr std::string_view kType = "struct sockaddr*";
  return {Word::message, of, {}, index, {name, kType, type_of(kType), Meaning::none, {}}};
}

template <class TypeOf>
consteval Item number(TypeOf type_of, std::string_view name) {
  return {Word::number, {}, {}, 0, {name, "int", type_of("int"), Meaning::none, {}}};
}

template <class... Numbers>
consteval Item registers(Numbers... numbers) {
  Item item{Word::i386_registers};
  std::size_t i = 0;
  ((item.registers.at(i++) = static_cast<std::int8_t>(numbers)), ...);
  return item;
}

}  // namespace trace::syscall_rows
