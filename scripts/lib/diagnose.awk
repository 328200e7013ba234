# Judges workloads. Reads components.tsv, then objects as json.awk writes them, and writes a line for each workload:
# level, component, kind/name, ready/wanted, ok|waiting|failing, what about it, and where the reason can be read:
# log:<pod>:<container>, previous:<pod>:<container>, events:<kind>:<name>, or -.
BEGIN { FS = OFS = "\t" }
FILENAME != table_seen { file++; table_seen = FILENAME }
file == 1 { if ($1 !~ /^#/) level[$1] = $2; next }
{
  v[$1, $2] = $3
  if ($1 + 0 > last) last = $1 + 0
  if (index($2, "spec.selector.matchLabels.") == 1) selector[$1] = selector[$1] "\t" substr($2, 27)
}
# Whether a pod is one of a workload.
function belongs(p, n, kind, name,    i, count, keys) {
  if (kind == "Job") return v[p, "metadata.labels.batch.kubernetes.io/job-name"] == name || v[p, "metadata.labels.job-name"] == name
  if ((p, "metadata.labels.job-name") in v) return 0
  count = split(substr(selector[n], 2), keys, "\t")
  for (i = 1; i <= count; i++) if (v[p, "metadata.labels." keys[i]] != v[n, "spec.selector.matchLabels." keys[i]]) return 0
  return count > 0
}
# A container that runs beside the others for good is declared among those that run before them.
function beside(p, name,    i) {
  for (i = 0; (p, "spec.initContainers." i ".name") in v; i++) if (v[p, "spec.initContainers." i ".name"] == name) return v[p, "spec.initContainers." i ".restartPolicy"] == "Always"
  return 0
}
function worse(rank, text, look) { if (rank > worst) { worst = rank; about = text; where = look } }
function number(x) { return x == "" ? 0 : x + 0 }
function claim_of(p,    i, claim, c) {
  for (i = 0; (p, "spec.volumes." i ".name") in v; i++) {
    claim = v[p, "spec.volumes." i ".persistentVolumeClaim.claimName"]
    if (claim != "" && claim in claims && v[claims[claim], "status.phase"] == "Pending") return claim
  }
  return ""
}
function class_of(claim,    class) {
  class = v[claims[claim], "spec.storageClassName"]
  return class == "" ? "no storage class, and the cluster has no default one" : "storage class " class
}
function container(p, pod, path, init,    i, at, name, reason, what, times, ended) {
  for (i = 0; (p, path "." i ".name") in v; i++) {
    at = path "." i "."
    name = v[p, at "name"]
    what = "pod " pod (init ? " init container " : " container ") name
    reason = v[p, at "state.waiting.reason"]
    times = number(v[p, at "restartCount"])
    ended = v[p, at "lastState.terminated.exitCode"]
    if (reason == "CrashLoopBackOff") worse(5, what ": CrashLoopBackOff, restarted " times " times, last ended with " (ended == "" ? "?" : ended) (v[p, at "lastState.terminated.reason"] == "OOMKilled" ? " (out of memory)" : ""), "previous:" pod ":" name)
    else if (reason ~ /Image/) worse(6, what ": " reason ", " v[p, at "image"] (v[p, at "state.waiting.message"] == "" ? "" : ": " v[p, at "state.waiting.message"]), "-")
    else if (reason == "ContainerCreating" || reason == "PodInitializing") worse(1, what ": " reason, "events:Pod:" pod)
    else if (reason != "") worse(5, what ": " reason (v[p, at "state.waiting.message"] == "" ? "" : ": " v[p, at "state.waiting.message"]), "-")
    else if ((p, at "state.terminated.exitCode") in v && v[p, at "state.terminated.exitCode"] != 0)
      worse(5, what ": ended with " v[p, at "state.terminated.exitCode"] (v[p, at "state.terminated.reason"] == "OOMKilled" ? " (out of memory)" : ""), "log:" pod ":" name)
    else if (init && (p, at "state.running.startedAt") in v && !beside(p, name)) worse(2, what " waits", "log:" pod ":" name)
    else if (!init && (p, at "state.running.startedAt") in v && v[p, at "ready"] != "true")
      worse(times >= 3 ? 4 : 2, what ": runs and is not ready" (times > 0 ? ", restarted " times " times" : ""), "log:" pod ":" name)
  }
}
function judge(p, settled,    pod, i, at, claim, phase) {
  pod = v[p, "metadata.name"]
  phase = v[p, "status.phase"]
  if ((p, "metadata.deletionTimestamp") in v || phase == "Succeeded") return
  if (phase == "Failed") {
    if (!settled) worse(3, "pod " pod ": failed" (v[p, "status.reason"] == "" ? "" : ", " v[p, "status.reason"]) (v[p, "status.message"] == "" ? "" : ": " v[p, "status.message"]), "log:" pod ":" v[p, "spec.containers.0.name"])
    return
  }
  for (i = 0; (p, "status.conditions." i ".type") in v; i++) {
    at = "status.conditions." i "."
    if (v[p, at "type"] != "PodScheduled" || v[p, at "status"] != "False") continue
    claim = claim_of(p)
    if (claim != "") worse(6, "pod " pod ": Pending, claim " claim " has no volume (" class_of(claim) ")", "events:PersistentVolumeClaim:" claim)
    else worse(6, "pod " pod ": Pending: " v[p, at "message"], "-")
  }
  container(p, pod, "status.initContainerStatuses", 1)
  container(p, pod, "status.containerStatuses", 0)
  if (worst == 0 && phase == "Pending") worse(1, "pod " pod ": Pending", "events:Pod:" pod)
}
END {
  for (n = 1; n <= last; n++) {
    if (v[n, "kind"] == "PersistentVolumeClaim") claims[v[n, "metadata.name"]] = n
    if (v[n, "kind"] == "Pod") pods[++count] = n
  }
  for (n = 1; n <= last; n++) {
    kind = v[n, "kind"]
    if (kind !~ /^(Deployment|StatefulSet|DaemonSet|Job)$/) continue
    name = v[n, "metadata.name"]
    component = v[n, "metadata.labels.helm.sh/chart"]
    sub(/-[0-9]+\.[0-9]+\..*$/, "", component)
    want = (n, "spec.replicas") in v ? v[n, "spec.replicas"] + 0 : 1
    ready = number(v[n, "status.readyReplicas"])
    updated = kind == "DaemonSet" ? number(v[n, "status.updatedNumberScheduled"]) : number(v[n, "status.updatedReplicas"])
    if (kind == "DaemonSet") { want = number(v[n, "status.desiredNumberScheduled"]); ready = number(v[n, "status.numberReady"]) }
    if (kind == "Job") { want = (n, "spec.completions") in v ? v[n, "spec.completions"] + 0 : 1; ready = number(v[n, "status.succeeded"]); updated = ready }
    # A StatefulSet that was never changed counts no updated pods.
    if (kind == "StatefulSet" && v[n, "status.currentRevision"] == v[n, "status.updateRevision"]) updated = want
    seen = (n, "status.observedGeneration") in v ? v[n, "status.observedGeneration"] + 0 >= number(v[n, "metadata.generation"]) : kind == "Job"
    settled = ready >= want && updated >= want && seen
    worst = 0; about = ""; where = "-"; mine = 0
    for (i = 1; i <= count; i++) {
      p = pods[i]
      if (!belongs(p, n, kind, name)) continue
      mine++
      if (!(kind == "Job" && settled)) judge(p, settled)
    }
    for (i = 0; (n, "status.conditions." i ".type") in v; i++) {
      at = "status.conditions." i "."
      if (v[n, at "status"] != "True") continue
      if (v[n, at "type"] == "ReplicaFailure" && !settled) worse(7, tolower(kind) " " name ": " v[n, at "reason"] ": " v[n, at "message"], "-")
      if (kind == "Job" && v[n, at "type"] == "Failed") worse(worst >= 3 ? worst : 3, "job " name ": " v[n, at "reason"] ": " v[n, at "message"], "-")
    }
    if (mine == 0 && want > 0 && !settled && seen && worst == 0) worse(4, tolower(kind) " " name ": no pod was made", "events:" kind ":" name)
    state = worst >= 3 ? "failing" : (worst > 0 || !settled) ? "waiting" : "ok"
    if (state != "ok" && about == "") about = tolower(kind) " " name ": " (seen ? ready " of " want " ready" : "not taken up yet by the cluster")
    print (component in level ? level[component] : 0), component, tolower(kind) "/" name, ready "/" want, state, about, where
  }
}
