import { failed } from "../../model/acceptance.ts";
import { call, outcome, post, statusHint, textIn, type Api } from "../openim-api.ts";
import { md5 } from "../digest.ts";
import type { Step } from "../step.ts";
import { set, type Story } from "../story.ts";

/** A way to an administrators' call, and how it reads in the report. */
export interface Way {
  readonly api: Api;
  readonly words: string;
}

const closedHint = "The edge keeps it from outside, as it should. Give --from-namespace to go through the cluster, or leave the step out with --skip.";

/** The ways to a call that the edge may keep closed: from outside where it is open, else through the cluster. */
export async function wayIn(story: Story, from: readonly Api[], path: string, inside: (() => Promise<string>) | undefined): Promise<Way> {
  for (const api of from) {
    const answer = await post(api, path, {});
    if (answer.status === 200) return { api, words: `at ${api.base}` };
    if (answer.status !== 404 && answer.status !== 403) throw failed("edge", `${api.base}${path}: HTTP ${answer.status}`, statusHint(answer.status));
  }
  if (inside !== undefined) return { api: { world: story.world, base: await inside() }, words: "through the cluster; closed from outside" };
  throw failed("edge", `${path} is closed from outside`, closedHint);
}

const tokenPath = "/auth/get_admin_token";
const loginPath = "/account/login";

export const tokenWay = async (story: Story): Promise<Way> => wayIn(story, [story.api], tokenPath, story.cluster?.api);

export const loginWay = async (story: Story): Promise<Way> => {
  const addresses = [story.url, ...(story.adminURL === undefined ? [] : [story.adminURL])];
  return wayIn(story, addresses.map((address) => ({ world: story.world, base: `${address}/complete_admin` })), loginPath, story.cluster?.adminApi);
};

export const adminToken: Step = {
  id: "admin-token",
  title: "The IM secret gives an administrator's token",
  proves: "The server signs with the installation's own secret; auth, user and Redis work.",
  after: ["door"],
  needs: ["im-secret"],
  seconds: 30,
  run: async (story) => {
    const { api, words } = await tokenWay(story);
    const data = await call(api, tokenPath, { secret: set(story.credentials.imSecret, "IM secret"), userID: story.credentials.imAdmin });
    story.adminToken = { api, token: textIn(data, "token", tokenPath) };
    return words;
  },
};

export const adminLogin: Step = {
  id: "admin-login",
  title: "The chat administrator logs in with the generated name",
  proves: "admin-api, admin-rpc and MongoDB work, and chat reaches the IM server with the same secret.",
  after: ["door"],
  needs: ["admin-account"],
  seconds: 30,
  run: async (story) => {
    const { adminAccount, adminPassword } = story.credentials;
    const account = set(adminAccount, "administrator's account");
    const { api, words } = await loginWay(story);
    const data = await call(api, loginPath, { account, password: md5(adminPassword ?? account) });
    textIn(data, "adminToken", loginPath);
    textIn(data, "imToken", loginPath);
    return words;
  },
};

/** What upstream ships, and everybody knows. */
interface KnownDefault {
  readonly what: string;
  readonly way: (story: Story) => Promise<Way>;
  readonly path: string;
  readonly body: (story: Story) => Parameters<typeof post>[2];
}

const registration = (code: string) => (story: Story) => ({
  verifyCode: code,
  platform: 5,
  autoLogin: false,
  deviceID: "",
  user: { nickname: "verify", faceURL: "", areaCode: "+86", phoneNumber: `1${String(story.world.now()).slice(-10)}`, password: md5(story.nonce) },
});

const knownDefaults: readonly KnownDefault[] = [
  { what: "IM secret openIM123", way: tokenWay, path: tokenPath, body: ({ credentials }) => ({ secret: "openIM123", userID: credentials.imAdmin }) },
  { what: "administrator chatAdmin", way: loginWay, path: loginPath, body: () => ({ account: "chatAdmin", password: md5("chatAdmin") }) },
  { what: "administrator admin1", way: loginWay, path: loginPath, body: () => ({ account: "admin1", password: md5("admin1") }) },
  { what: "verification code 666666", way: async (story) => ({ api: story.chat, words: "" }), path: "/account/register", body: registration("666666") },
];

export const defaults: Step = {
  id: "known-defaults",
  title: "Every default that the world knows is refused",
  proves: "Nobody gets in with the IM secret, the administrator or the verification code that upstream ships.",
  after: ["door"],
  needs: [],
  seconds: 60,
  run: async (story) => {
    const accepted: string[] = [];
    let shut = 0;
    for (const one of knownDefaults) {
      const way = await one.way(story).catch(closedDoor);
      if (way === undefined) shut += 1;
      else if (outcome(way.api.base + one.path, await post(way.api, one.path, one.body(story))).code === 0) accepted.push(one.what);
    }
    if (accepted.length > 0) throw failed("openim", `accepted: ${accepted.join(", ")}`, "Change it before anybody else finds it: credentials.mode generated or derived gives each installation its own.");
    const closed = shut === 0 ? "" : `, of ${shut} the call itself is closed from outside`;
    return `${knownDefaults.length} defaults refused${closed}`;
  },
};

/** A closed door refuses everything, also the default. */
function closedDoor(error: unknown): undefined {
  if (error instanceof Error && error.message.endsWith("is closed from outside")) return undefined;
  throw error;
}
