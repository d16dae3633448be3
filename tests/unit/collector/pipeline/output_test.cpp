// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <catch2/catch.hpp>

#include "collector/pipeline/pipeline.h"
#include "tests/support/folder.h"

namespace trace {
namespace {

Output json_output(const std::string& path) {
  FilesInUse in_use;
  auto output = Output::open(make_json_encoder({}), path, in_use);
  if (!output) FAIL(output.error().message);
  return *std::move(output);
}

Pipeline pipeline_to(const std::vector<std::string>& paths) {
  std::vector<Output> outputs;
  for (const std::string& path : paths) outputs.push_back(json_output(path));
  return Pipeline({}, {}, {}, std::move(outputs));
}

}  // namespace

TEST_CASE("a failed output does not end the others") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  pipeline.loss({});
  pipeline.outputs().flush();
  CHECK_FALSE(pipeline.outputs().is_over());
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  CHECK(content_of(folder.file("a.json")).find("\"final\":true") != std::string::npos);
}

TEST_CASE("when all outputs have failed it is over") {
  Pipeline pipeline = pipeline_to({"/dev/full", "/dev/full"});
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  CHECK(pipeline.outputs().is_over());
}

TEST_CASE("an output fails once, with its name, the reason and what was not written") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  CHECK(pipeline.outputs().written());
  for (int i = 0; i < 3; ++i) {
    pipeline.totals(true, 0);
    pipeline.outputs().flush();
  }
  REQUIRE_FALSE(pipeline.outputs().written());
  const std::string message = pipeline.outputs().written().error().message;
  CHECK(message.starts_with("writing to \"/dev/full\": No space left on device ("));
  CHECK(message.ends_with(" bytes were not written)"));
}

TEST_CASE("of several outputs that fail each is told") {
  Pipeline pipeline = pipeline_to({"/dev/full", "/dev/full"});
  pipeline.totals(true, 0);
  pipeline.outputs().flush();
  REQUIRE_FALSE(pipeline.outputs().written());
  const std::string message = pipeline.outputs().written().error().message;
  CHECK(message.find("; writing to \"/dev/full\"") != std::string::npos);
}

}  // namespace trace
