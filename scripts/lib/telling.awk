# The line of a log that tells most: the last that speaks of trouble and is no line of a stack; else the last.
{ sub(/[ \t\r]+$/, ""); gsub(/\t/, " ") }
/^$/ { next }
/^goroutine |^[ ]+[^ ]*:[0-9]+|^ +at |^[A-Za-z0-9_.*\/-]+\(.*\)$|^created by / { next }
{ last = $0 }
tolower($0) ~ /panic|fatal|error|fail|denied|refused|cannot|unable|exception|invalid|no space|not found|unauthori|waiting for/ { told = $0 }
END {
  line = told != "" ? told : last
  if (length(line) > 400) {
    # At a blank: never in the middle of a letter of several bytes.
    short = substr(line, 1, 400)
    if (sub(/ [^ ]*$/, " …", short)) line = short
  }
  print line
}
