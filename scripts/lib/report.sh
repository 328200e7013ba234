# What was done, for people and as JSON.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# Sets `flat`: a text in one line, without tabs.
flatten() {
  case $1 in *["$tab$newline"]*) flat=$(printf '%s' "$1" | tr '\t\n' '  ') ;; *) flat=$1 ;; esac
}

# COMPONENT OUTCOME STATUS SECONDS REVISION ROLLED-BACK MESSAGE
record() {
  release_of "$1"
  level_of "$1"
  flatten "$7"
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$rel" "$level" "$2" "$3" "$4" "$5" "$6" "$flat" >>"$work/components"
  said=$2
  [ "$2" = timeout ] && said='timed out'
  printf '%-26s %s\n' "$rel" "$said${4:+ in $4 s}${5:+, revision $5}${flat:+: $flat}" >&2
}

# The worst outcome decides.
exit_code() {
  awk -F '\t' '
    $4 == "failed" { failed = 1 } $4 == "timeout" { late = 1 } $4 == "interrupted" { cut = 1 } $4 == "skipped" { skipped = 1 }
    END { print failed ? 1 : late ? 124 : cut ? 130 : skipped ? 1 : 0 }' "$work/components"
}

# Ends the script with an exit status, having written the report.
finish() {
  trap '' INT TERM
  [ -z "$json" ] || write_json "$1"
  exit "$1"
}

# JSON is UTF-8, and logs are whatever they are.
only_utf8() { if command -v iconv >/dev/null 2>&1; then iconv -c -f UTF-8 -t UTF-8 2>/dev/null; else cat; fi; }

write_json() {
  case $1 in
    0) outcome=succeeded ;; 2) outcome=usage ;; 4) outcome=refused ;; 5) outcome='missing tool' ;; 124) outcome=timeout ;; 130 | 143) outcome=interrupted ;; *) outcome=failed ;;
  esac
  written=$json.part
  [ "$json" != - ] || written=$work/report.json
  awk -f "$lib/report.awk" command s "$command" namespace s "$namespace" name s "$name" mode s "$mode" charts s "$charts" helm s "$helm_version" \
    started s "$started_at" seconds n "$(($(date +%s) - started))" dryRun b "$dry_run" outcome s "$outcome" exitCode n "$1" verdict s "$verdict" failing s "$failing" \
    -- "$work/components" "$work/preflight" "$work/workloads" "$work/remains" | only_utf8 >"$written"
  if [ "$json" = - ]; then
    cat "$written" >&3
  # Whole or not at all, for whoever is watching the file.
  elif ! mv "$written" "$json"; then
    say "openim: cannot write $json"
  fi
}
