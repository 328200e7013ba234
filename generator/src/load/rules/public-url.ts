import { diagnose } from "../../model/codes.ts";
import { publicURLForm } from "../../model/codes/forms.ts";
import type { Diagnostic, Position } from "../../model/diagnostic.ts";
import { at } from "../../model/json.ts";
import { checkClientHost, placeholder } from "./client-host.ts";
import type { Rule, RuleContext } from "./rule.ts";

const form = new RegExp(publicURLForm);
/** Letters of any script, digits, dots and dashes, or an IPv6 address in brackets: what one can make the form from. */
const hostName = /^(?!.*\.\.)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$|^\[[0-9a-f:.]+\]$/u;

/** The public address must be one that every client can use as it is, because it ends up in every link. */
export const publicURL: Rule = (context) => {
  const path = ["publicURL"];
  const value = at(context.stack.settings, path);
  if (value === undefined) {
    return context.stack.environment === undefined ? [] : [diagnose("url-missing", { environment: context.stack.environment }, context.source.position(["environments", context.stack.environment], "key"))];
  }
  if (typeof value !== "string") return [];
  const position = context.position(path);
  const parts = /^(https?):\/\/(\[[^\]]*\]|[^:/?#\s]*)(?::(\d+))?([/?#].*)?$/i.exec(value);
  const host = (parts?.[2] ?? "").toLowerCase();
  if (parts === null || !(placeholder.test(host) || hostName.test(host)) || Number(parts[3] ?? 0) > 65_535) {
    const bare = value.replace(/^[a-z]+:\/\//i, "").replace(/[:/].*$/, "");
    return [placeholder.test(bare) ? diagnose("url-placeholder", { host: bare }, position) : syntax(value, "", position)];
  }
  const found: Diagnostic[] = [];
  const say = (d: Diagnostic) => found.push(d);
  const rest = parts[4] ?? "";
  const origin = value.slice(0, value.length - rest.length);
  if (!form.test(origin) && !placeholder.test(host)) say(syntax(value, inForm(origin), position));
  const intranet = at(context.stack.settings, ["exposure", "intranet"]) === true;
  found.push(...checkClientHost(host, intranet, position));
  if (rest !== "" && rest !== "/") say(diagnose("url-path", { url: value, path: rest }, position));
  found.push(...frontEnds(context, value, parts[1]?.toLowerCase() ?? "", parts[3] ?? ""));
  return found;
};

function syntax(url: string, near: string, position: Position | undefined): Diagnostic {
  const reason = near === "" ? "is not an http or https address" : "has other characters than a to z, digits, `-` and `.` in its scheme or host, which routes and certificates cannot have";
  return diagnose("url-syntax", { url, reason, near }, position);
}

/** The same address in lower case and ASCII; empty when there is none. */
function inForm(url: string): string {
  const { protocol, host } = URL.canParse(url) ? new URL(url) : { protocol: "", host: "" };
  const near = `${protocol}//${host}`;
  return form.test(near) ? near : "";
}

/** The published front ends find their endpoints from the page's address: 443, or ports of their own, which a load balancer alone can open. */
function frontEnds(context: RuleContext, url: string, scheme: string, port: string): readonly Diagnostic[] {
  const { settings } = context.stack;
  const pages = [...context.catalog.components.values()].flatMap((c) => (c.extra["pages"] ?? []) as readonly string[]);
  if (pages.every((name) => at(settings, ["modules", name, "enabled"]) === false)) return [];
  const position = context.position(["publicURL"]);
  if (scheme === "https") return port === "" || port === "443" ? [] : [diagnose("url-port", { url, port }, position)];
  const opened = at(settings, ["exposure", "fixedPorts"]) === true && at(settings, ["exposure", "type"]) === "loadBalancer" && (port === "" || port === "80");
  return opened ? [] : [diagnose("url-insecure", { url }, position)];
}
