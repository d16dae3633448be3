// SPDX-License-Identifier: Apache-2.0
#include "rules/run/reload.h"

#include <new>

#include <spdlog/spdlog.h>

#include "common/base/printable.h"
#include "rules/load/selected_signatures.h"
#include "rules/load/signature_files.h"

namespace trace {
namespace {

Result<std::vector<SourceFile>> read_files(Broker& broker, std::size_t folders) {
  SignatureFiles files;
  for (std::size_t folder = 0; folder < folders; ++folder) {
    const std::size_t before = files.size();
    for (std::uint64_t number = 0;; ++number) {
      TRY_ASSIGN(std::optional<OpenedFile> opened, broker.listed_file(folder, number));
      if (!opened) break;
      const std::unique_ptr<ByteSource> bytes = bytes_from(std::move(opened->fd), opened->name);
      TRY_ASSIGN(SourceFile file, read_signatures(opened->name, *bytes));
      TRY(files.add(std::move(file)));
    }
    if (files.size() == before) return Error{Code::not_found, "no *.yaml in a folder of signatures"};
  }
  return std::move(files).take();
}

}  // namespace

Result<std::optional<Reload>> Reload::prepare(const EngineOptions& options) {
  if (options.rules_dirs.empty()) return std::optional<Reload>();
  Grants grants;
  for (const std::string& folder : options.rules_dirs) grants.lists.push_back({folder, signature_suffixes()});
  TRY_ASSIGN(Broker broker, Broker::start(grants));
  return std::optional<Reload>(Reload(std::move(broker)));
}

Result<Evaluator> Reload::read(const EngineOptions& options) try {
  TRY_ASSIGN(const std::vector<SourceFile> files, read_files(broker_, options.rules_dirs.size()));
  TRY_ASSIGN(SelectedSignatures selected, select_signatures(options, files));
  spdlog::info("read the signatures again: {}", selected.metadata().size());
  return Evaluator(std::move(selected.set.rules), std::move(selected.natives));
} catch (const std::bad_alloc&) {
  return Error{Code::internal, "there is not the memory for them"};
}

void Reload::apply(const EngineOptions& options, Engine& engine) {
  Result<Evaluator> evaluator = read(options);
  if (evaluator) {
    engine.replace(*std::move(evaluator));
    return;
  }
  spdlog::error("reading the signatures again, those that were there stay: {}",
                printable(evaluator.error().message, Blanks::tabs_and_lines));
}

}  // namespace trace
