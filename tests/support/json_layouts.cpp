// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json_layouts.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

namespace trace {
namespace {

// A value of JSON; what is neither an object nor an array is kept as it was written.
struct Node {
  enum class Kind { atom, object, array } kind = Kind::atom;
  std::string text;
  struct Member;
  std::vector<Member> members;
};

struct Node::Member {
  std::string key;  // in quotes; of an array none
  Node value;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Node value() {
    if (text_.front() == '{') return composite(Node::Kind::object, '}');
    if (text_.front() == '[') return composite(Node::Kind::array, ']');
    return {Node::Kind::atom, atom(), {}};
  }

 private:
  Node composite(Node::Kind kind, char end) {
    Node node{kind, {}, {}};
    text_.remove_prefix(1);
    while (text_.front() != end) {
      if (text_.front() == ',') text_.remove_prefix(1);
      std::string key = kind == Node::Kind::object ? atom() : "";
      if (kind == Node::Kind::object) text_.remove_prefix(1);
      node.members.push_back({std::move(key), value()});
    }
    text_.remove_prefix(1);
    return node;
  }
  std::string atom() {
    std::size_t size = 1;
    if (text_.front() == '"') {
      while (text_[size] != '"') size += text_[size] == '\\' ? 2 : 1;
      ++size;
    } else {
      size = text_.find_first_of(",]}");
    }
    std::string out(text_.substr(0, size));
    text_.remove_prefix(size);
    return out;
  }

  std::string_view text_;
};

void write(const Node& node, bool spaced, std::string& out) {
  if (node.kind == Node::Kind::atom) {
    out += node.text;
    return;
  }
  const bool is_object = node.kind == Node::Kind::object;
  out += is_object ? '{' : '[';
  for (bool first = true; const auto& [key, member] : node.members) {
    if (!first) out += spaced ? ", " : ",";
    first = false;
    if (is_object) out.append(key).append(spaced ? ": " : ":");
    write(member, spaced, out);
  }
  out += is_object ? '}' : ']';
}

void each_object(Node& node, const std::function<void(Node&)>& change) {
  if (node.kind == Node::Kind::object) change(node);
  for (auto& [key, member] : node.members) each_object(member, change);
}

void each_atom(Node& node, const std::function<void(std::string&)>& change) {
  if (node.kind == Node::Kind::atom) change(node.text);
  for (auto& [key, member] : node.members) each_atom(member, change);
}

void sort_keys(Node& node) {
  each_object(node, [](Node& object) {
    std::sort(object.members.begin(), object.members.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
  });
}

void reverse_keys(Node& node) {
  each_object(node, [](Node& object) { std::reverse(object.members.begin(), object.members.end()); });
}

void remove(Node& event, std::string_view key) {
  std::erase_if(event.members, [&](const auto& member) { return member.key == key; });
}

void insert(Node& event, std::size_t at, std::string_view key, std::string_view value) {
  at = std::min(at, event.members.size());
  event.members.insert(event.members.begin() + static_cast<std::ptrdiff_t>(at),
                       {std::string(key), Parser(value).value()});
}

void wrap(Node& event) {
  insert(event, 0, R"("@timestamp")", R"("2024-11-24T01:20:00.123456Z")");
  insert(event, 1, R"("host")", R"({"name":"box1","ip":["10.0.0.7","fe80::1"]})");
  insert(event, event.members.size(), R"("@version")", R"("1")");
  insert(event, event.members.size(), R"("tags")", R"(["_runtime","linux"])");
  insert(event, event.members.size(), R"("offset")", "123456,");
}

// As a Tracee to come might write: keys that nobody knows yet, also in the objects within.
void extend(Node& event) {
  insert(event, 10, R"("policyId")", "1,");
  insert(event, 24, R"("workload")", R"({"process":{"unique":[1,2.5e3,null],"ok":true}})");
  for (auto& [key, value] : event.members) {
    if (key == R"("executable")") insert(value, 1, R"("hash")", R"("9f86d081884c7d65")");
    if (key == R"("contextFlags")") insert(value, 0, R"("sampled")", "false,");
    if (key != R"("args")") continue;
    insert(value, 0, "", R"({"name":"new_argument","type":"int","value":3})");
    for (auto& [no_key, argument] : value.members) insert(argument, 2, R"("source")", R"("user")");
  }
}

// As Gson writes, which escapes more than Go does; and the slashes of some others.
void escape(Node& event) {
  each_atom(event, [](std::string& text) {
    if (text.front() != '"') return;
    std::string out;
    for (const char c : text) {
      if (c == '=') {
        out += "\\u003d";
      } else {
        if (c == '/') out += '\\';
        out += c;
      }
    }
    text = std::move(out);
  });
}

struct Layout {
  std::function<void(Node&)> change;
  bool spaced = false;
};

const std::map<std::string_view, Layout>& layouts() {
  static const std::map<std::string_view, Layout> all = {
      {"ours", {[](Node&) {}}},
      {"tracee", {[](Node& event) { remove(event, R"("provenance")"); }}},
      {"python", {[](Node&) {}, true}},  // json.dumps
      {"sorted", {sort_keys}},           // jq -cS
      {"sorted-python", {sort_keys, true}},
      {"reversed", {reverse_keys}},
      {"forwarded", {wrap}},  // logstash, vector, fluent-bit
      {"newer", {extend}},
      {"escaped", {escape}},
  };
  return all;
}

}  // namespace

std::vector<std::string_view> json_layouts() {
  std::vector<std::string_view> names;
  for (const auto& [name, layout] : layouts()) names.push_back(name);
  return names;
}

std::string in_layout(std::string_view name, std::string_view line) {
  const Layout& layout = layouts().at(name);
  Node event = Parser(line).value();
  layout.change(event);
  std::string out;
  write(event, layout.spaced, out);
  return out;
}

}  // namespace trace
