// SPDX-License-Identifier: Apache-2.0
#include "rules/report/html/html.h"

#include "common/base/printable.h"

namespace trace {
namespace {

// The five characters by which text or an attribute's value in quotes could end (HTML, 13.3).
void append_referenced(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
}

void append_data(std::string& out, std::string_view data) {
  append_referenced(out, printable(data));
}

}  // namespace

void Html::text(std::string_view data) {
  append_data(out_, data);
}

void Html::open(Tag tag, Attributes attributes) {
  (out_ += '<') += tag.name;
  write_attributes(attributes);
  out_ += '>';
}

void Html::close(Tag tag) {
  ((out_ += "</") += tag.name) += '>';
}

void Html::leaf(Tag tag, Attributes attributes) {
  (out_ += '<') += tag.name;
  write_attributes(attributes);
  out_ += "/>";
}

void Html::write_attributes(Attributes attributes) {
  for (const Attribute& one : attributes) {
    ((out_ += ' ') += one.name) += "=\"";
    append_data(out_, one.value);
    out_ += '"';
  }
}

void Html::link(Markup id, Markup title) {
  ((out_ += "<a href=\"#") += id.text) += "\">";
  (out_ += title.text) += "</a>";
}

void Html::link(Markup prefix, std::uint64_t number, std::string_view data) {
  ((out_ += "<a href=\"#") += prefix.text) += std::to_string(number);
  out_ += "\">";
  append_data(out_, data);
  out_ += "</a>";
}

std::string grouped(std::uint64_t number) {
  std::string out = std::to_string(number);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

}  // namespace trace
