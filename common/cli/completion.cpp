// SPDX-License-Identifier: Apache-2.0
#include "common/cli/completion.h"

#include <algorithm>

namespace trace {
namespace {

// What is typed so far is read from the line itself: bash parts words at "=" and ":", and completes only what follows
// them. $cur is the last word of it, $flag the one before.
constexpr std::string_view kBegin = R"sh(() {
  local line=${COMP_LINE:0:COMP_POINT} cur flag
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  ((${#words[@]} > 1)) || return
  cur=${words[-1]}
  flag=${words[-2]-}
  case $flag in
)sh";

std::string function_name(std::string_view program) {
  std::string name = "_" + std::string(program);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

std::string pattern(const Flag& flag) {
  std::string out = "    ";
  if (flag.letter != 0) out.append("-").append(1, flag.letter).append("|");
  return out.append("--").append(flag.name).append(") ");
}

void append_case(const Flag& flag, std::string& out) {
  if (flag.value.empty()) return;
  out += pattern(flag);
  if (!flag.completer.empty()) {
    out.append(flag.completer).append(" \"$cur\"");
  } else if (flag.words != nullptr) {
    out.append("COMPREPLY=($(compgen -W \"").append(flag.words()).append("\" -- \"$cur\"))");
  } else {
    out += "COMPREPLY=($(compgen -f -- \"$cur\"))";
  }
  out += " ;;\n";
}

}  // namespace

std::string completion_script(const ProgramFlags& program) {
  const std::string function = function_name(program.name);
  std::string out = "# Bash completion for " + std::string(program.name) + "; made by " + std::string(program.name) +
                    " --list completion.\n";
  if (program.variables != nullptr) out += program.variables();
  out.append(program.functions).append("\n").append(function).append(kBegin);
  std::string spellings;
  for (const Flag& flag : program.flags) {
    append_case(flag, out);
    spellings.append(spellings.empty() ? "--" : " --").append(flag.name);
  }
  const bool takes_files = !program.operand.empty();
  out += "    *) COMPREPLY=($(compgen " + std::string(takes_files ? "-f " : "") + "-W \"" + spellings +
         "\" -- \"$cur\")) ;;\n  esac\n}\n";
  out += "complete " + std::string(takes_files ? "-o filenames " : "") + "-F " + function + " " +
         std::string(program.name) + "\n";
  return out;
}

}  // namespace trace
