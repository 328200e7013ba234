# One look at the cluster before anything is changed. Nothing here writes, but for the pod of --probe.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# In this order; each is a function check_<name>, which ends in one of the words below.
checks="cluster version charts namespace rights apis storage capacity architecture admission exposure secrets names stores"

# OUTCOME MESSAGE [FIX]
judge() {
  flatten "$2"
  printf '%s\t%s\t%s\t%s\n' "$check" "$1" "$flat" "${3:-}" >>"$work/preflight"
}
passed() { judge passed "$1"; }
failed() {
  judge failed "$@"
  troubles=$((troubles + 1)) failures=$((failures + 1))
  failing=${failing:-$check: $flat}
  among "$refusing" "$check" || refusing="$refusing$check "
}
warned() {
  judge warning "$1" "${2:-ask whoever administers the cluster}"
  troubles=$((troubles + 1)) warnings=$((warnings + 1))
}
left_out() { judge skipped "$1"; }

# RESOURCE [OPTIONS]: objects into $work/<file>, as json.awk writes them. Fails when they cannot be read.
fetch() {
  file=$1 && shift
  kube get "$@" -o json >"$work/fetched" 2>"$work/fetch.err" && awk -f "$lib/json.awk" "$work/fetched" >"$work/$file"
}

because() { tail -n 1 "$work/fetch.err"; }

# Fills `preflight`, and says it. Fails when anything failed.
look_before() {
  rendered='' answers='' absent='' looked='' enforced='' kubernetes='' failures=0 warnings=0 refusing=''
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
    # What this check complains of.
    troubles=0
    "check_$check"
  done
  awk -F '\t' -v quiet="$1" '
    quiet && $2 == "passed" { next }
    quiet && $2 == "skipped" { next }
    { printf "%-8s %-13s %s\n", $2, $1, $3; if ($4 != "") printf "%-22s fix: %s\n", "", $4 }' "$work/preflight"
  [ "$failures" -eq 0 ]
}

preflight_first() {
  case " $skip_preflight " in *" all "*) return 0 ;; esac
  [ -n "$set" ] || return 0
  if ! look_before quiet >&2; then
    verdict="refused before anything was changed. $failing"
    say "$verdict"
    say "To go on all the same:$(for check in $refusing; do printf ' --skip-preflight %s' "$check"; done)"
    finish 4
  fi
}

do_preflight() {
  choose_mode
  if [ "$mode" = umbrella ]; then set=$umbrella; else wanted_components; fi
  choose_charts
  check_values
  if look_before ''; then
    verdict="preflight: nothing stands in the way"
    [ "$warnings" -eq 0 ] || verdict="$verdict, $warnings warnings"
    printf '%s\n' "$verdict"
    finish 0
  fi
  verdict="preflight: $failures failed. $failing"
  printf '%s\n' "$verdict"
  finish 4
}

# What is to be there afterwards, with the values that the command gets, in a file wanted-<word> for each word of wanted.awk. What
# belongs to a release follows an object that names it.
render() {
  : >"$work/manifest.yaml"
  for one in $set; do
    release_of "$one"
    old=
    if [ "$command" != install ] && [ -z "$reset_values" ] && find_release "$rel"; then
      helm get values "$rel" ${context:+--kube-context "$context"} -n "$namespace" -o yaml >"$work/old-values.yaml" 2>/dev/null && old=$(quote -f "$work/old-values.yaml")
    fi
    words="$(helm_words template "$rel")$(chart_words "$one")$old $(value_words "$one")--no-hooks"
    printf -- '---\napiVersion: v1\nkind: Release\nmetadata:\n  name: %s\n' "$rel" >>"$work/manifest.yaml"
    eval "$words" >>"$work/manifest.yaml" 2>"$work/render.err" || return 1
  done
  # kubectl reads YAML better than we could; with --local it asks nobody.
  kubectl label --local -f "$work/manifest.yaml" openim-preflight=wanted -o json 2>"$work/render.err" >"$work/manifest.json" || return 1
  awk -f "$lib/json.awk" "$work/manifest.json" >"$work/objects"
  for word in object claim image ingress certificate gateway too-open store any pull; do : >"$work/wanted-$word"; done
  awk -f "$lib/wanted.awk" "$work/objects" | sort -u >"$work/wanted"
  awk -F '\t' -v file="$work/wanted-" '{ word = $1; sub(/^[^\t]*\t/, ""); print >(file word) }' "$work/wanted"
  rendered=yes
}

# Takes over a verdict that awk wrote: outcome, message, fix.
judged() {
  IFS="$tab" read -r outcome message fix <"$work/verdict"
  case $outcome in passed) passed "$message" ;; failed) failed "$message" "$fix" ;; *) warned "$message" "$fix" ;; esac
}
