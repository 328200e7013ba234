import type { KubernetesCatalog } from "../io/k8s-schemas.ts";
import { at, type JsonObject } from "../model/json.ts";

/** What Helm is told to render the staged umbrella for the newest Kubernetes, with values files, and with what `values` leave to the installation. */
export function templateArguments({ supported }: Pick<KubernetesCatalog, "supported">, files: readonly string[], values: JsonObject): readonly string[] {
  return ["template", "openim", "charts/openim", "--namespace", "openim", "--kube-version", `${supported.at(-1) ?? ""}.0`, ...files.flatMap((f) => ["-f", f]), ...saidAtInstall(values)];
}

/** What a site says at `helm install` and openim.yaml need not, or must not, hold. */
function saidAtInstall(values: JsonObject): readonly string[] {
  const openim = (path: string) => at(values, ["global", "openim", ...path.split(".")]);
  const said: string[] = [];
  if ((openim("publicURL") ?? "") === "") said.push("global.openim.publicURL=https://im.example.com");
  if (openim("credentials.mode") === "derived" && (openim("credentials.master") ?? "") === "") said.push(`global.openim.credentials.master=${"m".repeat(32)}`);
  return said.flatMap((s) => ["--set", s]);
}
