# Reads JSON as kubectl prints it, one key a line, and writes a line for each leaf: number of the object, path, value.
# Objects of a List are objects of their own; several documents may follow each other. Paths: metadata.labels.app, items.0.name.
# Line breaks and tabs in texts become blanks, so that one line stays one leaf.
BEGIN { OFS = "\t" }
function text(s) {
  s = substr(s, 2, length(s) - 2)
  if (index(s, "\\") == 0) return s
  gsub(/\\\\/, "\001", s)
  gsub(/\\[nrt]/, " ", s)
  gsub(/\\u003c/, "<", s)
  gsub(/\\u003e/, ">", s)
  gsub(/\\u0026/, "\\&", s)
  gsub(/\\\//, "/", s)
  gsub(/\\"/, "\"", s)
  gsub(/\001/, "\\", s)
  return s
}
function path(    i, from, result) {
  from = listed ? 3 : 1
  result = ""
  for (i = from; i <= depth; i++) result = result (i > from ? "." : "") part[i]
  return result
}
function enter(kind) {
  depth++
  type[depth] = kind
  count[depth] = -1
  if (depth == 1) { number++; listed = 0 }
}
{
  line = $0
  sub(/^[ \t]+/, "", line)
  sub(/,?\r?$/, "", line)
  if (line == "") next
  if (line == "}" || line == "]") {
    depth--
    if (depth == 1 && listed) { listed = 0; number++ }
    next
  }
  if (depth > 0 && type[depth] == "a") {
    part[depth] = ++count[depth]
    if (depth == 2 && listed) number++
  } else if (depth > 0) {
    match(line, /^"([^"\\]|\\.)*": ?/)
    key = substr(line, 1, RLENGTH)
    line = substr(line, RLENGTH + 1)
    sub(/: ?$/, "", key)
    part[depth] = text(key)
    if (depth == 1 && part[1] == "items" && line == "[") listed = 1
  }
  if (line == "{") enter("o")
  else if (line == "[") enter("a")
  else if (line == "{}" || line == "[]" || line == "null") { if (depth > 0 && !(listed && depth == 1)) print number, path(), "" }
  else if (!(listed && depth < 3) && !(depth == 1 && part[1] == "items")) print number, path(), (substr(line, 1, 1) == "\"" ? text(line) : line)
}
