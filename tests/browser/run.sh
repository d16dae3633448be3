#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Opens reports of `trace-rules report` in Chromium, one of them with hostile names wherever a process can put one.
#
#   run.sh [BUILD]       BUILD is the build folder, build/ by default
#
# Needs node and npm (18 or later) and chromium (Debian's, or the program that CHROMIUM names). playwright-core, which drives it,
# is installed by npm into the build folder. Pictures and a print are left in BUILD/browser. The last line is
# 'N passed, N failed, N skipped'; the exit status is 0 if nothing failed.
set -u

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-$here/../../build}" && pwd) || exit 2
rules=$build/rules/trace-rules
work=$build/browser
playwright=playwright-core@1.48

skip() {
  echo "SKIPPED reports in a browser: $*"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
}

command -v node >/dev/null && command -v npm >/dev/null || skip "node or npm is not there"
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser)} || skip "chromium is not there"
mkdir -p "$work/artifacts"
cd "$work" || exit 2
[ -d node_modules/playwright-core ] || npm install --no-save --no-audit --no-fund --silent "$playwright" >npm.log 2>&1 ||
  skip "playwright-core cannot be installed: $(tail -n 1 npm.log)"
cp "$here/report.mjs" .

node "$here/hostile.mjs" hostile.jsonl artifacts/manifest.ndjson || exit 2
"$rules" report hostile.jsonl --artifacts artifacts --output hostile.html 2>report.log
"$rules" report "$here/../../examples/recordings/intrusion.trace.zst" --output ordinary.html 2>>report.log
node report.mjs "$chromium" hostile.html ordinary.html "$work"
