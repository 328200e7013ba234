import { entry, type CodeEntry } from "./entry.ts";

/** What a policy found: the object, the place in it, and what stands there. */
export interface Found extends Readonly<Record<string, string>> {
  readonly object: string;
  readonly path: string;
  readonly found: string;
}

/** A policy: what must be so (title), what happens otherwise, and what to do. */
function policy(title: string, otherwise: string, hint: string): CodeEntry<Found> {
  return entry<Found>({ severity: "error", title, message: (p) => `${p.object}, ${p.path}: ${p.found}. ${otherwise}`, hint: () => hint });
}

/** What security teams ask of every rendered object. Each policy is the code of what breaks it. */
export const policyCodes = {
  // The pod security level `restricted`, and what it forgets.
  "policy-host": policy("No part of the node", "A pod that reaches into its node reaches everybody else on it, and the level `restricted` refuses it.", "Leave out hostNetwork, hostPID, hostIPC, hostPath and hostPort."),
  "policy-root": policy("Nobody is root", "A process that leaves its container as root is root on the node, and the level `restricted` refuses it.", "Set runAsNonRoot: true, and no runAsUser: 0."),
  "policy-privileges": policy("Nobody gains privileges", "The level `restricted` refuses the pod.", "Set allowPrivilegeEscalation: false, and leave out privileged."),
  "policy-capabilities": policy("No capabilities", "The level `restricted` refuses the pod.", "Set capabilities.drop: [ALL], and add none."),
  "policy-seccomp": policy("System calls are filtered", "The level `restricted` refuses the pod.", "Set seccompProfile.type: RuntimeDefault."),
  "policy-kernel": policy("The kernel's settings are left alone", "A node refuses such a pod, or all of its pods suffer.", "Leave out sysctls, procMount, and options of SELinux and AppArmor."),
  "policy-read-only": policy("The root file system is read-only", "Whoever breaks in can change the program.", "Set readOnlyRootFilesystem: true, and mount an emptyDir where the program writes."),
  "policy-token": policy("No token that nobody needs", "Whoever breaks in can speak to Kubernetes, and OpenIM's processes change how they work when they find one.", "Set automountServiceAccountToken: false, or bind a Role to the account."),
  "policy-service-links": policy("No variables of Services", "Kubernetes sets variables that OpenIM takes for its own.", "Set enableServiceLinks: false."),

  // How a pod behaves among others.
  "policy-resources": policy("Every container says what it needs", "The scheduler puts too many pods on a node, and one of them can take all its memory.", "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory."),
  "policy-quantity": policy("What a container asks for is within its limit", "Kubernetes refuses a request above the limit; `256m` of memory are a quarter of a byte, in which nothing starts.", "Write memory as 256Mi and processor time as 250m, the limit at least as high as the request."),
  "policy-probes": policy("Every running container is asked whether it is well", "A process that hangs is never restarted, or gets calls before it can answer.", "Set readinessProbe and livenessProbe."),
  "policy-probe-port": policy("A probe asks a port that is there", "The probe never succeeds.", "Name a port that the container lists, or the number of one that the pod lists."),
  "policy-port-twice": policy("A pod lists a port once", "Only one process can have it; Kubernetes warns everybody who installs.", "Leave it to the container that listens."),
  "policy-init": policy("Init containers and Jobs end", "Kubernetes refuses probes where nothing stays, and a Job without a limit tries for ever.", "Leave the probes out, and set backoffLimit or activeDeadlineSeconds."),
  "policy-restart": policy("What should run is started again", "A process that died stays dead.", "Leave restartPolicy out, or set Always; for Jobs, OnFailure or Never."),
  "policy-image": policy("An image is one image", "Two nodes run different programs under one name.", "Name registry and repository, and a digest or a tag that does not move."),
  "policy-variable-twice": policy("A variable is set once", "Kubernetes takes the last without a word.", "Leave one of them out."),
  "policy-plain-secret": policy("Secrets are in Secrets", "Whoever may read pods or ConfigMaps reads the secret.", "Use secretKeyRef, or mount the Secret."),
  "policy-ssh": policy("Nobody listens on port 22", "A shell server in a pod is a door that nobody watches.", "Take another port, or leave the server out."),
  "policy-unused-volume": policy("Every volume is mounted, and the configuration is read-only", "What nobody mounts delays the pod's start for nothing.", "Mount the volume, or leave it out; mount ConfigMaps and Secrets with readOnly: true."),

  // Workloads, and what looks after them.
  "policy-version-label": policy("No version in what cannot change", "An upgrade is refused, or restarts pods for nothing.", "Use the selector labels only."),
  "policy-own-selector": policy("A workload selects its own pods", "Kubernetes refuses it.", "Take selector and pod labels from the same helper."),
  "policy-spread": policy("Several pods are spread over nodes", "One lost node takes all of them.", "Set topologySpreadConstraints or a podAntiAffinity."),
  "policy-rollout": policy("A rollout leaves nobody without an answer", "Calls fail at every upgrade.", "Use RollingUpdate with maxUnavailable: 0; or 1 with maxSurge: 0, where no pod more finds room."),
  "policy-grace": policy("The grace period is longer than the wait before the end", "The process is killed before it hears of its end.", "Raise terminationGracePeriodSeconds, or shorten preStop."),
  "policy-disruption": policy("A drain can end, and sick pods do not hold it up", "The node cannot be drained.", "Let at least one pod go, and set unhealthyPodEvictionPolicy: AlwaysAllow."),
  "policy-autoscaler": policy("An autoscaler has something to do", "It does nothing, or needs a request that is not there.", "Give minReplicas below maxReplicas, and leave out replicas of its workload."),
  "policy-rights": policy("Rights are few and named", "Whoever breaks into the pod may do all that.", "Name API groups, resources, verbs, and for Secrets the names; never escalate, bind or impersonate."),
  "policy-cluster": policy("Nothing outside the namespace", "Two installations fight over the object, and installing needs the rights of an administrator.", "Use an object of the namespace, and leave metadata.namespace to Helm."),
  "policy-name": policy("Names within their limits", "Kubernetes refuses the object, or what a controller makes from it.", "Shorten the name, or cut it in the template."),
  "policy-labels": policy("Everything can be found by its labels", "Tools do not see that it belongs together, and a clean-up misses it.", "Take the labels from the chart's helper."),
  "policy-isolated": policy("Traffic is denied unless it is needed", "Anybody in the cluster can speak to the pod, or it to anybody.", "Give it a NetworkPolicy of both directions whose rules name peers or ports."),
  "policy-external-name": policy("No Service points elsewhere", "Whoever answers under that name gets the traffic.", "Give the address in the configuration."),
} as const;
