// SPDX-License-Identifier: Apache-2.0
#include "collector/stages/compose.h"

#include <catch2/catch.hpp>

namespace trace {
namespace {

class NoFilter final : public Stage {
 public:
  std::string_view name() const override { return "filter"; }
  StageNeeds needs() const override { return {}; }
  bool on(Event&, Emit&) override { return true; }
};

std::vector<std::string_view> names_of(StageOptions options) {
  std::vector<std::string_view> names;
  const ComposedStages composed = compose_stages(std::move(options));
  for (const auto& stage : composed.stages) names.push_back(stage->name());
  return names;
}

}  // namespace

TEST_CASE("secrets go first, what was not asked for goes last", "[stages]") {
  StageOptions options;
  options.executables = true;
  options.filter = std::make_unique<NoFilter>();
  CHECK(names_of(std::move(options)) ==
        std::vector<std::string_view>{"environment", "containers", "processes", "derive", "filter"});
}

TEST_CASE("stages that nobody asked for are left out", "[stages]") {
  StageOptions options;
  options.keep_environment = true;
  CHECK(names_of(std::move(options)) == std::vector<std::string_view>{"containers", "derive"});
}

TEST_CASE("what a derived event uses is learnt from if it was selected", "[stages]") {
  StageOptions options;
  options.events.set(WIRE_SLOT_container_create);
  CHECK(learnt_from(compose_stages(std::move(options)).stages).test(WIRE_SLOT_cgroup_mkdir));
}

}  // namespace trace
