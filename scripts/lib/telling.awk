# The line of a log that tells most: the last that names a cause; else the last that speaks of trouble and is no line of a stack;
# else where the process stumbled, with the function; else the last.
{ sub(/,"stacktrace":".*/, "}"); sub(/[ \t\r]+$/, ""); gsub(/\t/, " ") }
/^$/ { next }
stumbled != "" && frame == "" && /^[A-Za-z0-9_.*\/-]+\(.*\)$/ { frame = $0; sub(/\([^(]*\)$/, "", frame); next }
/^goroutine |^[ ]+[^ ]*:[0-9]+|^ +at |^[A-Za-z0-9_.*\/-]+\(.*\)$|^created by / { next }
/^panic: runtime error:|^\[signal SIG/ { stumbled = stumbled == "" ? $0 : stumbled; next }
{ last = $0 }
tolower($0) ~ /no space left|disk (is )?full|quota exceeded|authentication ?fail|auth error|wrongpass|noauth|access denied|permission denied|x509:/ { cause = $0 }
tolower($0) ~ /panic|fatal|error|fail|denied|refused|cannot|unable|exception|invalid|no space|not found|unauthori|waiting for/ { told = $0 }
END {
  line = cause != "" ? cause : told != "" ? told : stumbled != "" ? stumbled (frame == "" ? "" : " in " frame) : last
  if (length(line) > 400) {
    # At a blank: never in the middle of a letter of several bytes.
    short = substr(line, 1, 400)
    if (sub(/ [^ ]*$/, " …", short)) line = short
  }
  print line
}
