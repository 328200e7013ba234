# One look at the cluster before anything is changed. Nothing here writes, but for the pod of --probe.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# In this order; each is a function check_<name>, which ends in one of the words below.
checks="cluster version charts namespace rights apis storage capacity architecture admission exposure secrets names stores"

passed() { printf '%s\tpassed\t%s\t\n' "$check" "$1" >>"$work/preflight"; }
failed() { printf '%s\tfailed\t%s\t%s\n' "$check" "$(printf '%s' "$1" | tr '\t\n' '  ')" "$2" >>"$work/preflight"; }
warned() { printf '%s\twarning\t%s\t%s\n' "$check" "$(printf '%s' "$1" | tr '\t\n' '  ')" "${2:-ask whoever administers the cluster}" >>"$work/preflight"; }
left_out() { printf '%s\tskipped\t%s\t\n' "$check" "$1" >>"$work/preflight"; }

# RESOURCE [OPTIONS]: objects into $work/<file>, as json.awk writes them. Fails when they cannot be read.
fetch() {
  file=$1 && shift
  kube get "$@" -o json >"$work/fetched" 2>"$work/fetch.err" && awk -f "$lib/json.awk" "$work/fetched" >"$work/$file"
}

because() { tail -n 1 "$work/fetch.err"; }

# Things that rendered objects ask for, by their first word.
wants() { awk -F '\t' -v OFS='\t' -v word="$1" '$1 == word { $1 = ""; print substr($0, 2) }' "$work/wanted" | sort -u; }

# Fills `preflight`, and says it. Fails when anything failed.
look_before() {
  rendered='' answers='' absent=''
  for check in $checks; do
    [ -z "$interrupted" ] || finish "$interrupted"
    case " $skip_preflight " in
      *" all "* | *" $check "*)
        left_out "as --skip-preflight says"
        # Others need to know what is wanted, even so.
        case $check in charts) render ;; cluster) answers=yes ;; esac
        continue
        ;;
    esac
    case $check in
      cluster | charts) ;;
      *) [ -n "$answers" ] || { left_out 'the cluster does not answer' && continue; } ;;
    esac
    case $check in
      cluster | version | charts | namespace) ;;
      *) [ -n "$rendered" ] || { left_out 'the charts do not render' && continue; } ;;
    esac
    "check_$check"
  done
  awk -F '\t' -v quiet="$1" '
    quiet && $2 == "passed" { next }
    quiet && $2 == "skipped" { next }
    { printf "%-8s %-13s %s\n", $2, $1, $3; if ($4 != "") printf "%-22s fix: %s\n", "", $4 }' "$work/preflight"
  ! awk -F '\t' '$2 == "failed" { found = 1 } END { exit !found }' "$work/preflight"
}

preflight_first() {
  case " $skip_preflight " in *" all "*) return 0 ;; esac
  [ -n "$set" ] || return 0
  if ! look_before quiet >&2; then
    failing=$(awk -F '\t' '$2 == "failed" { print $1 ": " $3; exit }' "$work/preflight")
    verdict="refused before anything was changed. $failing"
    say "$verdict"
    say "To go on all the same: $(awk -F '\t' '$2 == "failed" && !seen[$1]++ { printf "--skip-preflight %s ", $1 }' "$work/preflight")"
    finish 4
  fi
}

do_preflight() {
  choose_mode
  if [ "$mode" = umbrella ]; then set=$umbrella; else set=$(in_order "$(wanted_components | tr '\n' ' ')"); fi
  choose_charts
  check_values
  if look_before ''; then
    verdict="preflight: nothing stands in the way$(awk -F '\t' '$2 == "warning" { warnings++ } END { if (warnings) printf ", %d warnings", warnings }' "$work/preflight")"
    printf '%s\n' "$verdict"
    finish 0
  fi
  failing=$(awk -F '\t' '$2 == "failed" { print $1 ": " $3; exit }' "$work/preflight")
  verdict="preflight: $(awk -F '\t' '$2 == "failed"' "$work/preflight" | wc -l | tr -d ' ') failed. $failing"
  printf '%s\n' "$verdict"
  finish 4
}

# What is to be there afterwards, with the values that the command gets. Each object is marked with its release.
render() {
  : >"$work/flat"
  for one in $set; do
    rel=$(release_of "$one")
    old=
    if [ "$command" != install ] && [ -z "$reset_values" ] && installed "$rel"; then
      helm get values "$rel" ${context:+--kube-context "$context"} -n "$namespace" -o yaml >"$work/old-values.yaml" 2>/dev/null && old=$(quote -f "$work/old-values.yaml")
    fi
    line="$(helm_words template "$rel")$(chart_words "$one")$old $(value_words "$one")--no-hooks"
    eval "$line" >"$work/manifest.yaml" 2>"$work/render.err" || return 1
    # kubectl reads YAML better than we could; with --local it asks nobody.
    kubectl label --local -f "$work/manifest.yaml" "openim-preflight=$rel" -o json 2>"$work/render.err" >"$work/manifest.json" || return 1
    awk -f "$lib/json.awk" "$work/manifest.json" >"$work/flat-one"
    # Numbers go on where those of the chart before end.
    from=$(tail -n 1 "$work/flat" | cut -f1)
    awk -F '\t' -v OFS='\t' -v from="${from:-0}" '{ $1 += from; print }' "$work/flat-one" >>"$work/flat"
  done
  awk -f "$lib/wanted.awk" "$work/flat" >"$work/wanted"
  rendered=yes
}

# Takes over a verdict that awk wrote: outcome, message, fix.
judged() {
  IFS="$(printf '\t')" read -r outcome message fix <"$work/verdict"
  case $outcome in passed) passed "$message" ;; failed) failed "$message" "$fix" ;; *) warned "$message" "$fix" ;; esac
}
