import { failed } from "../model/acceptance.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Answer, World } from "../model/world.ts";

/** What an error of OpenIM means to someone who installed it. Codes: servererrs of the server, eerrs of chat. */
const hints: Readonly<Record<number, string>> = {
  14: "A module has no address in etcd. Look for one that is not Ready; a module that lost its registration must be restarted.",
  500: "A module behind the API is away or has no connection to its store: look at pods that are not Ready and at their logs.",
  1001: "The request was not understood, or chat has another apiURL or administrator than the server: check chat's share.openIM.",
  1002: "The IM secret given here, or the one that chat has, is not the server's.",
  1004: "Something that was made a moment ago is not there: two installations may share this address.",
  1501: "The token is too old: check the clocks of client and nodes.",
  1503: "The token was not signed with this installation's secret.",
  1506: "Another session of the same user took over.",
  1507: "The token is not known: Redis lost its data, or another session of the same user took over.",
  20001: "The password is another. After the first login it was probably changed: set OPENIM_ADMIN_PASSWORD.",
  20002: "There is no such account. It is made by admin-rpc at its first start with the name in its Secret.",
  20006: "The verification code is not this installation's: give super-code of the chat Secret (OPENIM_SUPER_CODE). It does not count where mail or SMS is set up.",
};

/** What a status says that is not OpenIM's own, which is always 200. */
export function statusHint(status: number): string {
  if (status === 404) return "The path leads nowhere: check that this address belongs to the edge and that nothing in front of it rewrites paths.";
  if (status === 413) return "Something in front of the edge limits the size of bodies.";
  if (status === 401 || status === 403) return "Something in front of the edge asks for a login of its own, or forbids the path.";
  if (status === 502 || status === 503 || status === 504) return "The edge, or what is in front of it, was reached; the module behind it does not answer. Look for pods that are not Ready.";
  if (status >= 300 && status < 400) return "The address only redirects: give the one that it redirects to.";
  return "Look at the log of openim-edge for this path.";
}

/** A path of OpenIM's JSON calls below one address. */
export interface Api {
  readonly world: World;
  /** Without a slash at the end. */
  readonly base: string;
}

/** One call as OpenIM's clients make it. Gives `data`; throws a failure that says on which hop it ended. */
export async function call(api: Api, path: string, body: Json, token?: string): Promise<JsonObject> {
  const answer = await post(api, path, body, token);
  const { code, message, data } = outcome(api.base + path, answer);
  if (code === 0) return data;
  throw failed("openim", `${path}: errCode ${code} ${message}`, hints[code] ?? "See the log of the module that owns this path, by its operationID.");
}

/** The call itself, whatever the answer. */
export async function post(api: Api, path: string, body: Json, token?: string): Promise<Answer> {
  const id = [...api.world.random(6)].map((b) => b.toString(16).padStart(2, "0")).join("");
  const headers = { "content-type": "application/json", operationID: `verify-${id}`, ...(token === undefined ? {} : { token }) };
  return api.world.http({ method: "POST", url: api.base + path, headers, body: JSON.stringify(body) });
}

export interface Outcome {
  readonly code: number;
  readonly message: string;
  readonly data: JsonObject;
}

/** What the answer says in OpenIM's own form; a failure when it is not in that form. */
export function outcome(url: string, answer: Answer): Outcome {
  const text = new TextDecoder().decode(answer.body);
  if (answer.status !== 200) throw failed("edge", `${url}: HTTP ${answer.status} ${text.slice(0, 120).replaceAll(/\s+/g, " ").trim()}`, statusHint(answer.status));
  const parsed = jsonOf(text);
  if (!isObject(parsed) || typeof parsed["errCode"] !== "number") {
    throw failed("answer", `${url}: not an answer of OpenIM: ${text.slice(0, 80).replaceAll(/\s+/g, " ").trim()}`, "Another program answers here: the path is not routed to OpenIM, or a page is shown instead.");
  }
  const said = [parsed["errMsg"], parsed["errDlt"]].filter((part) => typeof part === "string" && part !== "").join(": ");
  return { code: parsed["errCode"], message: said.slice(0, 200), data: isObject(parsed["data"]) ? parsed["data"] : {} };
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A text in an answer that a later step cannot do without. */
export function textIn(data: JsonObject, key: string, path: string): string {
  const value = data[key];
  if (typeof value === "string" && value !== "") return value;
  throw failed("answer", `${path}: the answer has no ${key}`, "The server is of a release that this program does not know.");
}
