import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { isObject } from "../../model/json.ts";
import { addressFault, schemes, type PublishTarget } from "../../model/publish-target.ts";
import type { Rule } from "./rule.ts";

const forms = { directory: "https://charts.your-company.com", chartmuseum: "https://charts.your-company.com", oci: "oci://registry.your-company.com/charts" } as const;

/** Addresses of targets are such, hold no password, and never lead charts or passwords over plain http to another machine. */
export const publish: Rule = ({ stack, source }) => {
  const targets = stack.settings["publish"];
  if (!Array.isArray(targets)) return [];
  return (targets as readonly unknown[]).flatMap((target, i): readonly Diagnostic[] => {
    if (!isObject(target) || typeof target["url"] !== "string" || !isType(target["type"])) return [];
    const { type, url } = target as unknown as PublishTarget & { readonly url: string };
    const plainHTTP = target["plainHTTP"] === true;
    const position = source.position(["publish", i, "url"]);
    switch (addressFault(type, url, plainHTTP)) {
      case "address":
        return [diagnose("publish-address", { type, form: forms[type] }, position)];
      case "password": {
        const prefix = typeof target["credentialsEnv"] === "string" ? target["credentialsEnv"] : "OPENIM_PUBLISH";
        return [diagnose("publish-password", { variables: `${prefix}_USERNAME and ${prefix}_PASSWORD` }, position)];
      }
      case "plain-http":
        return [diagnose("publish-plain-http", { host: new URL(url).host }, plainHTTP ? source.position(["publish", i, "plainHTTP"]) : position)];
      case undefined:
        return [];
    }
  });
};

function isType(value: unknown): value is PublishTarget["type"] {
  return typeof value === "string" && Object.hasOwn(schemes, value);
}
