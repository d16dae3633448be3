// SPDX-License-Identifier: Apache-2.0
// Writes HTML such that data cannot become markup.
//
//   html.element("td", {{"class", "path"}}, path);          <td class="path">/tmp/a&lt;b\xe2\x80\xae</td>
//   html.element("ul", {}, [&] { html.element("li", {}, name); });
//
// In: names of elements and attributes, which are constants of the program, and data, which anybody may have chosen. Out: text
// that is appended to a string. By construction:
//
//   - Only a constant can be markup: Markup, Tag and AttributeName are made at compile time, or not at all.
//   - Elements and attributes by which a page acts (script, style, src, onclick ...) are no Tag and no AttributeName. The two
//     elements that the report has of them are written as Markup.
//   - Everything else is data. What HTML gives a meaning is written as a reference; what is not seen, or changes the order of a
//     line, and what is not UTF-8 is written as \xNN (common/base/printable.h).
//
// *Rejected:* a template with places to fill in, which has to be trusted to escape at each; a library, for 100 lines.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace trace {

namespace html_detail {

// What is called in a constant expression, and is no constant: the compiler's message has its name.
inline void this_element_acts() {}
inline void this_attribute_acts() {}

consteval bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  for (const std::string_view one : names) {
    if (one == name) return true;
  }
  return false;
}

}  // namespace html_detail

// Markup of the program itself.
struct Markup {
  consteval Markup(const char* markup) : text(markup) {}  // NOLINT: implicit
  std::string_view text;
};

struct Tag {
  consteval Tag(const char* tag) : name(tag) {  // NOLINT: implicit
    if (html_detail::is_one_of(name, {"script", "style", "link", "meta", "base", "iframe", "object", "embed", "img"})) {
      html_detail::this_element_acts();
    }
  }
  std::string_view name;
};

struct AttributeName {
  consteval AttributeName(const char* attribute) : name(attribute) {  // NOLINT: implicit
    if (name.starts_with("on") ||
        html_detail::is_one_of(name, {"style", "href", "src", "srcset", "srcdoc", "action", "formaction", "data"})) {
      html_detail::this_attribute_acts();
    }
  }
  std::string_view name;
};

struct Attribute {
  Attribute(AttributeName attribute, std::string_view text) : name(attribute.name), value(text) {}
  template <std::unsigned_integral Number>
  Attribute(AttributeName attribute, Number number) : name(attribute.name), value(std::to_string(number)) {}
  std::string_view name;
  std::string value;
};

using Attributes = std::initializer_list<Attribute>;

class Html {
 public:
  // Appends to `out`, which must outlive it.
  explicit Html(std::string& out) : out_(out) {}

  void write(Markup markup) { out_ += markup.text; }
  void text(std::string_view data);

  void element(Tag tag, Attributes attributes, std::string_view data) {
    open(tag, attributes);
    text(data);
    close(tag);
  }
  template <std::invocable Inside>
  void element(Tag tag, Attributes attributes, Inside&& inside) {
    open(tag, attributes);
    inside();
    close(tag);
  }
  // Without an end: <br>, <rect/>.
  void leaf(Tag tag, Attributes attributes);
  // What another one wrote.
  void append(const Html& other) { out_ += other.out_; }
  // A link within the page, to the element with that id.
  void link(Markup id, Markup title);
  // The same, with the id `prefix` and `number`.
  void link(Markup prefix, std::uint64_t number, std::string_view data);

  std::size_t size_bytes() const { return out_.size(); }

 private:
  void open(Tag tag, Attributes attributes);
  void close(Tag tag);
  void write_attributes(Attributes attributes);

  std::string& out_;
};

// 1,234,567
std::string grouped(std::uint64_t number);

}  // namespace trace
