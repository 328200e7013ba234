# What a cluster is, and whether it is enough.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

check_cluster() {
  if kube version -o json >"$work/version.json" 2>"$work/fetch.err"; then
    answers=yes major='' minor='' git_version=''
    awk -f "$lib/json.awk" "$work/version.json" >"$work/version"
    while IFS="$tab" read -r _ key value; do
      case $key in
        serverVersion.gitVersion) git_version=$value ;;
        serverVersion.major) major=$value ;;
        # Some say 33+.
        serverVersion.minor) minor=${value%%[!0-9]*} ;;
      esac
    done <"$work/version"
    kubernetes=$major.$minor
    passed "it answers as $git_version"
  else
    failed "it does not answer: $(because)" "see that kubectl get namespaces works; --context and --kubeconfig choose another cluster"
  fi
}

check_version() {
  wanted_helm=$(fact helm)
  minor=${helm_version#*.} && minor=${minor%%[!0-9]*}
  if [ "$helm_major" -lt "${wanted_helm%%.*}" ] || { [ "$helm_major" -eq "${wanted_helm%%.*}" ] && [ "${minor:-0}" -lt "${wanted_helm#*.}" ]; }; then
    failed "Helm $helm_version is too old" "charts need $wanted_helm or newer: https://helm.sh/docs/intro/install"
    return
  fi
  tried=$(fact kubernetes) minor=${kubernetes#*.}
  oldest=${tried%%"$newline"*} newest=${tried##*"$newline"}
  case $newline$tried$newline in *"$newline$kubernetes$newline"*) passed "Kubernetes $kubernetes" && return ;; esac
  if [ -z "${kubernetes#.}" ]; then warned 'it does not say its version'
  elif [ "${kubernetes%%.*}" = "${oldest%%.*}" ] && [ "$minor" -lt "${oldest#*.}" ] 2>/dev/null; then failed "Kubernetes $kubernetes is too old" "charts need $oldest or newer: upgrade the cluster"
  else warned "Kubernetes $kubernetes is not among those that were tried" "newest that was tried: $newest; look for newer charts"; fi
}

check_namespace() {
  if fetch namespace namespace "$namespace"; then
    phase='' looked=yes
    while IFS="$tab" read -r _ key value; do
      case $key in
        status.phase) phase=$value ;;
        metadata.labels.pod-security.kubernetes.io/enforce) enforced=$value ;;
      esac
    done <"$work/namespace"
    if [ "$phase" = Terminating ]; then
      failed "$namespace is being deleted" "wait until it is gone, or take another"
    else
      passed "$namespace is there"
    fi
  elif grep -q NotFound "$work/fetch.err"; then
    absent=yes looked=yes
    if [ -n "$create_namespace" ]; then passed "$namespace will be made"; else failed "$namespace does not exist" "kubectl create namespace $namespace, or --create-namespace"; fi
  else
    warned "cannot look at $namespace: $(because)" "its admission level is not known then"
  fi
}

check_rights() {
  if ! kube auth can-i --list -n "$namespace" >"$work/can" 2>"$work/fetch.err"; then
    warned "cannot ask what is allowed: $(because)" "ask the cluster's administrator"
    return
  fi
  # Helm keeps its releases in Secrets, whatever a chart holds.
  awk '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($0 ~ /^Resources/ || $2 != "[]" || $3 != "[]") next; verbs = $0; sub(/^.*\[/, "", verbs); sub(/\].*$/, "", verbs); granted[$1] = granted[$1] " " verbs " "; next }
    { need($3) }
    function need(resource,    group, plain, all, n, i, verb) {
      if (asked[resource]++) return
      group = resource; if (sub(/^[^.]*\./, "", group) == 0) group = ""
      plain = resource; sub(/\..*/, "", plain)
      all = granted[resource] granted["*.*"] granted[group == "" ? "*" : "*." group] granted[plain ".*"]
      n = split("get list create patch delete", verb, " ")
      for (i = 1; i <= n; i++) if (index(all, " " verb[i] " ") == 0 && index(all, " * ") == 0) print verb[i], resource
    }
    END { need("secrets") }' "$work/can" "$work/wanted-object" >"$work/not-listed"
  # Some clusters do not list all that they allow: what is missing is asked one by one, until enough is known.
  denied='' count=0
  while [ "$count" -lt 4 ] && read -r verb resource; do
    [ "$(kube auth can-i "$verb" "$resource" -n "$namespace" 2>/dev/null </dev/null)" = yes ] || { denied="$denied${denied:+, }$verb $resource" && count=$((count + 1)); }
  done <"$work/not-listed"
  if [ -n "$denied" ]; then
    failed "not allowed in $namespace: $denied" "bind the ClusterRole admin in $namespace to whoever installs, and what else is named here"
  else
    passed "all that helm does in $namespace is allowed"
  fi
}

check_apis() {
  kube api-versions >"$work/apis" 2>"$work/fetch.err" || { warned "cannot list them: $(because)" "" && return; }
  missing=$(awk -F '\t' 'FILENAME != seen { file++; seen = FILENAME } file == 1 { served[$1] = 1; next } !($1 in served) && !told[$1 $2]++ { printf "%s%s of %s", (some++ ? ", " : ""), $2, $1 }' "$work/apis" "$work/wanted-object")
  if [ -n "$missing" ]; then
    failed "the cluster does not know $missing" "install what brings them (Gateway API, Traefik, Istio, Prometheus operator), or choose another exposure or no operator"
  else
    passed "the cluster knows every kind of object"
  fi
}

check_storage() {
  [ -s "$work/wanted-claim" ] || { passed 'nothing is stored' && return; }
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
    }' "$work/classes" "$work/wanted-claim" >"$work/verdict"
  judged
}

check_capacity() {
  fetch nodes nodes || { warned "cannot look at nodes: $(because)" "ask the cluster's administrator whether there is room" && return; }
  : >"$work/running"
  fetch running pods --all-namespaces --field-selector 'status.phase!=Succeeded,status.phase!=Failed' || : >"$work/running"
  answer=$(awk -v mine="$namespace/$name" -v only="$named" -f "$lib/capacity.awk" "$work/wanted" "$work/nodes" "$work/running")
  why=${answer#*"$tab"}
  case $answer in
    fits*) passed "$why" ;;
    tight*) warned "$why" "set maxSurge to 0 for modules that may be away for some seconds, or have more free when you upgrade" ;;
    short*) failed "$why" "add nodes, take a smaller profile, or lower resources and replicaCount" ;;
    *) warned "$why" "whoever may list the pods of all namespaces knows more" ;;
  esac
}

check_architecture() {
  [ -s "$work/nodes" ] || fetch nodes nodes || { warned "cannot look at nodes: $(because)" "" && return; }
  awk -F '\t' -v OFS='\t' '
    FILENAME != seen { file++; seen = FILENAME }
    file == 1 { if ($2 == "status.nodeInfo.architecture" && !had[$3]++) machine[++machines] = $3; next }
    file == 2 { if ($1 == "image") built[$2] = "," $3 ","; next }
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
    }' "$work/nodes" "$here/cluster.tsv" "$work/wanted-image" >"$work/verdict"
  judged
}

check_admission() {
  [ -n "$looked" ] || { warned "the level of $namespace is not known" "see that it takes pods of the level restricted: all of ours are" && return; }
  case $enforced in
    '' | privileged) passed "pod security of $namespace: ${enforced:-no level of its own}" && return ;;
  esac
  awk -F '\t' -v OFS='\t' -v level="$enforced" -v where="pod security of $namespace" '
    $2 == "baseline" { open = 1 }
    $2 == "baseline" || level != "baseline" { if (!count++) first = $1 ": " $3 }
    END {
      if (count) print "failed", where " is " level ": " first (count > 1 ? " (and " count - 1 " more)" : ""), "take back that securityContext, or label the namespace pod-security.kubernetes.io/enforce=" (open ? "privileged" : "baseline")
      else print "passed", where ": " level ", and every pod fits"
    }' "$work/wanted-too-open" >"$work/verdict"
  judged
}
