// SPDX-License-Identifier: Apache-2.0
// A value, or the reason there is none.
//
//   Result<BpfObject> open_object(const std::string& path);
//
//   Status load(const std::string& path) {
//     TRY_ASSIGN(BpfObject object, open_object(path));
//     TRY(attach(object));
//     return ok();
//   }
//
// A Result must be looked at: the type is [[nodiscard]].
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace trace {

enum class Code : unsigned char { invalid, not_found, corrupt, denied, unsupported, io, internal };

struct Error {
  Code code = Code::internal;
  std::string message;  // lower case, no full stop; grows leftwards through in()

  // Says what was being done: Error{io, "EPERM"}.in("loading process.bpf.o").
  Error&& in(std::string_view doing) && {
    message.insert(0, ": ").insert(0, doing);
    return std::move(*this);
  }
};

// Reason: what is said of a failure; an Error, unless more than a message is known (predicate/resolve.h).
template <class T = std::monostate, class Reason = Error>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}       // NOLINT: implicit
  Result(Reason error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  explicit operator bool() const { return state_.index() == 0; }

  // REQUIRES: *this is true.
  T& operator*() & { return *std::get_if<0>(&state_); }
  const T& operator*() const& { return *std::get_if<0>(&state_); }
  T&& operator*() && { return std::move(*std::get_if<0>(&state_)); }
  T* operator->() { return std::get_if<0>(&state_); }
  const T* operator->() const { return std::get_if<0>(&state_); }

  // REQUIRES: *this is false.
  const Reason& error() const& { return *std::get_if<1>(&state_); }
  Reason&& error() && { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Reason> state_;
};

using Status = Result<>;
inline Status ok() {
  return std::monostate{};
}

}  // namespace trace

#define TRACE_CONCAT_IMPL(a, b) a##b
#define TRACE_CONCAT(a, b) TRACE_CONCAT_IMPL(a, b)

// Returns the error of `expr` from this function, if it has one.
#define TRY(expr)                                    \
  do {                                               \
    if (auto trace_result = (expr); !trace_result) { \
      return std::move(trace_result).error();        \
    }                                                \
  } while (false)

// The same; otherwise gives its value to `lhs`.
#define TRY_ASSIGN(lhs, expr) TRACE_TRY_ASSIGN_IMPL(lhs, expr, TRACE_CONCAT(trace_result_, __COUNTER__))
#define TRACE_TRY_ASSIGN_IMPL(lhs, expr, result) \
  auto result = (expr);                          \
  if (!result) {                                 \
    return std::move(result).error();            \
  }                                              \
  lhs = *std::move(result)
