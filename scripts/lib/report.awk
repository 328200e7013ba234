# Writes the JSON report from lines of: run <key> <type> <value> | row <list> <key> <type> <value>…, tab by tab.
# Types: s text, n number or null, b true or false. The values of `list` rows come in threes after the list's name.
function quoted(s,    i, c, code, result) {
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
  if (type == "b") return s == "true" ? "true" : "false"
  return quoted(s)
}
BEGIN {
  FS = "\t"
  for (i = 1; i < 32; i++) control[sprintf("%c", i)] = sprintf("\\u%04x", i)
  control[sprintf("%c", 127)] = "\\u007f"
}
$1 == "run" { runs++; run[runs] = "  " quoted($2) ": " value($3, $4); next }
$1 == "row" {
  if (!($2 in rows)) { lists++; list[lists] = $2; rows[$2] = "" }
  if (NF < 3) next
  one = ""
  for (i = 3; i + 2 <= NF; i += 3) one = one (i > 3 ? ", " : "") quoted($i) ": " value($(i + 1), $(i + 2))
  rows[$2] = rows[$2] (rows[$2] == "" ? "" : ",\n") "    { " one " }"
}
END {
  print "{"
  for (i = 1; i <= runs; i++) print run[i] (i < runs || lists > 0 ? "," : "")
  for (i = 1; i <= lists; i++) print "  " quoted(list[i]) ": " (rows[list[i]] == "" ? "[]" : "[\n" rows[list[i]] "\n  ]") (i < lists ? "," : "")
  print "}"
}
