#!/bin/sh
# Installs the umbrella as a user would, proves it from inside and outside, upgrades and rolls back under a stream of messages,
# uninstalls, and installs again on what stayed. Everything happens in a namespace of its own, which is emptied before.
#   ci/acceptance.sh <public address> [step ...] [-- arguments of helm]
# Steps (all of them when none is named):
#   plain wait rollback client-side manifests server-side    an installation in an empty namespace, each in its way
#   upgrade                                                  PREVIOUS → the newest → back, needs PREVIOUS
#   uninstall                                                what stays, and the same installed again on it
# Variables: HELM (helm), CHART (openim/openim, also an archive or oci://…), VERSION, PREVIOUS, NAMESPACE (openim-acceptance),
# TIMEOUT (10m), VERIFY_FLAGS (for gen verify), REPORT (dist/acceptance).
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:$PWD/.tools/bin
export PATH
address=${1:?"usage: ci/acceptance.sh <public address> [step ...] [-- arguments of helm]"}
shift
steps=
while [ $# -gt 0 ]; do
  case $1 in
    --) shift && break ;;
    plain | wait | rollback | client-side | manifests | server-side | upgrade | uninstall) steps="$steps $1" ;;
    *) echo "ci/acceptance.sh: there is no step $1" >&2 && exit 2 ;;
  esac
  shift
done
helm=${HELM:-helm} chart=${CHART:-openim/openim} namespace=${NAMESPACE:-openim-acceptance} timeout=${TIMEOUT:-10m} report=${REPORT:-dist/acceptance}
release=openim failed=0
case $("$helm" version --template '{{.Version}}') in v3*) major=3 rollback=--atomic ;; *) major=4 rollback=--rollback-on-failure ;; esac
if [ -z "$steps" ]; then
  steps="plain wait rollback manifests server-side${PREVIOUS:+ upgrade} uninstall"
  [ "$major" = 3 ] || steps="$steps client-side"
fi
mkdir -p "$report"
work=$(mktemp -d)
stream=
# The stream ends with its figures; nothing else runs behind.
trap '[ -z "$stream" ] || kill "$stream" 2>/dev/null; rm -rf "$work"' EXIT

now() { date +%s; }
say() { printf '%s\n' "$*" >&2; }
kube() { kubectl --namespace "$namespace" "$@"; }
# shellcheck disable=SC2086 # VERIFY_FLAGS is several words
verify() { ./gen verify "$address" ${VERIFY_FLAGS:-} "$@"; }
chosen() { # [version]
  case $1 in '') ;; *) printf -- '--version\n%s\n' "$1" ;; esac
}
row() { # <table> <cells ...>
  table=$1
  shift
  printf '| %s ' "$@" >>"$report/$table.md"
  printf '|\n' >>"$report/$table.md"
  tail -n 1 "$report/$table.md"
}
headings() { # <table> <cells ...>: begins it when it is not there, so that runs with several Helms fill one
  if [ ! -e "$report/$1.md" ]; then
    row "$@" >/dev/null
    shift
    for _; do printf '| --- '; done >"$work/rule"
    printf '%s|\n' "$(cat "$work/rule")" >>"$report/$table.md"
  fi
}

# Nothing but what a careful administrator puts into a new namespace.
empty() {
  kubectl delete namespace "$namespace" --ignore-not-found --timeout="$timeout" >/dev/null
  kubectl create namespace "$namespace" >/dev/null
  kubectl label namespace "$namespace" pod-security.kubernetes.io/enforce=restricted >/dev/null
  kube apply -f - >/dev/null <<'YAML'
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: default-deny }
spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
YAML
}
# Everything in the namespace but what changes by itself.
objects() {
  kube get "$(kubectl api-resources --verbs=list,delete --namespaced -o name | grep -v '^events\|^endpoints\|metrics.k8s.io' | tr '\n' ',' | sed 's/,$//')" --ignore-not-found -o name | grep -v '^endpointslice\|^lease' | sort
}
ready() { kube rollout status deployment,statefulset --selector "app.kubernetes.io/instance=$release" --timeout="$timeout" >/dev/null; }
restarts() {
  kube get pods -o jsonpath='{range .items[*]}{range .status.initContainerStatuses[*]}{.restartCount}{"\n"}{end}{range .status.containerStatuses[*]}{.restartCount}{"\n"}{end}{end}' | awk '{ sum += $1 } END { print sum + 0 }'
}
pods() { kube get pods --selector "app.kubernetes.io/instance=$release" -o jsonpath='{range .items[?(@.metadata.ownerReferences)]}{.metadata.labels.app\.kubernetes\.io/name} {.metadata.ownerReferences[0].kind} {.metadata.uid}{"\n"}{end}' | grep -v ' Job ' | sort; }

# install <way> [arguments of helm]
install() {
  way=$1
  shift
  set -- --namespace "$namespace" --set "global.openim.publicURL=$address" "$@"
  case $way in
    plain) "$helm" install "$release" "$chart" "$@" ;;
    wait) "$helm" install "$release" "$chart" "$@" --wait --timeout "$timeout" ;;
    rollback) "$helm" install "$release" "$chart" "$@" "$rollback" --timeout "$timeout" ;;
    client-side) "$helm" install "$release" "$chart" "$@" --server-side=false ;;
    manifests) "$helm" template "$release" "$chart" "$@" --skip-tests >"$work/manifests" && kube apply -f "$work/manifests" ;;
    server-side) "$helm" template "$release" "$chart" "$@" --skip-tests >"$work/manifests" && kube apply --server-side -f "$work/manifests" ;;
  esac
}

# The first message from one person to another, as soon as it is possible. Prints when it had arrived.
first_message() {
  end=$(($(now) + 900))
  while [ "$(now)" -lt "$end" ] && [ "$(cat "$work/outcome" 2>/dev/null)" != failed ]; do
    # Nothing is delivered before these two consume; to ask earlier takes processor time from what starts. Who waits for what is not
    # there yet is told so in the end.
    if kube get "deployment/$release-msgtransfer" "deployment/$release-push" >/dev/null 2>&1 &&
      kube wait --for=condition=Available --timeout=60s "deployment/$release-msgtransfer" "deployment/$release-push" >/dev/null 2>&1; then
      printf 'super-code: "%s"\n' "$(kube get secret "$release-chat" -o jsonpath='{.data.super-code}' | base64 -d)" >"$work/credentials"
      if verify --credentials "$work/credentials" --skip internal-paths,known-defaults,admin-token,admin-login,gateways,history,database,group,offline,upload,link,signed-only --json >"$work/first.json" 2>"$work/first.err"; then
        now
        return
      fi
    fi
    sleep 1
  done
  echo 0
}

# helm test, and for manifests the same pod, made by hand.
inside() { # <way> [arguments of helm]
  way=$1
  shift
  case $way in
    manifests | server-side)
      "$helm" template "$release" "$chart" --namespace "$namespace" --set "global.openim.publicURL=$address" "$@" --show-only templates/tests/message.yaml | kube apply -f - >/dev/null &&
        kube wait --for=jsonpath='{.status.phase}'=Succeeded "pod/$release-test" --timeout=5m >/dev/null && kube logs "$release-test"
      ;;
    *) "$helm" test "$release" --namespace "$namespace" --timeout 5m --logs ;;
  esac
}

# install_step <way> [arguments of helm]: a row of the table.
install_step() {
  way=$1
  shift
  say "== $helm, $way"
  empty
  rm -f "$work/outcome"
  began=$(now)
  {
    if install "$way" "$@" >"$report/$way.log" 2>&1; then echo ok; else echo failed; fi >"$work/outcome"
    now >"$work/returned"
    if ready >>"$report/$way.log" 2>&1; then now; else echo 0; fi >"$work/ready"
  } &
  behind=$!
  delivered=$(first_message)
  wait "$behind"
  again=$(restarts)
  if inside "$way" "$@" >"$report/$way.test.log" 2>&1; then test=passed; else test=failed; fi
  if verify --from-namespace "$namespace" --html "$report/$way.html" --junit "$report/$way.xml" >"$report/$way.verify.log" 2>&1; then outside=passed; else outside=failed; fi
  # shellcheck disable=SC2046 # numbers
  set -- $(cat "$work/returned" "$work/ready")
  headings install "Helm" "Way" "Command" "returned after" "all Ready after" "first message after" "restarts" "\`helm test\`" "\`gen verify\`"
  row install "$major" "$way" "$(cat "$work/outcome")" "$(($1 - began)) s" "$(($2 - began)) s" "$((delivered - began)) s" "$again" "$test" "$outside"
  if [ "$(cat "$work/outcome")$test$outside" != okpassedpassed ] || [ "$2" = 0 ] || [ "$delivered" = 0 ]; then failed=1; fi
}

# The workloads of a manifest, one a line with a digest; the label with the chart's version is no reason for a restart.
digests() { # <revision>
  "$helm" get manifest "$release" --namespace "$namespace" --revision "$1" | grep -v 'helm.sh/chart:' | awk '
    function end() { if (kind ~ /^(Deployment|StatefulSet)$/) printf "%s\t%s\n", name, text; text = kind = name = "" }
    /^---/ { end(); next } /^kind: / { kind = $2 } name == "" && /^  name: / { name = $2 } !/^#/ { text = text $0 "\\n" } END { end() }' | while IFS="$(printf '\t')" read -r one text; do
    printf '%s %s\n' "$one" "$(printf '%s' "$text" | cksum)"
  done | sort
}
revision() { "$helm" history "$release" --namespace "$namespace" -o yaml | sed -n 's/^[- ] *revision: *//p' | tail -n 1; }

# change <name> <command …>: does it under the stream, and says which workloads got new pods, and whether they had to.
change() {
  what=$1
  shift
  pods >"$work/before"
  from=$(revision)
  began=$(now)
  if "$@" >"$report/$what.log" 2>&1; then outcome=ok; else outcome=failed failed=1; fi
  took=$(($(now) - began))
  digests "$from" >"$work/from"
  digests "$(revision)" >"$work/to"
  sort "$work/from" "$work/to" | uniq -u | sed "s/ .*//; s/^$release-//" | sort -u >"$work/changed"
  # Old pods may be on their way out.
  ready || failed=1
  pods >"$work/after"
  comm -13 "$work/before" "$work/after" | sed 's/ .*//; s/^openim-//' | sort -u >"$work/restarted"
  comm -13 "$work/changed" "$work/restarted" >"$work/needless"
  if [ -s "$work/needless" ]; then failed=1; fi
  headings upgrade "Helm" "Change" "Command" "took" "workloads changed" "workloads with new pods" "of them without need"
  row upgrade "$major" "$what" "$outcome" "$took s" "$(grep -c . "$work/changed" || true)" "$(grep -c . "$work/restarted" || true)" "$(tr '\n' ' ' <"$work/needless")"
}
upgrade_step() {
  say "== $helm, upgrade and rollback"
  empty
  # shellcheck disable=SC2046 # two words
  install wait $(chosen "${PREVIOUS:?"the step upgrade needs PREVIOUS, the version to begin with"}") "$@" >"$report/previous.log" 2>&1
  # Not by the function above: a signal for that shell would not reach the program.
  # shellcheck disable=SC2086 # VERIFY_FLAGS is several words
  ./gen verify "$address" ${VERIFY_FLAGS:-} --from-namespace "$namespace" --stream --for 30m --allow-doubled --json >"$report/stream.json" 2>"$report/stream.err" &
  stream=$!
  sleep 10
  # shellcheck disable=SC2046 # two words
  change upgrade "$helm" upgrade "$release" "$chart" $(chosen "${VERSION:-}") --namespace "$namespace" --set "global.openim.publicURL=$address" "$@" --wait --timeout "$timeout"
  sleep 5
  change back "$helm" rollback "$release" 1 --namespace "$namespace" --wait --timeout "$timeout"
  sleep 10
  kill -TERM "$stream"
  if wait "$stream"; then outcome=passed; else outcome=failed failed=1; fi
  stream=
  say "stream: $outcome"
  grep -v '[][{}]$' "$report/stream.json" | sed 's/[",]//g' || true
}

# What the server knows: which users, which messages.
ask() { # <path> <body> [token]
  curl --silent --show-error --fail --max-time 20 --header "operationID: acceptance-$(now)" ${3:+--header "token: $3"} --header 'Content-Type: application/json' --data "$2" "http://127.0.0.1:$port$1"
}
ids() { grep -o "\"$1\":\"[^\"]*\"" | tr -d '"' | sort; }
known() {
  # A port that was free a moment ago: kubectl takes any, and says which.
  kube port-forward "service/$release-api" :10002 >"$work/forward" 2>&1 &
  forward=$!
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$(sed -n 's/^Forwarding from 127.0.0.1:\([0-9]*\) .*/\1/p' "$work/forward")
    [ -z "$port" ] || break
    sleep 1
  done
  secret=$(kube get secret "$release-im" -o jsonpath='{.data.secret}' | base64 -d)
  token=$(ask /auth/get_admin_token "{\"secret\":\"$secret\",\"userID\":\"imAdmin\"}" | sed 's/.*"token":"\([^"]*\)".*/\1/')
  page='"pagination":{"pageNumber":1,"showNumber":1000}'
  ask /user/get_users "{$page}" "$token" | ids userID
  # Texts from one person to another: the server stumbles over messages of a group that was dismissed (v3.8.3).
  ask /msg/search_msg "{\"sessionType\":1,\"contentType\":101,$page}" "$token" | ids serverMsgID
  kill "$forward"
}
uninstall_step() {
  say "== $helm, uninstall and install again"
  empty
  objects >"$work/namespace"
  install wait "$@" >"$report/uninstall.log" 2>&1
  verify --from-namespace "$namespace" >>"$report/uninstall.log" 2>&1 || failed=1
  # Its messages stay; those above are cleared by whoever wrote them.
  verify --from-namespace "$namespace" --stream --for 10s >>"$report/uninstall.log" 2>&1 || failed=1
  known >"$report/known-before.txt"
  grep -q serverMsgID "$report/known-before.txt" || { say "the database has no message that could stay" && failed=1; }
  "$helm" uninstall "$release" --namespace "$namespace" --wait --timeout "$timeout" >>"$report/uninstall.log" 2>&1 || failed=1
  # Pods may take their grace period.
  kube wait --for=delete pod --selector "app.kubernetes.io/instance=$release" --timeout="$timeout" >/dev/null 2>&1 || true
  objects | comm -13 "$work/namespace" - >"$report/stays.txt"
  say "stays:" && cat "$report/stays.txt"
  if grep -v '^persistentvolumeclaim/\|^secret/' "$report/stays.txt"; then failed=1; fi
  install wait "$@" >>"$report/uninstall.log" 2>&1 || failed=1
  known >"$report/known-after.txt"
  say "still there: $(grep -c userID "$report/known-after.txt") users, $(grep -c serverMsgID "$report/known-after.txt") messages"
  if ! cmp -s "$report/known-before.txt" "$report/known-after.txt"; then
    say "there had been $(grep -c userID "$report/known-before.txt") users, $(grep -c serverMsgID "$report/known-before.txt") messages"
    failed=1
  fi
  verify --from-namespace "$namespace" >>"$report/uninstall.log" 2>&1 || failed=1
}

for step in $steps; do
  case $step in
    upgrade) upgrade_step "$@" ;;
    uninstall) uninstall_step "$@" ;;
    *)
      # shellcheck disable=SC2046 # two words
      install_step "$step" $(chosen "${VERSION:-}") "$@"
      ;;
  esac
done
say "report: $report"
exit "$failed"
