// SPDX-License-Identifier: Apache-2.0
#include "rules/lang/text/complaints.h"

namespace trace {

void Complaints::add(const Status& status) {
  if (status || !seen_.insert(status.error().message).second) return;
  ++count_;
  if (count_ <= kShownMax) text_ += (text_.empty() ? "" : "\n") + status.error().message;
}

Status Complaints::status() const {
  if (count_ == 0) return ok();
  if (count_ <= kShownMax) return Error{Code::invalid, text_};
  const char* const at_least = are_enough() ? ", and perhaps others" : "";
  return Error{Code::invalid, text_ + "\n" + std::to_string(count_ - kShownMax) + " more errors" + at_least};
}

}  // namespace trace
