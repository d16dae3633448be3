// SPDX-License-Identifier: Apache-2.0
#include "collector/pipeline/filter.h"

#include "collector/selection/event_scope.h"
#include "common/predicate/compile.h"

namespace trace {

Result<std::unique_ptr<Filter>> Filter::make(const Selection& selection) {
  auto filter = std::make_unique<Filter>();
  // Who is followed is known to the kernel side alone.
  const bool scoped = !selection.scopes.empty() && !selection.scopes.follow;
  for (const EventSpec& event : events()) {
    if (!selection.events.test(event.slot)) continue;
    std::vector<Expr> terms;
    if (scoped) terms.push_back(scopes_expr(selection.scopes));
    if (const auto found = selection.filter.find(event.slot); found != selection.filter.end()) {
      terms.push_back(found->second);
    }
    if (terms.empty()) continue;
    Result<Program, Fault> program = compile(all_of(std::move(terms)), event);
    if (!program) return program.error().error();
    filter->programs_.at(event.slot) = std::make_unique<const Program>(*std::move(program));
  }
  return filter;
}

StageNeeds Filter::needs() const {
  StageNeeds needs;
  for (std::size_t slot = 0; slot < programs_.size(); ++slot) needs.reads.set(slot, programs_.at(slot) != nullptr);
  return needs;
}

bool Filter::on(Event& event, Emit&) {
  const auto& program = programs_[event.spec->slot];
  return program == nullptr || program->run(event);
}

}  // namespace trace
