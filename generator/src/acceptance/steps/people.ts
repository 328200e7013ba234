import { failed } from "../../model/acceptance.ts";
import { md5 } from "../digest.ts";
import { call, textIn } from "../openim-api.ts";
import { platform } from "../messages.ts";
import { hex } from "../session.ts";
import type { Step } from "../step.ts";
import { reconnect, set, settleMs, type Story } from "../story.ts";

const areaCode = "+86";

/** Two new users with random numbers and passwords. */
export async function registerTwo(story: Story): Promise<string> {
  for (const name of ["Ann", "Bob"]) {
    const digits = [...story.world.random(10)].map((b) => b % 10).join("");
    const account = { name, phone: `1${digits}`, password: md5(hex(story.world.random(16))) };
    const user = { nickname: `verify-${name}-${story.nonce}`, faceURL: "", areaCode, phoneNumber: account.phone, password: account.password };
    const data = await call(story.chat, "/account/register", { verifyCode: set(story.credentials.superCode, "verification code"), platform, autoLogin: true, deviceID: "", user });
    const userID = textIn(data, "userID", "/account/register");
    story.accounts = [...story.accounts, { ...account, userID }];
    story.left = [...story.left, `user ${userID} (${user.nickname}): no call of OpenIM deletes users`];
  }
  return story.accounts.map(({ userID }) => userID).join(" and ");
}

/** Both log in with number and password. */
export async function loginTwo(story: Story): Promise<string> {
  for (const { name, phone, password, userID } of story.accounts) {
    const data = await call(story.chat, "/account/login", { areaCode, phoneNumber: phone, password, platform, deviceID: "" });
    const found = textIn(data, "userID", "/account/login");
    if (found !== userID) throw failed("answer", `${name} registered as ${userID} and logged in as ${found}`, "Two installations share this address, or one database.");
    const person = { name, userID, imToken: textIn(data, "imToken", "/account/login") };
    if (story.ann === undefined) story.ann = person;
    else story.bob = person;
  }
  return "both have a token of the IM server";
}

export const register: Step = {
  id: "register",
  title: "Two people register",
  proves: "chat-api, chat-rpc, admin-rpc and MongoDB work, and chat makes users on the IM server.",
  after: ["door"],
  needs: ["super-code"],
  seconds: 60,
  run: registerTwo,
};

export const login: Step = {
  id: "login",
  title: "Both log in",
  proves: "Passwords are kept, and chat gets tokens for both from the IM server.",
  after: ["register"],
  needs: [],
  seconds: 60,
  run: loginTwo,
};

export const connect: Step = {
  id: "connect",
  title: "Both connect by websocket",
  proves: "The upgrade passes everything in front, and the gateway accepts the tokens.",
  after: ["login"],
  needs: [],
  seconds: 60,
  run: async (story) => {
    const start = story.world.now();
    await reconnect(story, "ann");
    await reconnect(story, "bob");
    const took = story.world.now() - start;
    await story.world.sleep(settleMs);
    return `both connected in ${took} ms`;
  },
};
