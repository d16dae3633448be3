// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/output.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "collector/pipeline/pipeline.h"

namespace trace {
namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "trace-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Output json_output(const std::string& path) {
  auto output = Output::open(make_json_encoder({}), path);
  if (!output) FAIL(output.error().message);
  return *std::move(output);
}

Pipeline pipeline_to(const std::vector<std::string>& paths) {
  std::vector<Output> outputs;
  for (const std::string& path : paths) outputs.push_back(json_output(path));
  return Pipeline({}, {}, {}, std::move(outputs));
}

}  // namespace

TEST_CASE("a failed output does not keep the others from their end") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  pipeline.loss({});
  pipeline.outputs().flush();
  CHECK(pipeline.outputs().is_over());
  pipeline.totals(true);
  pipeline.outputs().flush();
  CHECK(content_of(folder.file("a.json")).find("\"final\":true") != std::string::npos);
}

TEST_CASE("an output fails once, with its name and the reason") {
  const Folder folder;
  Pipeline pipeline = pipeline_to({"/dev/full", folder.file("a.json")});
  CHECK(pipeline.outputs().written());
  for (int i = 0; i < 3; ++i) {
    pipeline.totals(true);
    pipeline.outputs().flush();
  }
  REQUIRE_FALSE(pipeline.outputs().written());
  CHECK(pipeline.outputs().written().error().message == "writing to \"/dev/full\": No space left on device");
}

TEST_CASE("of several outputs that fail each is told") {
  Pipeline pipeline = pipeline_to({"/dev/full", "/dev/full"});
  pipeline.totals(true);
  pipeline.outputs().flush();
  REQUIRE_FALSE(pipeline.outputs().written());
  CHECK(pipeline.outputs().written().error().message ==
        "writing to \"/dev/full\": No space left on device; writing to \"/dev/full\": No space left on device");
}

}  // namespace trace
