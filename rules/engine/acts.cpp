// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/acts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "common/event/field_bytes.h"
#include "common/predicate/atom.h"

namespace trace {
namespace {

// FNV-1a, which std::hash need not be the same as over versions: what is detected must not depend on the library.
class Hash {
 public:
  void add(std::string_view bytes) {
    for (const char c : bytes) add_byte(static_cast<unsigned char>(c));
    add_byte(0xff);  // in no UTF-8: "ab" "c" is not "a" "bc"
  }
  void add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) add_byte(static_cast<unsigned char>(number >> shift));
  }
  std::uint64_t value() const { return value_; }

 private:
  void add_byte(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3; }
  std::uint64_t value_ = 0xcbf29ce484222325;
};

// Nothing if the field is absent.
std::optional<std::uint64_t> key_of(const Rule& rule, const Field& field, const Event& event) {
  Scratch scratch;
  const Value value = read(field, event, scratch);
  if (is_absent(value)) return std::nullopt;
  Hash hash;
  hash.add(rule.metadata.name);
  hash.add(event.context.host_pid);
  hash.add(event.context.process_entity);
  for_each_scalar(value, [&](auto scalar) {
    if constexpr (std::is_same_v<decltype(scalar), std::string_view>) {
      hash.add(scalar);
    } else {
      hash.add(scalar.bits);
    }
  });
  return hash.value();
}

}  // namespace

bool Acts::goes_on(const Rule& rule, const Clause& clause, const Event& event) {
  const std::uint64_t now_ns = event.context.time_ns;
  bool goes_on = false;
  for (const Field& field : clause.continues) {
    const auto key = key_of(rule, field, event);
    const auto found = key ? found_.find(*key) : found_.end();
    goes_on = goes_on || (found != found_.end() && now_ns - std::min(now_ns, found->second) < kLastsNs);
  }
  const auto object = clause.object ? key_of(rule, *clause.object, event) : std::nullopt;
  if (object && !(goes_on && found_.contains(*object))) remember(*object, now_ns);
  return goes_on;
}

void Acts::remember(Key key, std::uint64_t time_ns) {
  const auto [at, is_new] = found_.insert_or_assign(key, time_ns);
  if (!is_new) return;
  order_.push_back(key);
  if (order_.size() <= kRemembered) return;
  found_.erase(order_.front());
  order_.pop_front();
}

}  // namespace trace
