# What is there, what fails, and what it says about it.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# Fills `workloads`: lines of diagnose.awk, lowest level first. Fails when the cluster does not answer.
look() {
  kube get deployments,statefulsets,daemonsets,jobs,pods,persistentvolumeclaims -n "$namespace" -l "app.kubernetes.io/instance=$name" -o json >"$work/objects.json" 2>"$work/look.err" || return 1
  awk -f "$lib/json.awk" "$work/objects.json" >"$work/objects"
  awk -f "$lib/diagnose.awk" "$table" "$work/objects" | sort -t "$tab" -k1,1n -k2,2 -k3,3 >"$work/all-workloads"
  if [ -n "$named" ]; then
    awk -F '\t' -v names="$named" 'BEGIN { n = split(names, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 } $2 in wanted' "$work/all-workloads" >"$work/workloads"
  else
    cp "$work/all-workloads" "$work/workloads"
  fi
}

# LOOK: the reason, as a log or an event has it.
reason() {
  kind=${1%%:*} rest=${1#*:}
  case $kind in
    log) kube logs -n "$namespace" "${rest%%:*}" -c "${rest#*:}" --tail=200 2>/dev/null | awk -f "$lib/telling.awk" ;;
    previous)
      { kube logs -n "$namespace" "${rest%%:*}" -c "${rest#*:}" --tail=200 --previous 2>/dev/null || kube logs -n "$namespace" "${rest%%:*}" -c "${rest#*:}" --tail=200 2>/dev/null; } | awk -f "$lib/telling.awk"
      ;;
    events)
      kube get events -n "$namespace" --field-selector "involvedObject.kind=${rest%%:*},involvedObject.name=${rest#*:},type=Warning" --sort-by=.lastTimestamp -o json 2>/dev/null |
        awk -f "$lib/json.awk" | awk -F '\t' '$2 == "message" { last = $3 } END { print last }'
      ;;
  esac
}

# Sets `line`: the failing part in one line, its reason included; empty when all is well. What fails comes before what waits,
# and what others need before those. Sets `state` too: failing, waiting, or ok and how many workloads there are.
one_line() {
  awk -F '\t' '
    state == "" && $5 != "ok" || state == "waiting" && $5 == "failing" { state = $5; where = $7; line = $2 ": " $6 }
    END { if (state == "") print "ok " NR; else print state "\n" where "\n" line }' "$work/workloads" >"$work/blame"
  { read -r state && read -r where && IFS= read -r line; } <"$work/blame" || { line= && return; }
  why=$(reason "$where")
  line=$line${why:+: $why}
}

namespace_exists() {
  kube get namespace "$namespace" -o name >/dev/null 2>"$work/namespace.err" && return 0
  # Whoever may not read namespaces learns it from what follows.
  if grep -q NotFound "$work/namespace.err"; then return 1; fi
  if grep -qi forbidden "$work/namespace.err"; then return 0; fi
  verdict="the cluster does not answer: $(tail -n 1 "$work/namespace.err")"
  say "openim: $verdict"
  finish 1
}
need_namespace() {
  namespace_exists && return 0
  verdict="namespace $namespace does not exist"
  say "openim: $verdict"
  finish 1
}

do_status() {
  need_namespace
  choose_mode
  if ! look; then
    verdict="the cluster does not answer: $(tail -n 1 "$work/look.err")"
    say "openim: $verdict"
    finish 1
  fi
  if [ "$mode" = umbrella ]; then set=$umbrella; else wanted_components; fi
  for one in $set; do
    release_of "$one"
    find_release "$rel" || continue
    printf 'release %s: %s, revision %s, %s\n' "$rel" "$status" "$revision" "$chart"
    case $status in
      pending-*) say "release $rel was cut off in the middle: helm rollback $rel -n $namespace, or helm uninstall $rel -n $namespace if it is its first" ;;
    esac
  done
  if [ ! -s "$work/workloads" ]; then
    verdict="nothing of $name${named:+ ($named)} in namespace $namespace"
    printf '%s\n' "$verdict"
    finish 1
  fi
  one_line
  [ -n "$line" ] || { ask; one_line; }
  awk -F '\t' '{ printf "%-26s %-44s %7s  %s%s\n", $2, $3, $4, $5, $5 == "ok" ? "" : ": " $6 }' "$work/workloads"
  # shellcheck disable=SC2034 # read by the report
  failing=$line
  if [ -z "$line" ]; then
    verdict="ok: ${state#ok } workloads of $name in $namespace are ready"
    printf '%s\n' "$verdict"
    finish 0
  fi
  verdict="$state: $line"
  printf '%s\n' "$verdict"
  finish 1
}

do_logs() {
  need_namespace
  selector="app.kubernetes.io/instance=$name"
  if [ -n "$follow" ]; then
    [ -z "$operation$previous" ] || wrong "--follow goes with neither --operation nor --previous"
    [ -z "$named" ] || selector="$selector,app.kubernetes.io/name in ($(echo "${named% }" | tr ' ' ','))"
    trap - INT TERM
    kube logs -n "$namespace" -l "$selector" --all-containers --prefix --max-log-requests=500 --tail="${tail:-20}" ${since:+--since="$since"} -f
    finish $?
  fi
  look || { verdict="the cluster does not answer: $(tail -n 1 "$work/look.err")" && say "openim: $verdict" && finish 1; }
  # Pods by the label that the workloads of the components select; pods of Jobs by the Job.
  awk -F '\t' -v names="$named" '
    BEGIN { n = split(names, list, " "); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
    { v[$1, $2] = $3; if ($1 > last) last = $1 }
    END {
      for (i = 1; i <= last; i++) {
        chart = v[i, "metadata.labels.helm.sh/chart"]; sub(/-[0-9]+\.[0-9]+\..*$/, "", chart)
        if (chart in wanted) { if (v[i, "kind"] == "Job") job[v[i, "metadata.name"]] = 1; else label[v[i, "spec.selector.matchLabels.app.kubernetes.io/name"]] = 1 }
      }
      for (i = 1; i <= last; i++) if (v[i, "kind"] == "Pod" && (names == "" || v[i, "metadata.labels.app.kubernetes.io/name"] in label || v[i, "metadata.labels.job-name"] in job)) print v[i, "metadata.name"]
    }' "$work/objects" >"$work/pods"
  : >"$work/lines"
  while read -r pod; do
    kube logs -n "$namespace" "$pod" --all-containers --prefix --timestamps ${previous:+--previous} ${since:+--since="$since"} --tail="${tail:--1}" 2>"$work/logs.err" >"$work/one" ||
      { [ -n "$previous" ] && grep -q 'previous terminated' "$work/logs.err"; } || say "$pod: $(tail -n 1 "$work/logs.err")"
    if [ -n "$operation" ]; then grep -F -e "$operation" "$work/one" >>"$work/lines"; else cat "$work/one" >>"$work/lines"; fi
  done <"$work/pods"
  # [pod/<pod>/<container>] <time> <line>: by time, whichever pod it is.
  LC_ALL=C sort -s -k2,2 "$work/lines"
  if [ ! -s "$work/lines" ]; then
    verdict="no line${operation:+ of operation $operation} in $(awk 'END { print NR }' "$work/pods") pods"
    say "$verdict"
    finish 1
  fi
  finish 0
}
