# One look at the cluster before anything is changed. Nothing here writes, but for the pod of --probe.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# In this order; each is a function check_<name>, which ends in one of the words below.
checks="cluster version charts namespace rights apis storage capacity architecture admission exposure secrets names stores"

passed() { printf '%s\tpassed\t%s\t\n' "$check" "$1" >>"$work/preflight"; }
failed() { printf '%s\tfailed\t%s\t%s\n' "$check" "$(printf '%s' "$1" | tr '\t\n' '  ')" "$2" >>"$work/preflight"; }
warned() { printf '%s\twarning\t%s\t%s\n' "$check" "$(printf '%s' "$1" | tr '\t\n' '  ')" "$2" >>"$work/preflight"; }
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
  rendered='' answers=''
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
    verdict='preflight: nothing stands in the way'
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

check_cluster() {
  if kube version -o json >"$work/version.json" 2>"$work/fetch.err"; then
    answers=yes
    passed "it answers as $(awk -f "$lib/json.awk" "$work/version.json" | awk -F '\t' '$2 == "serverVersion.gitVersion" { print $3 }')"
  else
    failed "it does not answer: $(because)" "see that kubectl get namespaces works; --context and --kubeconfig choose another cluster"
  fi
}

check_version() {
  minor=$(awk -f "$lib/json.awk" "$work/version.json" 2>/dev/null | awk -F '\t' '$2 == "serverVersion.major" { major = $3 } $2 == "serverVersion.minor" { minor = $3 } END { sub(/[^0-9].*/, "", minor); print major "." minor }')
  oldest=$(fact kubernetes | head -n 1) newest=$(fact kubernetes | tail -n 1)
  if fact kubernetes | grep -qxF -e "$minor"; then passed "Kubernetes $minor"
  elif [ "${minor%%.*}" = "${oldest%%.*}" ] && [ "${minor#*.}" -lt "${oldest#*.}" ] 2>/dev/null; then failed "Kubernetes $minor is too old" "charts need $oldest or newer: upgrade the cluster"
  else warned "Kubernetes $minor is not among those that were tried" "newest that was tried: $newest; look for newer charts"; fi
}

check_charts() {
  if render; then
    passed "$(wants object | wc -l | tr -d ' ') objects from $charts"
  else
    failed "they do not render: $(awk '/^Error:|^error:/ { found = $0 } { last = $0 } END { print found != "" ? found : last }' "$work/render.err")" "correct the values, or say another --charts or --version"
  fi
}

check_namespace() {
  if fetch namespace namespace "$namespace"; then
    if awk -F '\t' '$2 == "status.phase" && $3 == "Terminating" { found = 1 } END { exit !found }' "$work/namespace"; then
      failed "$namespace is being deleted" "wait until it is gone, or take another"
    else
      passed "$namespace is there"
    fi
  elif grep -q NotFound "$work/fetch.err"; then
    : >"$work/namespace"
    if [ -n "$create_namespace" ]; then passed "$namespace will be made"; else failed "$namespace does not exist" "kubectl create namespace $namespace, or --create-namespace"; fi
  else
    : >"$work/namespace"
    warned "cannot look at $namespace: $(because)" "its admission level is not known then"
  fi
}

check_rights() {
  if ! kube auth can-i --list -n "$namespace" >"$work/can" 2>"$work/fetch.err"; then
    warned "cannot ask what is allowed: $(because)" "ask the cluster's administrator"
    return
  fi
  # Helm keeps its releases in Secrets, whatever a chart holds.
  { wants object | cut -f3 && echo secrets; } | sort -u | awk '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($0 ~ /^Resources/ || $2 != "[]" || $3 != "[]") next; verbs = $0; sub(/^.*\[/, "", verbs); sub(/\].*$/, "", verbs); granted[$1] = granted[$1] " " verbs " "; next }
    {
      group = $1; if (sub(/^[^.]*\./, "", group) == 0) group = ""
      plain = $1; sub(/\..*/, "", plain)
      all = granted[$1] granted["*.*"] granted[group == "" ? "*" : "*." group] granted[plain ".*"]
      n = split("get list create patch delete", verb, " ")
      for (i = 1; i <= n; i++) if (index(all, " " verb[i] " ") == 0 && index(all, " * ") == 0) print verb[i], $1
    }' "$work/can" - >"$work/not-listed"
  # Some clusters do not list all that they allow: what is missing is asked one by one, until enough is known.
  : >"$work/denied"
  while read -r verb resource; do
    [ "$(wc -l <"$work/denied")" -lt 4 ] || break
    [ "$(kube auth can-i "$verb" "$resource" -n "$namespace" 2>/dev/null </dev/null)" = yes ] || printf '%s %s\n' "$verb" "$resource" >>"$work/denied"
  done <"$work/not-listed"
  if [ -s "$work/denied" ]; then
    failed "not allowed in $namespace: $(awk '{ printf "%s%s", (NR > 1 ? ", " : ""), $0 }' "$work/denied")" "bind the ClusterRole admin in $namespace to whoever installs, and what else is named here"
  else
    passed "all that helm does in $namespace is allowed"
  fi
}

check_apis() {
  kube api-versions >"$work/apis" 2>"$work/fetch.err" || { warned "cannot list them: $(because)" "" && return; }
  missing=$(wants object | awk -F '\t' 'FILENAME != seen { file++; seen = FILENAME } file == 1 { served[$1] = 1; next } !($1 in served) && !told[$1 $2]++ { printf "%s%s of %s", (some++ ? ", " : ""), $2, $1 }' "$work/apis" -)
  if [ -n "$missing" ]; then
    failed "the cluster does not know $missing" "install what brings them (Gateway API, Traefik, Istio, Prometheus operator), or choose another exposure or no operator"
  else
    passed "the cluster knows every kind of object"
  fi
}

check_storage() {
  wants claim >"$work/claims"
  [ -s "$work/claims" ] || { passed 'nothing is stored' && return; }
  fetch classes storageclasses || { warned "cannot look at storage classes: $(because)" "" && return; }
  awk -F '\t' -v OFS='\t' '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($2 == "metadata.name") { name[$1] = $3; known[$3] = 1 } if ($2 ~ /storageclass(\.beta)?\.kubernetes\.io\/is-default-class$/ && $3 == "true") standard[$1] = 1; next }
    { claims++; if ($2 == "") { free++; one = $1 } else if (!($2 in known) && !told[$2]++) gone = gone (gone == "" ? "" : ", ") $2 }
    END {
      for (n in standard) { defaults++; which = name[n] } for (n in name) list = list (list == "" ? "" : ", ") name[n]
      if (gone != "") print "failed", "there is no storage class " gone, "there " (list == "" ? "are none: install a volume provisioner" : "is: " list)
      else if (free && !defaults) print "failed", free " claims (" one ") name no storage class, and the cluster has no default one", (list == "" ? "install a volume provisioner" : "--set global.storageClass=, one of: " list)
      else if (free && defaults > 1) print "warning", "the cluster has " defaults " default storage classes", "say global.storageClass, so that it does not depend on which is newer"
      else print "passed", claims " claims" (free ? ", class " which : "")
    }' "$work/classes" "$work/claims" >"$work/verdict"
  judged
}

# Takes over a verdict that awk wrote: outcome, message, fix.
judged() {
  IFS="$(printf '\t')" read -r outcome message fix <"$work/verdict"
  case $outcome in passed) passed "$message" ;; failed) failed "$message" "$fix" ;; *) warned "$message" "$fix" ;; esac
}

check_capacity() {
  fetch nodes nodes || { warned "cannot look at nodes: $(because)" "ask the cluster's administrator whether there is room" && return; }
  : >"$work/running"
  fetch running pods --all-namespaces --field-selector 'status.phase!=Succeeded,status.phase!=Failed' || : >"$work/running"
  answer=$(awk -v mine="$namespace/$name" -f "$lib/capacity.awk" "$work/wanted" "$work/nodes" "$work/running")
  why=$(printf '%s' "$answer" | cut -f2)
  case $answer in
    fits*) passed "$why" ;;
    short*) failed "$why" "add nodes, take a smaller profile, or lower resources and replicaCount" ;;
    *) warned "$why" "whoever may list the pods of all namespaces knows more" ;;
  esac
}

check_architecture() {
  [ -s "$work/nodes" ] || fetch nodes nodes || { warned "cannot look at nodes: $(because)" "" && return; }
  fact_images >"$work/image-facts"
  wants image | awk -F '\t' -v OFS='\t' '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($2 == "status.nodeInfo.architecture" && !had[$3]++) machine[++machines] = $3; next }
    file == 2 { built[$1] = "," $2 ","; next }
    {
      path = $1; sub(/@.*/, "", path); sub(/:[^:\/]*$/, "", path); found = ""
      for (repository in built) if (path == repository || substr(path, length(path) - length(repository)) == "/" repository) found = built[repository]
      if (found == "") { if (!strange++) example = $1; next }
      for (i = 1; i <= machines; i++) if (index(found, "," machine[i] ",") == 0) { bad = bad (bad == "" ? "" : ", ") path " is not made for " machine[i]; ways = found }
    }
    END {
      for (i = 1; i <= machines; i++) list = list (i > 1 ? ", " : "") machine[i]
      if (bad != "") print "failed", bad, "use nodes of " substr(ways, 2, length(ways) - 2) " (nodeSelector kubernetes.io/arch), or images of your own"
      else if (strange) print "warning", "nodes are " list "; of " strange " images nobody knows for what they are made, such as " example, "see that they are made for " list
      else print "passed", "nodes are " list ", and every image is made for them"
    }' "$work/nodes" "$work/image-facts" - >"$work/verdict"
  judged
}
fact_images() { awk -F '\t' -v OFS='\t' '$1 == "image" { print $2, $3 }' "$here/cluster.tsv"; }

check_admission() {
  level=$(awk -F '\t' '$2 == "metadata.labels.pod-security.kubernetes.io/enforce" { print $3 }' "$work/namespace")
  case $level in
    '' | privileged) passed "pod security of $namespace: ${level:-no level of its own}" && return ;;
    baseline) worst=$(wants too-open | awk -F '\t' '$2 == "baseline"') ;;
    *) worst=$(wants too-open) ;;
  esac
  if [ -z "$worst" ]; then
    passed "pod security of $namespace: $level, and every pod fits"
  else
    failed "pod security of $namespace is $level: $(printf '%s\n' "$worst" | awk -F '\t' 'NR == 1 { printf "%s: %s", $1, $3 } END { if (NR > 1) printf " (and %d more)", NR - 1 }')" "take back that securityContext, or label the namespace pod-security.kubernetes.io/enforce=$(printf '%s\n' "$worst" | awk -F '\t' '$2 == "baseline" { found = 1 } END { print found ? "privileged" : "baseline" }')"
  fi
}

check_exposure() {
  wants ingress >"$work/ingresses" && wants gateway >"$work/gateways"
  if [ ! -s "$work/ingresses" ] && [ ! -s "$work/gateways" ]; then passed 'no ingress and no gateway is used' && return; fi
  before=$(wc -l <"$work/preflight")
  if [ -s "$work/ingresses" ]; then
    if ! fetch ingress-classes ingressclasses; then
      warned "cannot look at ingress classes: $(because)" ""
    else
      awk -F '\t' -v OFS='\t' '
        FILENAME != seen { file++; seen = FILENAME }
        file == 1 { if ($2 == "metadata.name") { known[$3] = 1; list = list (list == "" ? "" : ", ") $3 } if ($2 ~ /ingressclass\.kubernetes\.io\/is-default-class$/ && $3 == "true") standard = 1; next }
        $2 == "" && !standard { bad = "ingress " $1 " names no class, and the cluster has no default one" }
        $2 != "" && !($2 in known) { bad = "there is no ingress class " $2 }
        END { if (bad != "") print "failed", bad, (list == "" ? "install an ingress controller, or choose another openim-edge.exposure.type" : "openim-edge.exposure.className is one of: " list) }' "$work/ingress-classes" "$work/ingresses" >"$work/verdict"
      [ ! -s "$work/verdict" ] || judged
    fi
  fi
  while IFS="$(printf '\t')" read -r resource one space; do
    [ "$one" != mesh ] || continue
    if ! kube get "$resource" "$one" -n "${space:-$namespace}" -o name >/dev/null 2>"$work/fetch.err" </dev/null; then
      if grep -qE "NotFound|doesn't have a resource type" "$work/fetch.err"; then
        failed "there is no gateway $one in namespace ${space:-$namespace}" "make it, or correct openim-edge.exposure.gateway.name and .namespace"
      else
        warned "cannot look at gateway $one: $(because)" ""
      fi
    fi
  done <"$work/gateways"
  [ "$(wc -l <"$work/preflight")" -gt "$before" ] || passed 'the class or gateway is there'
}

check_secrets() {
  awk -F '\t' -v OFS='\t' '$1 == "makes" { made[$2] = 1 } $1 == "secret" { key[$2, $3] = $2 OFS $3 } END { for (k in key) { split(key[k], pair, OFS); if (!(pair[1] in made)) print key[k] } }' "$work/wanted" | sort >"$work/brought"
  [ -s "$work/brought" ] || { passed 'all are made by the charts' && return; }
  before=$(wc -l <"$work/preflight")
  cut -f1 "$work/brought" | sort -u >"$work/secrets"
  while read -r secret; do
    # Names of keys alone: what they hold is nobody's business here.
    # shellcheck disable=SC2016 # a template of Go
    if ! keys=$(kube get secret "$secret" -n "$namespace" -o 'go-template={{range $key, $value := .data}}{{$key}} {{end}}' 2>"$work/fetch.err" </dev/null); then
      if grep -q NotFound "$work/fetch.err"; then failed "there is no Secret $secret in $namespace" "make it before, or install the component that makes it first"; else warned "cannot look at Secret $secret: $(because)" ""; fi
      continue
    fi
    lacks=$(awk -F '\t' -v name="$secret" -v keys=" $keys " '$1 == name && $2 != "" && index(keys, " " $2 " ") == 0 { printf "%s ", $2 }' "$work/brought")
    if [ "$(awk -F '\t' -v name="$secret" '$1 == name && $2 != ""' "$work/brought")" = '' ]; then
      # One of several forms, such as uri in place of username and password.
      forms=$(wants any | awk -F '\t' -v name="$secret" '$1 == name { printf "%s%s", (some++ ? ", " : ""), $2 }')
      [ -z "$forms" ] || wants any | awk -F '\t' -v name="$secret" -v keys=" $keys " '$1 == name && index(keys, " " $2 " ") { found = 1 } END { exit !found }' || lacks="of: $forms "
    fi
    [ -z "$lacks" ] || failed "Secret $secret has no key ${lacks% }" "it has: $keys; docs/install.md says which keys each Secret needs"
  done <"$work/secrets"
  [ "$(wc -l <"$work/preflight")" -gt "$before" ] || passed "$(cut -f1 "$work/brought" | sort -u | wc -l | tr -d ' ') Secrets of the site are there"
}

check_names() {
  before=$(wc -l <"$work/preflight")
  for one in $set; do
    rel=$(release_of "$one")
    case $command:$(release "$rel" 3) in
      *:pending-* | *:uninstalling) failed "release $rel was cut off in the middle ($(release "$rel" 3))" "helm rollback $rel -n $namespace, or helm uninstall $rel -n $namespace if it is its first" ;;
      install:failed) failed "release $rel is there and has failed" "helm uninstall $rel -n $namespace, or openim upgrade" ;;
      install:?*) failed "release $rel is there already" "openim upgrade changes it; --name gives another installation another name" ;;
    esac
  done
  # Objects of the same name that belong to somebody else: helm would stop in the middle.
  [ -s "$work/apis" ] || kube api-versions >"$work/apis" 2>/dev/null
  kinds=$(wants object | awk -F '\t' 'FILENAME != seen { file++; seen = FILENAME } file == 1 { served[$1] = 1; next } $1 in served && !had[$3]++ { printf "%s%s", (some++ ? "," : ""), $3 }' "$work/apis" -)
  if [ -n "$kinds" ] && [ -s "$work/namespace" ]; then
    if fetch existing "$kinds" -n "$namespace"; then
      wants object | awk -F '\t' -v OFS='\t' -v space="$namespace" '
        FILENAME != seen { file++; seen = FILENAME }
        file == 1 {
          if ($2 == "kind") kind[$1] = $3; else if ($2 == "metadata.name") name[$1] = $3
          else if ($2 == "metadata.annotations.meta.helm.sh/release-name") owner[$1] = $3; else if ($2 == "metadata.annotations.meta.helm.sh/release-namespace") home[$1] = $3
          last = $1; next
        }
        !ready { for (n = 1; n <= last; n++) if (n in name) there[kind[n] "/" name[n]] = n; ready = 1 }
        ($2 "/" $4) in there { n = there[$2 "/" $4]; if (owner[n] != $5 || home[n] != space) { clashes++; if (clashes == 1) first = $2 " " $4 " belongs to " (owner[n] == "" ? "no release" : "release " owner[n]) } }
        END { if (clashes) print "failed", first (clashes > 1 ? ", and " clashes - 1 " more" : ""), "take another --name or another namespace, or delete what is left over" }' "$work/existing" - >"$work/verdict"
      [ ! -s "$work/verdict" ] || judged
    else
      warned "cannot look for objects of the same name: $(because)" ""
    fi
  fi
  taken node-port services 'ports of nodes' 'spec.ports.[0-9]+.nodePort' "say another openim-edge.exposure.nodePort, or 0 for any"
  for pair in 'Ingress ingresses.networking.k8s.io spec.rules.[0-9]+.host' 'HTTPRoute httproutes.gateway.networking.k8s.io spec.hostnames.[0-9]+' 'VirtualService virtualservices.networking.istio.io spec.hosts.[0-9]+'; do
    # shellcheck disable=SC2086 # words
    set -- $pair
    wants host | awk -F '\t' -v kind="$1" '$1 == kind { found = 1 } END { exit !found }' || continue
    taken "host" "$2" "host names" "$3" "one host name leads to one installation: say another global.openim.publicURL" "$1"
  done
  [ "$(wc -l <"$work/preflight")" -gt "$before" ] || passed 'nobody else has these names, ports or hosts'
}

# WORD RESOURCE TITLE PATH FIX [KIND]: what is wanted, and somebody else in the cluster has.
taken() {
  if [ "$1" = host ]; then wants host | awk -F '\t' -v kind="$6" '$1 == kind { print $2 "\t" $3 }' >"$work/ours"; else wants "$1" >"$work/ours"; fi
  [ -s "$work/ours" ] || return 0
  fetch others "$2" --all-namespaces || { warned "cannot look at the $3 of others: $(because)" "" && return; }
  awk -F '\t' -v OFS='\t' -v path="^$4\$" -v space="$namespace" -v fix="$5" -v title="$1" '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($2 == "metadata.name") name[$1] = $3; else if ($2 == "metadata.namespace") home[$1] = $3; else if ($2 ~ path) { users[$3] = users[$3] " " $1 } next }
    { n = split(users[$2], list, " "); for (i = 1; i <= n; i++) if (name[list[i]] != $1 || home[list[i]] != space) print "failed", title " " $2 " is taken by " name[list[i]] " in namespace " home[list[i]], fix }' "$work/others" "$work/ours" | head -n 1 >"$work/verdict"
  [ ! -s "$work/verdict" ] || judged
}

# A pod that opens a connection to each address, with an image of the release, and is gone afterwards. Whether a login works, the
# init containers and the modules themselves say: openim status.
probe_stores() {
  pod=$name-probe-$$
  targets=$(cut -f1,3 "$work/outside" | sort -u | awk -F '\t' '{ host = $2; sub(/:[0-9]+$/, "", host); gsub(/[][]/, "", host); port = $2; sub(/^.*:/, "", port); printf ",\"%s\",\"%s\",\"%s\"", $1, host, port }')
  pull=$(wants pull | awk '{ printf "%s{\"name\":\"%s\"}", (NR > 1 ? "," : ""), $1 }')
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
  wants store | awk -F '\t' '$3 ~ /\./' >"$work/outside"
  [ -s "$work/outside" ] || { passed 'all stores are built in' && return; }
  [ -n "$probe" ] || { left_out "$(cut -f1,3 "$work/outside" | sort -u | wc -l | tr -d ' ') addresses outside were not tried: --probe starts a pod that does" && return; }
  probe_stores
}
