# Writes the JSON report. Arguments: KEY TYPE VALUE… of the run itself, --, and files of rows, tab by tab, each a list.
# Types: s text, n number or null, b true or false.
function quoted(s,    i, c, result) {
  result = ""
  for (i = 1; i <= length(s); i++) {
    c = substr(s, i, 1)
    if (c == "\"" || c == "\\") result = result "\\" c
    else if (c in control) result = result control[c]
    else result = result c
  }
  return "\"" result "\""
}
function value(type, s) {
  if (type == "n") return s ~ /^-?[0-9]+$/ ? s : "null"
  if (type == "b") return s == "" || s == "false" ? "false" : "true"
  return quoted(s)
}
BEGIN {
  FS = "\t"
  # KEY TYPE COLUMN…
  columns["components"] = "component s 1 release s 2 level n 3 outcome s 4 status n 5 seconds n 6 revision n 7 rolledBack b 8 message s 9"
  columns["preflight"] = "check s 1 outcome s 2 message s 3 fix s 4"
  columns["workloads"] = "component s 2 workload s 3 ready s 4 state s 5 message s 6"
  columns["remains"] = "kind s 1 name s 2"
  for (i = 1; i < 32; i++) control[sprintf("%c", i)] = sprintf("\\u%04x", i)
  control[sprintf("%c", 127)] = "\\u007f"
  print "{"
  for (i = 1; ARGV[i] != "--"; i += 3) {
    gsub(/[\t\n]/, " ", ARGV[i + 2])
    print "  " quoted(ARGV[i]) ": " value(ARGV[i + 1], ARGV[i + 2]) ","
    ARGV[i] = ARGV[i + 1] = ARGV[i + 2] = ""
  }
  ARGV[i] = ""
  while (++i < ARGC) {
    list = ARGV[i]
    sub(/.*\//, "", list)
    lists[++count] = list
  }
}
{
  list = FILENAME
  sub(/.*\//, "", list)
  n = split(columns[list], column, " ")
  row = ""
  for (i = 1; i < n; i += 3) row = row (i > 1 ? ", " : "") quoted(column[i]) ": " value(column[i + 1], $(column[i + 2]))
  rows[list] = rows[list] (rows[list] == "" ? "" : ",\n") "    { " row " }"
}
END {
  for (i = 1; i <= count; i++) print "  " quoted(lists[i]) ": " (rows[lists[i]] == "" ? "[]" : "[\n" rows[lists[i]] "\n  ]") (i < count ? "," : "")
  print "}"
}
