import { diagnose } from "../model/codes.ts";
import type { Diagnostic } from "../model/diagnostic.ts";

interface Resource {
  readonly kind: string;
  readonly name: string;
  readonly status: string;
  readonly msg: string;
}

/** What kubeconform refused, from its JSON report. */
export function schemaFindings(report: string): readonly Diagnostic[] {
  const resources = (JSON.parse(report) as { readonly resources?: readonly Resource[] }).resources ?? [];
  return resources
    .filter((r) => r.status === "statusInvalid" || r.status === "statusError")
    .map((r) => diagnose("kubernetes-schema", { object: `${r.kind} ${r.name}`, reason: r.msg }));
}
