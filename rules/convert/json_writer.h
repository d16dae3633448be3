// SPDX-License-Identifier: Apache-2.0
// Objects of JSON, member by member. What has nothing to say is not there: no empty text, no empty object.
#pragma once

#include <array>
#include <concepts>
#include <string>
#include <string_view>

#include "common/codec/json/text.h"

namespace trace {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void text(std::string_view key, std::string_view value) {
    if (value.empty()) return;
    begin(key);
    append_json_string(out_, value);
  }
  template <std::integral Integer>
  void number(std::string_view key, Integer value) {
    begin(key);
    append_json_integer(out_, value);
  }
  void truth(std::string_view key, bool value) {
    begin(key);
    out_ += value ? "true" : "false";
  }
  // Elements that are empty are left out.
  template <class List>
  void texts(std::string_view key, const List& values) {
    const std::size_t before = out_.size();
    begin(key);
    out_ += '[';
    for (const std::string_view value : values) {
      if (value.empty()) continue;
      if (out_.back() != '[') out_ += ',';
      append_json_string(out_, value);
    }
    if (out_.back() == '[') {
      out_.resize(before);
    } else {
      out_ += ']';
    }
  }
  // All elements.
  template <class List>
  void list(std::string_view key, const List& values) {
    begin(key);
    out_ += '[';
    for (const std::string_view value : values) {
      if (out_.back() != '[') out_ += ',';
      append_json_string(out_, value);
    }
    out_ += ']';
  }
  // write() writes its members.
  template <class Write>
  void object(std::string_view key, Write write) {
    const std::size_t before = out_.size();
    begin(key);
    members(before, write);
  }
  // A list of objects: write(element) writes the members of one.
  template <class List, class Write>
  void objects(std::string_view key, const List& list, Write write) {
    const std::size_t before = out_.size();
    begin(key);
    out_ += '[';
    const std::size_t inside = out_.size();
    for (const auto& element : list) {
      const std::size_t before_one = out_.size();
      if (before_one != inside) out_ += ',';
      const auto write_one = [&] { write(element); };
      members(before_one, write_one);
    }
    if (out_.size() == inside) {
      out_.resize(before);
    } else {
      out_ += ']';
    }
  }
  // A list of one object.
  template <class Write>
  void only_object(std::string_view key, Write write) {
    objects(key, std::array{0}, [&](int) { write(); });
  }
  // The outermost one, and the end of the line.
  template <class Write>
  void line(Write write) {
    out_ += '{';
    write();
    out_ += "}\n";
  }

 private:
  void begin(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    append_json_string(out_, key);
    out_ += ':';
  }
  template <class Write>
  void members(std::size_t before, const Write& write) {
    out_ += '{';
    const std::size_t inside = out_.size();
    write();
    if (out_.size() == inside) {
      out_.resize(before);
    } else {
      out_ += '}';
    }
  }

  std::string& out_;
};

}  // namespace trace
