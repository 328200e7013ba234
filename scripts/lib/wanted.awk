# What rendered objects ask of a cluster. Reads objects as json.awk writes them, after each object of kind Release those that belong
# to it; writes lines, tab by tab:
#   object     apiVersion kind resource name release
#   pod        workload replicas milli-CPU bytes more  what each of its pods requests; more: while they are replaced
#   claim      name class
#   image      image
#   node-port  service port
#   ingress    name class | certificate ingress secret | gateway kind name namespace | <kind>-host name host
#   too-open   workload level why                      level: what the pod does not fit
#   store      name protocol address image             what init containers wait for
#   secret     name key object | any name key | makes name     read; one of these keys is read; made here
#   pull       name
#   tolerates  key
BEGIN { FS = OFS = "\t" }
{ v[$1, $2] = $3; if ($1 + 0 > last) last = $1 + 0 }
function milli(x) { return x ~ /m$/ ? substr(x, 1, length(x) - 1) + 0 : x * 1000 }
function bytes(x,    unit, n) {
  n = x; sub(/[A-Za-z]+$/, "", n); unit = substr(x, length(n) + 1)
  return n * (unit == "Ki" ? 1024 : unit == "Mi" ? 1048576 : unit == "Gi" ? 1073741824 : unit == "Ti" ? 1099511627776 : unit == "k" ? 1000 : unit == "M" ? 1000000 : unit == "G" ? 1000000000 : unit == "T" ? 1000000000000 : unit == "m" ? 0.001 : 1)
}
function plural(kind) {
  kind = tolower(kind)
  return kind ~ /(s|x|ch)$/ ? kind "es" : kind ~ /y$/ ? substr(kind, 1, length(kind) - 1) "ies" : kind "s"
}
function secret(name, key) { if (name != "" && !((name, key, n) in told)) { told[name, key, n] = 1; print "secret", name, key, what } }
function containers(t, list, init,    i, j, at, cpu, memory, image, words, part) {
  for (i = 0; (n, t list "." i ".name") in v; i++) {
    at = t list "." i "."
    cpu = milli(v[n, at "resources.requests.cpu"]); memory = bytes(v[n, at "resources.requests.memory"])
    if (init && v[n, at "restartPolicy"] != "Always") { if (cpu > most_cpu) most_cpu = cpu; if (memory > most_memory) most_memory = memory }
    else { sum_cpu += cpu; sum_memory += memory }
    image = v[n, at "image"]
    print "image", image
    if (v[n, at "securityContext.privileged"] == "true") print "too-open", what, "baseline", "container " v[n, at "name"] " is privileged"
    if (v[n, at "securityContext.allowPrivilegeEscalation"] != "false") print "too-open", what, "restricted", "container " v[n, at "name"] " may gain privileges"
    if (v[n, at "securityContext.capabilities.drop.0"] != "ALL") print "too-open", what, "restricted", "container " v[n, at "name"] " keeps capabilities"
    if (v[n, at "securityContext.runAsNonRoot"] != "true" && v[n, t "securityContext.runAsNonRoot"] != "true") print "too-open", what, "restricted", "container " v[n, at "name"] " may run as root"
    if (v[n, at "securityContext.seccompProfile.type"] == "" && v[n, t "securityContext.seccompProfile.type"] == "") print "too-open", what, "restricted", "container " v[n, at "name"] " has no seccomp profile"
    for (j = 0; (n, at "ports." j ".containerPort") in v; j++) if ((n, at "ports." j ".hostPort") in v) print "too-open", what, "baseline", "container " v[n, at "name"] " takes port " v[n, at "ports." j ".hostPort"] " of the node"
    for (j = 0; (n, at "env." j ".name") in v; j++) {
      words = v[n, at "env." j ".valueFrom.secretKeyRef.name"]; part = v[n, at "env." j ".valueFrom.secretKeyRef.key"]
      if (v[n, at "env." j ".valueFrom.secretKeyRef.optional"] != "true") secret(words, part)
      else { secret(words, ""); print "any", words, part }
    }
    if (init) for (j = 0; (n, at "command." j) in v; j++) if (v[n, at "command." j] ~ /^[a-z][a-z0-9-]*=[a-z]+:\/\/[^ ]+:[0-9]+$/) {
      words = v[n, at "command." j]; part = words; sub(/=.*/, "", part); sub(/^[^=]*=/, "", words)
      print "store", part, substr(words, 1, index(words, "://") - 1), substr(words, index(words, "://") + 3), image
    }
  }
}
function pods(t, replicas, more,    i, j, at) {
  sum_cpu = sum_memory = most_cpu = most_memory = 0
  containers(t, "initContainers", 1)
  containers(t, "containers", 0)
  print "pod", what, replicas, (most_cpu > sum_cpu ? most_cpu : sum_cpu), sprintf("%.0f", most_memory > sum_memory ? most_memory : sum_memory), more + 0
  if (v[n, t "hostNetwork"] == "true" || v[n, t "hostPID"] == "true" || v[n, t "hostIPC"] == "true") print "too-open", what, "baseline", "its pods share namespaces of the node"
  for (i = 0; (n, t "volumes." i ".name") in v; i++) {
    at = t "volumes." i "."
    if ((n, at "hostPath.path") in v) print "too-open", what, "baseline", "volume " v[n, at "name"] " is a folder of the node"
    if ((n, at "secret.secretName") in v && v[n, at "secret.optional"] != "true") {
      if (!((n, at "secret.items.0.key") in v)) secret(v[n, at "secret.secretName"], "")
      for (j = 0; (n, at "secret.items." j ".key") in v; j++) secret(v[n, at "secret.secretName"], v[n, at "secret.items." j ".key"])
    }
    for (j = 0; (n, at "projected.sources." j ".secret.name") in v; j++) if (v[n, at "projected.sources." j ".secret.optional"] != "true") secret(v[n, at "projected.sources." j ".secret.name"], "")
  }
  for (i = 0; (n, t "imagePullSecrets." i ".name") in v; i++) { secret(v[n, t "imagePullSecrets." i ".name"], ""); print "pull", v[n, t "imagePullSecrets." i ".name"] }
  for (i = 0; (n, t "tolerations." i ".operator") in v || (n, t "tolerations." i ".key") in v; i++) print "tolerates", v[n, t "tolerations." i ".key"]
}
END {
  for (n = 1; n <= last; n++) {
    kind = v[n, "kind"]; name = v[n, "metadata.name"]; api = v[n, "apiVersion"]
    if (kind == "" || kind == "List") continue
    if (kind == "Release") { release = name; continue }
    group = api; if (sub(/\/.*/, "", group) == 0) group = ""
    print "object", api, kind, plural(kind) (group == "" ? "" : "." group), name, release
    what = tolower(kind) "/" name
    if (kind == "Secret") print "makes", name
    if (kind == "PersistentVolumeClaim") print "claim", name, v[n, "spec.storageClassName"]
    for (i = 0; (n, "spec.volumeClaimTemplates." i ".metadata.name") in v; i++) print "claim", v[n, "spec.volumeClaimTemplates." i ".metadata.name"] " of " name, v[n, "spec.volumeClaimTemplates." i ".spec.storageClassName"]
    if (kind == "Service") for (i = 0; (n, "spec.ports." i ".port") in v; i++) if (v[n, "spec.ports." i ".nodePort"] + 0 > 0) print "node-port", name, v[n, "spec.ports." i ".nodePort"]
    if (kind == "Ingress") {
      print "ingress", name, v[n, "spec.ingressClassName"]
      # cert-manager makes the Secret of an annotated one.
      made = (n, "metadata.annotations.cert-manager.io/cluster-issuer") in v || (n, "metadata.annotations.cert-manager.io/issuer") in v
      for (i = 0; (n, "spec.tls." i ".secretName") in v; i++) if (!made) print "certificate", name, v[n, "spec.tls." i ".secretName"]
      for (i = 0; (n, "spec.rules." i ".host") in v; i++) print kind "-host", name, v[n, "spec.rules." i ".host"]
    }
    for (i = 0; (n, "spec.parentRefs." i ".name") in v; i++) print "gateway", "gateways.gateway.networking.k8s.io", v[n, "spec.parentRefs." i ".name"], v[n, "spec.parentRefs." i ".namespace"]
    for (i = 0; (n, "spec.hostnames." i) in v; i++) print kind "-host", name, v[n, "spec.hostnames." i]
    if (kind == "VirtualService") {
      for (i = 0; (n, "spec.gateways." i) in v; i++) { split(v[n, "spec.gateways." i], place, "/"); print "gateway", "gateways.networking.istio.io", (place[2] == "" ? place[1] : place[2]), (place[2] == "" ? "" : place[1]) }
      for (i = 0; (n, "spec.hosts." i) in v; i++) print kind "-host", name, v[n, "spec.hosts." i]
    }
    if (kind == "Role") for (i = 0; (n, "rules." i ".verbs.0") in v; i++) if (v[n, "rules." i ".resources.0"] == "secrets") for (j = 0; (n, "rules." i ".resourceNames." j) in v; j++) print "makes", v[n, "rules." i ".resourceNames." j]
    if ((n, "spec.template.spec.containers.0.name") in v) pods("spec.template.spec.", kind == "DaemonSet" || kind == "Job" || !((n, "spec.replicas") in v) ? 1 : v[n, "spec.replicas"], v[n, "spec.replicas"] == "0" ? 0 : v[n, "spec.strategy.rollingUpdate.maxSurge"])
    if ((n, "spec.jobTemplate.spec.template.spec.containers.0.name") in v) pods("spec.jobTemplate.spec.template.spec.", 1)
  }
}
