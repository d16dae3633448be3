// SPDX-License-Identifier: Apache-2.0
#include "rules/report/model/kept_text.h"

#include "common/base/text.h"

namespace trace {

std::string kept(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t size = bytes_max;
  while (size > 0 && bytes_max - size < 4 && continues_utf8(text[size])) --size;
  return std::string(text.substr(0, size)) + "… (" + std::to_string(text.size() - size) + " bytes more)";
}

}  // namespace trace
