# What is to be installed, and what it meets there.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

check_charts() {
  if render; then
    passed "$(awk 'END { print NR }' "$work/wanted-object") objects from $charts"
  else
    failed "they do not render: $(awk '/^Error:|^error:/ { found = $0 } { last = $0 } END { print found != "" ? found : last }' "$work/render.err")" "correct the values, or say another --charts or --version"
  fi
}

check_exposure() {
  if [ ! -s "$work/wanted-ingress" ] && [ ! -s "$work/wanted-gateway" ]; then passed 'no ingress and no gateway is used' && return; fi
  if [ -s "$work/wanted-ingress" ]; then
    if ! fetch ingress-classes ingressclasses; then
      warned "cannot look at ingress classes: $(because)" ""
    else
      awk -F '\t' -v OFS='\t' '
        FILENAME != seen { file++; seen = FILENAME }
        file == 1 { if ($2 == "metadata.name") { known[$3] = 1; list = list (list == "" ? "" : ", ") $3 } if ($2 ~ /ingressclass\.kubernetes\.io\/is-default-class$/ && $3 == "true") standard = 1; next }
        $2 == "" && !standard { bad = "ingress " $1 " names no class, and the cluster has no default one" }
        $2 != "" && !($2 in known) { bad = "there is no ingress class " $2 }
        END { if (bad != "") print "failed", bad, (list == "" ? "install an ingress controller, or choose another openim-edge.exposure.type" : "openim-edge.exposure.className is one of: " list) }' "$work/ingress-classes" "$work/wanted-ingress" >"$work/verdict"
      [ ! -s "$work/verdict" ] || judged
    fi
  fi
  asked=
  while IFS="$tab" read -r _ secret; do
    if among "$asked" "$secret"; then continue; fi
    asked="$asked$secret "
    kube get secret "$secret" -n "$namespace" -o name >/dev/null 2>"$work/fetch.err" </dev/null || ! grep -q NotFound "$work/fetch.err" ||
      warned "there is no Secret $secret, from which the ingress takes its certificate" "kubectl create secret tls $secret -n $namespace --cert=… --key=…, or an annotation for cert-manager"
  done <"$work/wanted-certificate"
  while IFS="$tab" read -r resource one space; do
    [ "$one" != mesh ] || continue
    if ! kube get "$resource" "$one" -n "${space:-$namespace}" -o name >/dev/null 2>"$work/fetch.err" </dev/null; then
      if grep -qE "NotFound|doesn't have a resource type" "$work/fetch.err"; then
        failed "there is no gateway $one in namespace ${space:-$namespace}" "make it, or correct openim-edge.exposure.gateway.name and .namespace"
      else
        warned "cannot look at gateway $one: $(because)" ""
      fi
    fi
  done <"$work/wanted-gateway"
  [ "$troubles" -gt 0 ] || passed 'the class or gateway is there'
}

check_secrets() {
  # What is made stands before what is read: the lines are sorted.
  awk -F '\t' -v OFS='\t' '$1 == "makes" { made[$2] = 1 } $1 == "secret" && !($2 in made) { print $2, $3 }' "$work/wanted" >"$work/brought"
  [ -s "$work/brought" ] || { passed 'all are made by the charts' && return; }
  count=0 secret=
  while IFS="$tab" read -r one _; do
    [ "$one" != "$secret" ] || continue
    secret=$one count=$((count + 1))
    # Names of keys alone: what they hold is nobody's business here.
    # shellcheck disable=SC2016 # a template of Go
    if ! keys=$(kube get secret "$secret" -n "$namespace" -o 'go-template={{range $key, $value := .data}}{{$key}} {{end}}' 2>"$work/fetch.err" </dev/null); then
      if grep -q NotFound "$work/fetch.err"; then failed "there is no Secret $secret in $namespace" "make it before, or install the component that makes it first"; else warned "cannot look at Secret $secret: $(because)" ""; fi
      continue
    fi
    # Each key that is read; or one of several forms, such as uri in place of username and password.
    lacks=$(awk -F '\t' -v name="$secret" -v keys=" $keys " '
      FILENAME != seen { file++; seen = FILENAME }
      $1 != name { next }
      file == 1 && $2 != "" { all++; if (index(keys, " " $2 " ") == 0) lacks = lacks " " $2 }
      file == 2 { forms = forms (forms == "" ? "" : ", ") $2; if (index(keys, " " $2 " ")) one = 1 }
      END { if (all) print lacks; else if (forms != "" && !one) print " of: " forms }' "$work/brought" "$work/wanted-any")
    [ -z "$lacks" ] || failed "Secret $secret has no key$lacks" "it has: $keys; docs/install.md says which keys each Secret needs"
  done <"$work/brought"
  [ "$troubles" -gt 0 ] || passed "$count Secrets of the site are there"
}

check_names() {
  for one in $set; do
    release_of "$one"
    find_release "$rel" || continue
    case $command:$status in
      *:pending-* | *:uninstalling) failed "release $rel was cut off in the middle ($status)" "helm rollback $rel -n $namespace, or helm uninstall $rel -n $namespace if it is its first" ;;
      install:failed) failed "release $rel is there and has failed" "helm uninstall $rel -n $namespace, or openim upgrade" ;;
      install:?*) failed "release $rel is there already" "openim upgrade changes it; --name gives another installation another name" ;;
    esac
  done
  # Objects of the same name that belong to somebody else: helm would stop in the middle.
  [ -s "$work/apis" ] || kube api-versions >"$work/apis" 2>/dev/null
  kinds=$(awk -F '\t' 'FILENAME != seen { file++; seen = FILENAME } file == 1 { served[$1] = 1; next } $1 in served && !had[$3]++ { printf "%s%s", (some++ ? "," : ""), $3 }' "$work/apis" "$work/wanted-object")
  if [ -n "$kinds" ] && [ -z "$absent" ]; then
    if fetch existing "$kinds" -n "$namespace"; then
      awk -F '\t' -v OFS='\t' -v space="$namespace" '
        FILENAME != seen { file++; seen = FILENAME }
        file == 1 {
          if ($2 == "kind") kind[$1] = $3; else if ($2 == "metadata.name") name[$1] = $3
          else if ($2 == "metadata.annotations.meta.helm.sh/release-name") owner[$1] = $3; else if ($2 == "metadata.annotations.meta.helm.sh/release-namespace") home[$1] = $3
          last = $1; next
        }
        !ready { for (n = 1; n <= last; n++) if (n in name) there[kind[n] "/" name[n]] = n; ready = 1 }
        ($2 "/" $4) in there { n = there[$2 "/" $4]; if (owner[n] != $5 || home[n] != space) { clashes++; if (clashes == 1) first = $2 " " $4 " belongs to " (owner[n] == "" ? "no release" : "release " owner[n]) } }
        END { if (clashes) print "failed", first (clashes > 1 ? ", and " clashes - 1 " more" : ""), "take another --name or another namespace, or delete what is left over" }' "$work/existing" "$work/wanted-object" >"$work/verdict"
      [ ! -s "$work/verdict" ] || judged
    else
      warned "cannot look for objects of the same name: $(because)" ""
    fi
  fi
  taken node-port node-port services 'ports of nodes' 'spec.ports.[0-9]+.nodePort' "say another openim-edge.exposure.nodePort, or 0 for any"
  for pair in 'Ingress ingresses.networking.k8s.io spec.rules.[0-9]+.host' 'HTTPRoute httproutes.gateway.networking.k8s.io spec.hostnames.[0-9]+' 'VirtualService virtualservices.networking.istio.io spec.hosts.[0-9]+'; do
    # shellcheck disable=SC2086 # words
    set -- $pair
    taken "$1-host" host "$2" "host names" "$3" "one host name leads to one installation: say another global.openim.publicURL"
  done
  [ "$troubles" -gt 0 ] || passed 'nobody else has these names, ports or hosts'
}

# WORD TITLE RESOURCE RESOURCES PATH FIX: what is wanted, and somebody else in the cluster has.
taken() {
  [ -s "$work/wanted-$1" ] || return 0
  fetch others "$3" --all-namespaces || { warned "cannot look at the $4 of others: $(because)" "" && return; }
  awk -F '\t' -v OFS='\t' -v path="^$5\$" -v space="$namespace" -v fix="$6" -v title="$2" '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($2 == "metadata.name") name[$1] = $3; else if ($2 == "metadata.namespace") home[$1] = $3; else if ($2 ~ path) { users[$3] = users[$3] " " $1 } next }
    { n = split(users[$2], list, " "); for (i = 1; i <= n; i++) if (name[list[i]] != $1 || home[list[i]] != space) { print "failed", title " " $2 " is taken by " name[list[i]] " in namespace " home[list[i]], fix; exit } }' "$work/others" "$work/wanted-$1" >"$work/verdict"
  [ ! -s "$work/verdict" ] || judged
}

# A pod that opens a connection to each address, with an image of the release, and is gone afterwards. Whether a login works, the
# init containers and the modules themselves say: openim status.
probe_stores() {
  pod=$name-probe-$$
  targets=$(cut -f1,3 "$work/outside" | sort -u | awk -F '\t' '{ host = $2; sub(/:[0-9]+$/, "", host); gsub(/[][]/, "", host); port = $2; sub(/^.*:/, "", port); printf ",\"%s\",\"%s\",\"%s\"", $1, host, port }')
  pull=$(awk '{ printf "%s{\"name\":\"%s\"}", (NR > 1 ? "," : ""), $1 }' "$work/wanted-pull")
  kube create -n "$namespace" -f - >"$work/probe.log" 2>"$work/fetch.err" <<JSON || { failed "the pod of --probe cannot be made: $(because)" "leave --probe out, or allow pods to be made" && return; }
{"apiVersion":"v1","kind":"Pod","metadata":{"name":"$pod"},"spec":{"restartPolicy":"Never","activeDeadlineSeconds":120,
"automountServiceAccountToken":false,"enableServiceLinks":false,"imagePullSecrets":[$pull],
"securityContext":{"runAsNonRoot":true,"runAsUser":65532,"runAsGroup":65532,"seccompProfile":{"type":"RuntimeDefault"}},
"containers":[{"name":"probe","image":"$(cut -f4 "$work/outside" | head -n 1)",
"command":["bash","-c","while [ \$# -gt 0 ]; do if timeout 5 bash -c 'exec 3<>/dev/tcp/\$0/\$1' \"\$2\" \"\$3\" 2>/dev/null; then echo \"reached \$1 \$2:\$3\"; else echo \"missed \$1 \$2:\$3\"; fi; shift 3; done","probe"$targets],
"resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"64Mi"}},
"securityContext":{"allowPrivilegeEscalation":false,"readOnlyRootFilesystem":true,"capabilities":{"drop":["ALL"]}}}]}}
JSON
  tries=0 phase=
  while [ "$tries" -lt 60 ] && [ -z "$interrupted" ]; do
    phase=$(kube get pod "$pod" -n "$namespace" -o 'jsonpath={.status.phase}' 2>/dev/null)
    case $phase in Succeeded | Failed) break ;; esac
    tries=$((tries + 1))
    sleep "${OPENIM_PROBE_SECONDS:-2}"
  done
  kube logs -n "$namespace" "$pod" >"$work/probe.log" 2>"$work/fetch.err"
  kube delete pod "$pod" -n "$namespace" --wait=false >/dev/null 2>&1
  missed=$(awk '$1 == "missed" { printf "%s%s at %s", (some++ ? ", " : ""), $2, $3 }' "$work/probe.log")
  if [ -n "$missed" ]; then
    failed "not reached from namespace $namespace: $missed" "look at names, firewalls, and network policies of the namespace that deny what is not allowed"
  elif [ "$phase" = Succeeded ] && grep -q '^reached' "$work/probe.log"; then
    passed "reached: $(awk '{ printf "%s%s at %s", (NR > 1 ? ", " : ""), $2, $3 }' "$work/probe.log")"
  else
    failed "the pod of --probe did not run (${phase:-not seen})" "kubectl get events -n $namespace says why"
  fi
}

check_stores() {
  # A host with a dot is not one of our Services.
  awk -F '\t' '$3 ~ /\./' "$work/wanted-store" >"$work/outside"
  [ -s "$work/outside" ] || { passed 'all stores are built in' && return; }
  [ -n "$probe" ] || { left_out "$(cut -f1,3 "$work/outside" | sort -u | wc -l | tr -d ' ') addresses outside were not tried: --probe starts a pod that does" && return; }
  probe_stores
}
