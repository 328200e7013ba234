import { at, isObject, type JsonObject } from "../../model/json.ts";
import { containerPorts, items, type Container } from "../workloads.ts";
import { ofContainers, ofPods, when, type Policy } from "./policy.ts";

const safeVolumes = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];
// What Kubernetes itself counts as safe.
const safeSysctls = ["kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];

function context(container: Container): JsonObject {
  const own = container.value["securityContext"];
  return isObject(own) ? own : {};
}

/** The pod security level `restricted` (https://kubernetes.io/docs/concepts/security/pod-security-standards/), and a read-only root. */
export const podSecurity: readonly Policy[] = [
  ofPods("policy-host", (pod) => [
    ...["hostNetwork", "hostPID", "hostIPC"].flatMap((key) => when(pod.spec[key] === true, [...pod.path, key], "shares the node's")),
    ...items(pod.spec["volumes"]).flatMap(([volume, i]) =>
      Object.keys(volume).flatMap((kind) => when(kind !== "name" && !safeVolumes.includes(kind), [...pod.path, "volumes", i, kind], "is a kind of volume that is not allowed")),
    ),
    ...pod.containers.flatMap((c) => containerPorts(c).flatMap(([port, i]) => when(port["hostPort"] !== undefined && port["hostPort"] !== 0, [...c.path, "ports", i, "hostPort"], "takes a port of the node"))),
  ]),
  ofContainers("policy-root", (c, pod) => {
    const whole = pod.spec["securityContext"];
    const of = (key: string) => context(c)[key] ?? at(whole, [key]);
    return [
      ...when(of("runAsNonRoot") !== true, [...c.path, "securityContext", "runAsNonRoot"], `is ${shown(of("runAsNonRoot"))}`),
      ...when(of("runAsUser") === 0, [...c.path, "securityContext", "runAsUser"], "is 0"),
    ];
  }),
  ofContainers("policy-privileges", (c) => [
    ...when(context(c)["allowPrivilegeEscalation"] !== false, [...c.path, "securityContext", "allowPrivilegeEscalation"], `is ${shown(context(c)["allowPrivilegeEscalation"])}`),
    ...when(context(c)["privileged"] === true, [...c.path, "securityContext", "privileged"], "is true"),
  ]),
  ofContainers("policy-capabilities", (c) => {
    const drop = at(context(c), ["capabilities", "drop"]);
    const add = at(context(c), ["capabilities", "add"]);
    return [
      ...when(!Array.isArray(drop) || !drop.includes("ALL"), [...c.path, "securityContext", "capabilities", "drop"], `is ${shown(drop)}`),
      ...when(Array.isArray(add) && add.length > 0, [...c.path, "securityContext", "capabilities", "add"], `is ${shown(add)}`),
    ];
  }),
  ofContainers("policy-seccomp", (c, pod) => {
    const type = at(context(c), ["seccompProfile", "type"]) ?? at(pod.spec, ["securityContext", "seccompProfile", "type"]);
    return when(type !== "RuntimeDefault" && type !== "Localhost", [...c.path, "securityContext", "seccompProfile", "type"], `is ${shown(type)}`);
  }),
  ofPods("policy-kernel", (pod) => {
    const options = (value: JsonObject, path: readonly (string | number)[]) =>
      ["seLinuxOptions", "procMount", "windowsOptions", "appArmorProfile"].flatMap((key) => when(value[key] !== undefined, [...path, key], `is ${shown(value[key])}`));
    const whole = isObject(pod.spec["securityContext"]) ? pod.spec["securityContext"] : {};
    return [
      ...items(whole["sysctls"]).flatMap(([s, i]) => when(!safeSysctls.includes(String(s["name"])), [...pod.path, "securityContext", "sysctls", i], `sets ${String(s["name"])}`)),
      ...options(whole, [...pod.path, "securityContext"]),
      ...pod.containers.flatMap((c) => options(context(c), [...c.path, "securityContext"])),
    ];
  }),
  ofContainers("policy-read-only", (c) => when(context(c)["readOnlyRootFilesystem"] !== true, [...c.path, "securityContext", "readOnlyRootFilesystem"], `is ${shown(context(c)["readOnlyRootFilesystem"])}`)),
  ofPods(
    "policy-token",
    (pod, objects) => {
      // A token is of use to an account that a Role is bound to, or one of the site's, of which we know nothing.
      const account = pod.spec["serviceAccountName"];
      const made = objects.some((o) => o.kind === "ServiceAccount" && o.name === account);
      const bound = objects.some((o) => o.kind === "RoleBinding" && items(o.value["subjects"]).some(([s]) => s["kind"] === "ServiceAccount" && s["name"] === account));
      const token = pod.spec["automountServiceAccountToken"];
      return [
        ...when(token !== false && (token !== true || (!bound && made)), [...pod.path, "automountServiceAccountToken"], `is ${shown(token)}, and no Role is bound to ${shown(account)}`),
        ...when(token === true && (account === undefined || account === "default"), [...pod.path, "serviceAccountName"], `is ${shown(account)}, which everybody shares`),
        ...when(pod.spec["serviceAccount"] !== undefined, [...pod.path, "serviceAccount"], "is the old name of serviceAccountName"),
      ];
    },
    true,
  ),
  ofPods("policy-service-links", (pod) => when(pod.spec["enableServiceLinks"] !== false, [...pod.path, "enableServiceLinks"], `is ${shown(pod.spec["enableServiceLinks"])}`)),
];

/** A value in a sentence. */
export function shown(value: unknown): string {
  return value === undefined ? "not set" : typeof value === "string" ? value : JSON.stringify(value);
}
