// SPDX-License-Identifier: Apache-2.0
// Words of the condition language. parse_condition.h has the grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/lang/text/source.h"

namespace trace {

struct Token {
  enum class Kind : std::uint8_t {
    word,    // and, startswith, pathname, args.pathname, remote_addr.sin_port, argv[0], O_WRONLY|O_CREAT
    number,  // 12, -1, 0x1f, 0755, 1..1023, 10.0.0.1; text is as written
    string,  // "..." or '...'; text is what it stands for
    list,    // $name; text is the name
    sign,    // = != < <= > >= ~ !~ ( ) [ ] , and with "i": =i !=i ~i !~i
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  Position at;
};

// The last token is of Kind::end. Errors: invalid, at the byte that begins no token, or the string
// that is not closed.
Result<std::vector<Token>> tokens_of(const SourceText& source, const SourceFile& file);

// Whether the text is a word as it is, without an element, so that it can be the name of something.
bool is_word(std::string_view text);

}  // namespace trace
