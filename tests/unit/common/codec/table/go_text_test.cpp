// SPDX-License-Identifier: Apache-2.0
#include "common/codec/table/go_text.h"

#include "tests/support/tricky_lists.h"

namespace trace {
namespace {

std::string text_of(wire_type type, const Value& value) {
  FieldSpec field;
  field.type = type;
  std::string out;
  append_go_text(out, field, value, true);
  return out;
}

}  // namespace

TEST_CASE("two lists never look alike in a table", "[table]") {
  check_apart([](const StringList& list) { return text_of(WIRE_STRV, list); });
  const std::string ends_in_backslash("a b\\\0c", 6);
  CHECK(text_of(WIRE_STRV, StringList(ends_in_backslash)) == "[\"a b\\x5c\" c]");
}

TEST_CASE("two texts never look alike in a table", "[table]") {
  check_apart([](const StringList& list) {
    std::string all;
    for (const std::string_view text : list) (all += text) += ',';
    return text_of(WIRE_STR, std::string_view(all));
  });
}

}  // namespace trace
