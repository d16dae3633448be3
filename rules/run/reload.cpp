// SPDX-License-Identifier: Apache-2.0
#include "rules/run/reload.h"

#include <new>

#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "rules/load/selected_signatures.h"

namespace trace {
namespace {

constexpr int kPatienceMs = 100;
constexpr std::chrono::seconds kLongest(10);

}  // namespace

Result<std::optional<Reload>> Reload::prepare(const EngineOptions& options) {
  if (options.rules_dirs.empty()) return std::optional<Reload>();
  Grants grants;
  for (const std::string& folder : options.rules_dirs) grants.lists.push_back({folder, signature_suffixes()});
  TRY_ASSIGN(Broker broker, Broker::start(grants));
  return std::optional<Reload>(Reload(std::move(broker)));
}

void Reload::begin() {
  reading_.emplace();
  reading_->since = std::chrono::steady_clock::now();
}

Result<bool> Reload::read_files(std::size_t folders) {
  ReloadProgress& all = *reading_;
  while (all.folder < folders) {
    auto opened = broker_.listed_file(all.folder, all.number, kPatienceMs);
    if (!opened) {
      const bool may_come = broker_.is_silent() && std::chrono::steady_clock::now() - all.since < kLongest;
      return may_come ? Result<bool>(false) : opened.error();
    }
    if (*opened) {
      const std::unique_ptr<ByteSource> bytes = bytes_from(std::move((*opened)->fd), (*opened)->name);
      TRY_ASSIGN(SourceFile file, read_signatures((*opened)->name, *bytes));
      TRY(all.files.add(std::move(file)));
      ++all.number;
      continue;
    }
    if (all.files.size() == all.files_of_other_folders) {
      return Error{Code::not_found, "no *.yaml in a folder of signatures"};
    }
    all.files_of_other_folders = all.files.size();
    all.number = 0;
    ++all.folder;
  }
  return true;
}

Result<Evaluator> Reload::evaluator_of(const EngineOptions& options) {
  const std::vector<SourceFile> files = std::move(reading_->files).take();
  TRY_ASSIGN(SelectedSignatures selected, select_signatures(options, files));
  spdlog::info("read the signatures again: {}", selected.metadata().size());
  return Evaluator(std::move(selected.set.rules), std::move(selected.natives));
}

void Reload::go_on(const EngineOptions& options, Engine& engine) {
  Status failure = ok();
  try {
    const Result<bool> has_all = read_files(options.rules_dirs.size());
    if (has_all && !*has_all) return;
    Result<Evaluator> evaluator = has_all ? evaluator_of(options) : Result<Evaluator>(has_all.error());
    if (evaluator) {
      engine.replace(*std::move(evaluator));
    } else {
      failure = evaluator.error();
    }
  } catch (const std::bad_alloc&) {
    failure = Error{Code::internal, "there is not the memory for them"};
  }
  reading_.reset();
  if (failure) return;
  spdlog::error("reading the signatures again, those that were there stay: {}",
                printable(failure.error().message, Blanks::tabs_and_lines));
}

}  // namespace trace
