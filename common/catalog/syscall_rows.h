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
  compat_wide,
  compat_registers,
  arm_registers,
  arm64_registers,
  compat_time32,
  i386_memory,
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

  consteval Row(std::string_view name_text, std::uint32_t event_id, std::array<int, kAbis> numbers,
                std::string_view set_list, std::initializer_list<Item> items = {})
      : id(event_id), name(name_text), sets(set_list) {
    spec.numbers = numbers;
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
      case Word::compat_wide:
        spec.arguments[index_of(item.of)].compat_wide = true;
        return;
      case Word::compat_registers:
        set_registers(item, Abi::i386);
        return set_registers(item, Abi::arm);
      case Word::arm_registers:
        return set_registers(item, Abi::arm);
      case Word::arm64_registers:
        return set_registers(item, Abi::arm64);
      case Word::compat_time32:
        spec.arguments[index_of(item.of)].compat_time32 = true;
        return;
      case Word::i386_memory:
        spec.i386_memory = true;
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

  consteval void set_registers(const Item& item, Abi abi) {
    for (std::size_t i = 0; i < arg_count; ++i) {
      if (item.registers[i] < 0) throw std::invalid_argument("syscalls.def: a register for each argument");
      spec.arguments[i].registers[index(abi)] = static_cast<std::uint8_t>(item.registers[i]);
    }
    has_registers_[index(abi)] = true;
  }

  // Arguments take their registers in order; in a 32-bit call one of 64 bits takes two, on arm from an even one on.
  consteval void lay_out(Abi abi) {
    if (has_registers_[index(abi)]) return;
    const bool is_compat = abi == Abi::i386 || abi == Abi::arm;
    std::uint8_t next = 0;
    for (std::size_t i = 0; i < arg_count; ++i) {
      ArgumentSpec& argument = spec.arguments[i];
      if (argument.source != Source::argument) continue;
      const bool is_wide = is_compat && argument.compat_wide;
      if (is_wide && abi == Abi::arm) next = static_cast<std::uint8_t>((next + 1) & ~1);
      argument.registers[index(abi)] = next;
      next = static_cast<std::uint8_t>(next + (is_wide ? 2 : 1));
    }
    // A call that an ABI has not may have more.
    if (next > kSyscallArgsMax && spec.number(abi) >= 0)
      throw std::invalid_argument("syscalls.def: an ABI has six registers");
  }

  // An address that the kernel writes has as much room as was said when the call began.
  consteval void lay_out() {
    std::uint8_t arguments = 0, given = 0;
    for (std::size_t i = 0; i < arg_count; ++i) {
      ArgumentSpec& argument = spec.arguments[i];
      const bool is_of_row = argument.source == Source::message && spec.arguments[argument.of].length == Length::result;
      if (argument.source == Source::message) argument.is_given = argument.written == Written::if_succeeded;
      given = static_cast<std::uint8_t>(given + (argument.is_given && !is_of_row ? 1 : 0));
      if (argument.source != Source::argument) continue;
      ++arguments;
    }
    if (given > 1) throw std::invalid_argument("syscalls.def: room to keep one thing a call");
    if (arguments > kSyscallArgsMax) throw std::invalid_argument("syscalls.def: a call has six arguments");
    for (const Abi abi : {Abi::x86_64, Abi::i386, Abi::arm64, Abi::arm}) lay_out(abi);
  }

  static consteval std::size_t index(Abi abi) { return static_cast<std::size_t>(abi); }

  std::array<bool, kAbis> has_registers_{};
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
consteval Item registers(Word word, Numbers... numbers) {
  Item item{word};
  std::size_t i = 0;
  ((item.registers.at(i++) = static_cast<std::int8_t>(numbers)), ...);
  return item;
}

}  // namespace trace::syscall_rows
