// SPDX-License-Identifier: Apache-2.0
// The documents of signature files, sorted by what they are: lists and macros go into the
// vocabulary, rules are read when all of those are known.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "rules/lang/signature/vocabulary.h"
#include "rules/lang/text/source.h"
#include "rules/lang/text/yaml.h"

namespace trace {

struct Document {
  const SourceFile* file;
  YAML::Node node;
};

// Whoever mends signatures wants to see all that is wrong with them, not one thing at a time.
class Complaints {
 public:
  void add(const Status& status) {
    if (status || !told_.insert(status.error().message).second) return;
    ++count_;
    if (count_ <= kShownMax) text_ += (text_.empty() ? "" : "\n") + status.error().message;
  }

  Status status() const {
    if (count_ == 0) return ok();
    if (count_ <= kShownMax) return Error{Code::invalid, text_};
    return Error{Code::invalid, text_ + "\n" + std::to_string(count_ - kShownMax) + " more errors"};
  }

 private:
  static constexpr std::size_t kShownMax = 20;
  std::set<std::string> told_;  // a macro that is wrong is so wherever it is used
  std::string text_;
  std::size_t count_ = 0;
};

// Adds the lists and macros of `files` to the vocabulary, and returns the rules. REQUIRES: files
// outlive both.
Result<std::vector<Document>> collect(const std::vector<SourceFile>& files, Vocabulary& vocabulary);

}  // namespace trace
