# Whether what is asked for fits. Reads the lines of wanted.awk, then nodes, then pods, both as json.awk writes them (an empty
# file of pods: nobody may look at them). Variables: mine (namespace and installation, whose pods make room), only (components
# that are acted on, and whose pods alone do; all when empty).
# Writes: fits|short|tight|unknown, tab, why; tight: not while all pods are replaced at once.
BEGIN { FS = "\t"; n = split(only, list, " "); for (i = 1; i <= n; i++) chosen[list[i]] = 1 }
FILENAME != name_seen { file++; name_seen = FILENAME; flush() }
function milli(x) { return x ~ /m$/ ? substr(x, 1, length(x) - 1) + 0 : x * 1000 }
function bytes(x,    unit, n) {
  n = x; sub(/[A-Za-z]+$/, "", n); unit = substr(x, length(n) + 1)
  return n * (unit == "Ki" ? 1024 : unit == "Mi" ? 1048576 : unit == "Gi" ? 1073741824 : unit == "Ti" ? 1099511627776 : unit == "k" ? 1000 : unit == "M" ? 1000000 : unit == "G" ? 1000000000 : unit == "T" ? 1000000000000 : unit == "m" ? 0.001 : 1)
}
function flush() {
  if (pod != "" && node in usable && phase != "Succeeded" && phase != "Failed" && !(space "/" instance == mine && (only == "" || component in chosen))) {
    free_cpu[node] -= most_cpu > cpu ? most_cpu : cpu
    free_memory[node] -= most_memory > memory ? most_memory : memory
    free_pods[node]--
  }
  pod = node = phase = space = instance = component = ""; cpu = memory = most_cpu = most_memory = 0
}
file == 1 && $1 == "pod" {
  more_cpu += $6 * $4; more_memory += $6 * $5
  need_cpu += $3 * $4; need_memory += $3 * $5; need_pods += $3
  if ($4 > big_cpu) { big_cpu = $4; big_cpu_of = $2 }
  if ($5 > big_memory) { big_memory = $5; big_memory_of = $2 }
}
file == 1 && $1 == "tolerates" { tolerated[$2] = 1 }
file == 2 { v[$1, $2] = $3; if ($1 + 0 > last) last = $1 + 0 }
file == 3 && FNR == 1 { nodes() }
file == 3 {
  if ($1 != pod) { flush(); pod = $1 }
  if ($2 == "spec.nodeName") node = $3
  else if ($2 == "status.phase") phase = $3
  else if ($2 == "metadata.namespace") space = $3
  else if ($2 == "metadata.labels.app.kubernetes.io/instance") instance = $3
  else if ($2 == "metadata.labels.app.kubernetes.io/name") component = $3
  else if ($2 ~ /^spec\.containers\.[0-9]+\.resources\.requests\.cpu$/) cpu += milli($3)
  else if ($2 ~ /^spec\.containers\.[0-9]+\.resources\.requests\.memory$/) memory += bytes($3)
  else if ($2 ~ /^spec\.initContainers\.[0-9]+\.resources\.requests\.cpu$/) { if (milli($3) > most_cpu) most_cpu = milli($3) }
  else if ($2 ~ /^spec\.initContainers\.[0-9]+\.resources\.requests\.memory$/) { if (bytes($3) > most_memory) most_memory = bytes($3) }
}
function nodes(    n, i, ready, shut, name) {
  counted = 1
  for (n = 1; n <= last; n++) {
    if (v[n, "kind"] != "Node") continue
    all++
    name = v[n, "metadata.name"]; ready = 0; shut = v[n, "spec.unschedulable"] == "true"
    for (i = 0; (n, "status.conditions." i ".type") in v; i++) if (v[n, "status.conditions." i ".type"] == "Ready") ready = v[n, "status.conditions." i ".status"] == "True"
    for (i = 0; (n, "spec.taints." i ".effect") in v; i++) if (v[n, "spec.taints." i ".effect"] ~ /^(NoSchedule|NoExecute)$/ && !(v[n, "spec.taints." i ".key"] in tolerated)) shut = 1
    if (!ready || shut) continue
    usable[name] = 1; count++
    free_cpu[name] = milli(v[n, "status.allocatable.cpu"]); free_memory[name] = bytes(v[n, "status.allocatable.memory"]); free_pods[name] = v[n, "status.allocatable.pods"] + 0
  }
}
function gib(x) { return sprintf("%.1f GiB", x / 1073741824) }
function cores(x) { return sprintf("%.1f", x / 1000) }
END {
  flush()
  looked = counted
  if (!counted) nodes()
  for (name in usable) {
    sum_cpu += free_cpu[name]; sum_memory += free_memory[name]; sum_pods += free_pods[name]
    if (free_cpu[name] > most_free_cpu) most_free_cpu = free_cpu[name]
    if (free_memory[name] > most_free_memory) most_free_memory = free_memory[name]
  }
  says = sprintf("asked for: %s CPU, %s, %d pods; free on %d of %d nodes: %s CPU, %s, %d pods", cores(need_cpu), gib(need_memory), need_pods, count, all, cores(sum_cpu), gib(sum_memory), sum_pods)
  if (count == 0) print "short\tno node of " all + 0 " takes pods"
  else if (need_cpu > sum_cpu || need_memory > sum_memory || need_pods > sum_pods) print "short\t" says
  else if (big_cpu > most_free_cpu) print "short\ta pod of " big_cpu_of " asks for " cores(big_cpu) " CPU, the freest node has " cores(most_free_cpu)
  else if (big_memory > most_free_memory) print "short\ta pod of " big_memory_of " asks for " gib(big_memory) ", the freest node has " gib(most_free_memory)
  else if (!looked) print "unknown\t" says ", not counting what runs there"
  else if (need_cpu + more_cpu > sum_cpu || need_memory + more_memory > sum_memory) print "tight\t" says "; an upgrade that replaces all pods at once asks for " cores(more_cpu) " CPU, " gib(more_memory) " more"
  else print "fits\t" says
}
