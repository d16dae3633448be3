# SPDX-License-Identifier: Apache-2.0
# Holds the figures of guest.sh to their budgets: awk -v lanes="5.10 6.12" -v logs=FOLDER -f judge.awk budgets
# Prints a table, a line "ok" or "FAILED" for each case and lane, and the counts. A figure whose budget is "-" is shown only.

BEGIN { lane_count = split(lanes, lane_of) }

/^#/ || NF == 0 { next }

# What the columns are: case, beside, a lane each.
$1 == "case" {
  for (i = 3; i <= NF; i++) column[$i] = i
  next
}

# Of which kernel the budgets are.
$1 == "kernel" {
  for (lane in column) measured_on[lane] = $column[lane]
  next
}

{
  cases[++case_count] = $1
  beside[$1] = $2
  for (lane in column) budget[$1, lane] = $column[lane]
}

function read_log(lane,    file, line, word, last) {
  file = logs "/cost-" lane ".log"
  while ((getline line <file) > 0) {
    if (split(line, word, " ") == 2 && (word[2] ~ /^-?[0-9.]+(e[+][0-9]+)?$/ || word[1] == "kernel"))
      figure[word[1], lane] = word[2]
    last = line
  }
  close(file)
  said[lane] = last
}

# What the case adds to the load it is compared with; "" if it was not measured.
function added(name, lane) {
  if (!((name, lane) in figure)) return ""
  if (beside[name] == "-") return figure[name, lane]
  if (!((beside[name], lane) in figure)) return ""
  return figure[name, lane] - figure[beside[name], lane]
}

# 2 % may be added, and as much as the bare load repeats to: half an instruction of a call, 0.4 % of a program that is run.
# Another kernel is another matter: its own share of a figure is as large as ours.
function slack(name, lane) {
  return beside[name] ~ /^spawn/ ? 0.004 * figure[beside[name], lane] : 0.5
}

function limit(name, lane,    share) {
  share = figure["kernel", lane] == measured_on[lane] ? 1.02 : 1.10
  return budget[name, lane] * share + slack(name, lane)
}

function judge(name, lane,    it, text) {
  it = added(name, lane)
  if (it == "") {
    printf "FAILED cost [%s] %s: not measured (%s)\n", lane, name, said[lane]
    failed++
    return
  }
  text = sprintf("cost [%s] %s: %.1f, budget %s", lane, name, it, budget[name, lane])
  if (budget[name, lane] == "-") return
  if (it > limit(name, lane)) {
    print "FAILED " text
    failed++
    return
  }
  if (it < budget[name, lane] * 0.98 - slack(name, lane)) text = text " (lower it)"
  print "ok " text
  passed++
}

function cell(name, lane) {
  return added(name, lane) == "" ? "-" : sprintf("%.0f", added(name, lane))
}

function ratio_row(name, to,    i, row, below) {
  row = sprintf("| %-28s", name " / " to)
  for (i = 1; i <= lane_count; i++) {
    below = added(to, lane_of[i])
    row = row sprintf(" | %8s", below + 0 == 0 || added(name, lane_of[i]) == "" ? "-" : sprintf("%.2f", added(name, lane_of[i]) / below))
  }
  print row " |"
}

END {
  row = sprintf("| %-28s", "instructions added")
  rule = "|" sprintf("%30s", ""); gsub(/ /, "-", rule)
  for (i = 1; i <= lane_count; i++) {
    read_log(lane_of[i])
    row = row sprintf(" | %8s", lane_of[i])
    rule = rule "|---------:"
    if (("kernel", lane_of[i]) in figure && figure["kernel", lane_of[i]] != measured_on[lane_of[i]])
      printf "Linux %s is %s here; the budgets are of %s, and 10 %% above them are permitted\n", lane_of[i],
        figure["kernel", lane_of[i]], measured_on[lane_of[i]]
  }
  print row " |"
  print rule "|"
  for (c = 1; c <= case_count; c++) {
    row = sprintf("| %-28s", cases[c])
    for (i = 1; i <= lane_count; i++) row = row sprintf(" | %8s", cell(cases[c], lane_of[i]))
    print row " |"
  }
  ratio_row("unselected", "empty")
  ratio_row("numbers", "bare-152")
  for (c = 1; c <= case_count; c++)
    for (i = 1; i <= lane_count; i++) judge(cases[c], lane_of[i])
  printf "%d passed, %d failed, 0 skipped\n", passed, failed
}
