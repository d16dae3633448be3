// SPDX-License-Identifier: Apache-2.0
// Lists of texts of which each character separates, quotes or escapes somewhere: what is printed of two of them must differ.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "common/event/value.h"

namespace trace {

// All texts of up to `most` of what separates, quotes and escapes.
inline std::vector<std::string> texts_of(std::size_t most) {
  std::vector<std::string> texts = {""};
  for (std::size_t begin = 0, size = 0; size < most; ++size) {
    const std::size_t end = texts.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char* piece : {"a", " ", "\"", "'", "\\", "]", "\n", "\\x0a"}) texts.push_back(texts[i] + piece);
    }
    begin = end;
  }
  return texts;
}

// Calls what it is given with the data of every list of up to three texts.
inline void for_each_list(const std::function<void(const std::string&)>& visit) {
  const auto joined = [](std::initializer_list<std::string> texts) {
    std::string data;
    for (const std::string& text : texts) (data += text) += '\0';
    return data;
  };
  visit("");
  for (const std::string& one : texts_of(4)) visit(joined({one}));
  const std::vector<std::string> words = texts_of(2);
  for (const std::string& one : words) {
    for (const std::string& two : words) visit(joined({one, two}));
  }
  const std::vector<std::string> letters = texts_of(1);
  for (const std::string& one : letters) {
    for (const std::string& two : words) {
      for (const std::string& three : words) visit(joined({one, two, three}));
    }
  }
}

// That what `text_of` makes of two lists is never the same text.
inline void check_apart(const std::function<std::string(const StringList&)>& text_of) {
  std::map<std::string, std::string> list_by_text;
  std::size_t alike = 0;
  for_each_list([&](const std::string& data) {
    const auto [place, is_new] = list_by_text.emplace(text_of(StringList(data)), data);
    if (is_new || place->second == data) return;
    if (alike++ == 0) UNSCOPED_INFO("first: " << place->first);
  });
  CHECK(list_by_text.size() > 40'000);
  CHECK(alike == 0);
}

}  // namespace trace
