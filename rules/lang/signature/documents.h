// SPDX-License-Identifier: Apache-2.0
// The documents of signature files, sorted by kind: lists and macros go into the vocabulary, rules are read when all of
// those are known.
#pragma once

#include <vector>

#include "rules/lang/text/source.h"
#include "rules/lang/text/vocabulary.h"
#include "rules/lang/text/yaml.h"

namespace trace {

struct Document {
  const SourceFile* file;
  YamlNode node;
};

// Adds the lists and macros of `files` to the vocabulary, and returns the rules. REQUIRES: files outlive both.
Result<std::vector<Document>> collect(const std::vector<SourceFile>& files, Vocabulary& vocabulary);

}  // namespace trace
