// SPDX-License-Identifier: Apache-2.0
// The documents of signature files, by kind.
//
//   rule     a signature
//   list     values with a name
//   macro    a condition with a name
//   extend   more values for a list, such as a shipped one
//   disable  shipped signatures that are not to be used
//
// Lists and macros go into the vocabulary. Rules are read when all of those are known.
#pragma once

#include <cstdint>
#include <vector>

#include "rules/lang/text/source.h"
#include "rules/lang/text/vocabulary.h"
#include "rules/lang/text/yaml.h"

namespace trace {

struct Document {
  enum class Kind : std::uint8_t { rule, list, macro, extend, disable };
  const SourceFile* file;
  YamlNode node;
  Kind kind = Kind::rule;
};

// Errors: invalid; all that is wrong. REQUIRES: files outlive the documents.
Result<std::vector<Document>> read_documents(const std::vector<SourceFile>& files);

// Adds the lists and macros to the vocabulary, as a layer of their own.
Status define(const std::vector<Document>& documents, Vocabulary& vocabulary);

// Extends lists: with `own` those that the documents define themselves, else the others.
Status extend_lists(const std::vector<Document>& documents, bool own, Vocabulary& vocabulary);

// A signature that is not to be used, by its id or name, and what to say if there is none of that name.
struct Disabled {
  std::string name;
  Position at;
  const SourceFile* file;
};

Result<std::vector<Disabled>> disabled_rules(const std::vector<Document>& documents);

}  // namespace trace
