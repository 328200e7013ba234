# Proves that a message arrives, with the test that is part of the umbrella.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

do_verify() {
  [ -z "$named" ] || wrong "verify proves the whole; it takes no components"
  need_namespace
  choose_mode
  if [ "$mode" = umbrella ]; then
    set=$umbrella
    need_installed
    act forward "$set" verify_commands
    cat "$work/$umbrella.log"
    conclude
  fi
  [ -n "$installed" ] || { verdict="nothing of $name is installed in namespace $namespace" && say "openim: $verdict" && finish 1; }
  verify_separate
}
verify_commands() { printf '%s--timeout %s --logs\n' "$(helm_words test "$name")" "$timeout"; }

seconds_of() {
  awk -v time="$1" 'BEGIN { while (match(time, /^[0-9.]+(h|m|s)/)) { unit = substr(time, RLENGTH, 1); sum += substr(time, 1, RLENGTH - 1) * (unit == "h" ? 3600 : unit == "m" ? 60 : 1); time = substr(time, RLENGTH + 1) } printf "%d\n", sum }'
}

# Where each component is its own release, no release holds the test: the umbrella's own objects are made, and taken away again.
# Their values are those that the releases share.
verify_separate() {
  choose_charts
  one=${installed% }
  release_of "${one##* }"
  helm get values "$rel" ${context:+--kube-context "$context"} -n "$namespace" -o yaml 2>/dev/null | awk '/^[^ #]/ { inside = /^global:/ } inside' >"$work/global.yaml"
  switches=
  for one in $known; do
    if among "$installed" "$one"; then switches="$switches--set $one.enabled=true "; else switches="$switches--set $one.enabled=false "; fi
  done
  line="$(helm_words template "$name")$(chart_words "$umbrella")$(quote -f "$work/global.yaml")$switches"
  if [ -n "$dry_run" ]; then
    printf '%s| kubectl apply -n %s -f -     # what stands in %s/templates alone\n' "$line" "$namespace" "$umbrella"
    verdict='nothing was changed'
    finish 0
  fi
  code=1 message=
  if ! eval "$line" >"$work/manifest.yaml" 2>"$work/verify.err"; then
    message="the test does not render: $(grep '^Error' "$work/verify.err" | tail -n 1)"
  else
    awk -v own="# Source: $umbrella/templates/" '
      function end() { if (index(text, own)) printf "---\n%s", text; text = "" }
      /^---/ { end(); next } { text = text $0 "\n" } END { end() }' "$work/manifest.yaml" >"$work/test.yaml"
    # A pod of an earlier run would be in the way.
    kube delete -n "$namespace" -f "$work/test.yaml" --ignore-not-found >/dev/null 2>&1
    if kube apply -n "$namespace" -f "$work/test.yaml" -o name >"$work/made" 2>"$work/verify.err"; then
      pod=$(sed -n 's,^pod/,,p' "$work/made" | head -n 1)
      wait_for_test
      kube logs -n "$namespace" "$pod" 2>/dev/null
    else
      message="the test cannot be made: $(tail -n 1 "$work/verify.err")"
    fi
    kube delete -n "$namespace" -f "$work/test.yaml" --ignore-not-found --wait=false >/dev/null 2>&1
  fi
  case $code in 0) outcome=succeeded ;; 124) outcome=timeout ;; 1) outcome=failed ;; *) outcome=interrupted ;; esac
  record "$umbrella" "$outcome" '' "$(($(date +%s) - started))" '' false "$message"
  conclude
}

wait_for_test() {
  end=$(($(date +%s) + $(seconds_of "$timeout"))) code=124
  while :; do
    [ -z "$interrupted" ] || { code=$interrupted && return; }
    case $(kube get pod "$pod" -n "$namespace" -o 'jsonpath={.status.phase}' 2>/dev/null) in
      Succeeded) code=0 && return ;;
      Failed) code=1 message="pod $pod failed" && return ;;
    esac
    [ "$(date +%s)" -lt "$end" ] || break
    nap
  done
  message="pod $pod did not end within $timeout"
}
