import { isIP } from "node:net";
import { diagnose } from "../../model/codes.ts";
import { publicURLForm } from "../../model/codes/forms.ts";
import type { Diagnostic, Position } from "../../model/diagnostic.ts";
import { at } from "../../model/json.ts";
import type { Rule, RuleContext } from "./rule.ts";

const example = /(^|\.)example\.(com|org|net)$/;
// `my` alone is no sign: it is a country, and many names begin with it.
const placeholder =
  /[<>{}$_]|(^|[.-])(your|change-?me|placeholder|todo|xxx+|external-?ip|server-?ip|domain|hostname|my[.-]?(site|company|host|server|app|org))([.-]|$)|(^|\.)example$/i;
const loopback = /^(localhost|.*\.localhost|127(\.\d+){1,3}|0\.0\.0\.0|\[::1?\])$/;
const form = new RegExp(publicURLForm);
/** Letters of any script, digits, dots and dashes, or an IPv6 address in brackets: what one can make the form from. */
const hostName = /^(?!.*\.\.)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$|^\[[0-9a-f:.]+\]$/u;
const privateName = /(^|\.)(local|localdomain|internal|intranet|lan|corp|home|private|svc|test|invalid|arpa)$/;
const privateAddress = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|\[fe80)/i;

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
  if (placeholder.test(host)) say(diagnose("url-placeholder", { host }, position));
  else if (loopback.test(host)) say(diagnose("url-loopback", { host }, position));
  else if (privateName.test(host) || privateAddress.test(host) || (!host.includes(".") && !host.startsWith("["))) {
    if (!intranet || /(^|\.)(svc|cluster\.local|invalid|arpa)$/.test(host)) say(diagnose("url-private", { host }, position));
  } else if (example.test(host)) say(diagnose("url-example", { host }, position));
  if (isIP(host.replace(/[[\]]/g, "")) !== 0 && !loopback.test(host)) say(diagnose("url-address", { host }, position));
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
