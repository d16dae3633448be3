// SPDX-License-Identifier: Apache-2.0
// One line of JSON -> Event: ours, and Tracee's of any version, with raw or with parsed argument values.
//
// simdjson's on-demand parser goes over the line once. It is fast because keys are expected in the order in which both
// programs write them; another order is read too.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/event/event.h"

namespace trace {

class JsonDecoder {
 public:
  enum class Line : std::uint8_t { event, loss, totals, unknown };

  JsonDecoder();
  ~JsonDecoder();
  JsonDecoder(JsonDecoder&&) noexcept;
  JsonDecoder& operator=(JsonDecoder&&) noexcept;

  // REQUIRES: at least Input::kPadding bytes behind `line` may be read. What it finds is in the members below, and valid
  // until the next call. Errors: Code::corrupt, saying which key.
  Result<Line> decode(std::string_view line);

  const Event& event() const { return event_; }
  const wire_loss& loss() const { return loss_; }
  const std::vector<wire_total>& totals() const { return totals_; }
  const std::string& unknown_name() const { return unknown_name_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  Event event_;
  wire_loss loss_{};
  std::vector<wire_total> totals_;
  std::string unknown_name_;
};

}  // namespace trace
