# What was done, for people and as JSON.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# COMPONENT RELEASE OUTCOME STATUS SECONDS REVISION ROLLED-BACK MESSAGE
record() {
  message=$(printf '%s' "$8" | tr '\t\n' '  ')
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$(level_of "$1")" "$3" "$4" "$5" "$6" "$7" "$message" >>"$work/results"
  said=$3
  [ "$3" = timeout ] && said='timed out'
  say "$(printf '%-26s %s' "$2" "$said")${5:+ in ${5} s}${6:+, revision $6}${message:+: $message}"
}

# The worst outcome decides.
exit_code() {
  awk -F '\t' '
    $4 == "failed" { failed = 1 } $4 == "timeout" { late = 1 } $4 == "interrupted" { cut = 1 } $4 == "skipped" { skipped = 1 }
    END { print failed ? 1 : late ? 124 : cut ? 130 : skipped ? 1 : 0 }' "$work/results"
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
  {
    for pair in "command=$command" "namespace=$namespace" "name=$name" "mode=$mode" "charts=$charts" "helm=${helm_version:-}" "started=$started_at"; do
      printf 'run\t%s\ts\t%s\n' "${pair%%=*}" "$(printf '%s' "${pair#*=}" | tr '\t\n' '  ')"
    done
    printf 'run\tseconds\tn\t%s\n' "$(($(date +%s) - started))"
    printf 'run\tdryRun\tb\t%s\n' "$([ -z "$dry_run" ] || echo true)"
    printf 'run\toutcome\ts\t%s\nrun\texitCode\tn\t%s\n' "$outcome" "$1"
    printf 'run\tverdict\ts\t%s\nrun\tfailing\ts\t%s\n' "$(printf '%s' "$verdict" | tr '\t\n' '  ')" "$(printf '%s' "$failing" | tr '\t\n' '  ')"
    printf 'row\t%s\n' components preflight workloads remains
    awk -F '\t' '{ printf "row\tcomponents\tcomponent\ts\t%s\trelease\ts\t%s\tlevel\tn\t%s\toutcome\ts\t%s\tstatus\tn\t%s\tseconds\tn\t%s\trevision\tn\t%s\trolledBack\tb\t%s\tmessage\ts\t%s\n", $1, $2, $3, $4, $5, $6, $7, $8, $9 }' "$work/results"
    awk -F '\t' '{ printf "row\tpreflight\tcheck\ts\t%s\toutcome\ts\t%s\tmessage\ts\t%s\tfix\ts\t%s\n", $1, $2, $3, $4 }' "$work/preflight"
    awk -F '\t' '{ printf "row\tworkloads\tcomponent\ts\t%s\tworkload\ts\t%s\tready\ts\t%s\tstate\ts\t%s\tmessage\ts\t%s\n", $2, $3, $4, $5, $6 }' "$work/workloads"
    awk -F '\t' '{ printf "row\tremains\tkind\ts\t%s\tname\ts\t%s\n", $1, $2 }' "$work/remains"
  } | awk -f "$lib/report.awk" | only_utf8 >"$work/report.json"
  if [ "$json" = - ]; then
    cat "$work/report.json" >&3
  else
    # Whole or not at all, for whoever is watching the file.
    if ! cp "$work/report.json" "$json.part" || ! mv "$json.part" "$json"; then say "openim: cannot write $json"; fi
  fi
}
