// SPDX-License-Identifier: Apache-2.0
// What findings carry, as texts that outlive them: "n:7" for a number, "t:text", "l:a b" for a list, "b:true".
#pragma once

#include <map>
#include <string>

#include "rules/model/detection.h"

namespace trace {

using FindingTexts = std::map<std::string, std::string>;

inline FindingTexts texts_of(const Finding& finding) {
  FindingTexts all;
  for (const auto& [name, value] : finding.data()) {
    all[std::string(name)] = std::visit(Overloaded{
                                            [](bool is) { return std::string(is ? "b:true" : "b:false"); },
                                            [](std::string_view text) { return "t:" + std::string(text); },
                                            [](const StringList& list) {
                                              std::string joined = "l:";
                                              for (const std::string_view text : list) {
                                                joined.append(joined.size() > 2 ? " " : "").append(text);
                                              }
                                              return joined;
                                            },
                                            [](auto number) { return "n:" + std::to_string(number); },
                                        },
                                        value);
  }
  return all;
}

}  // namespace trace
