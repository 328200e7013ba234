import { hex } from "./session.ts";
import type { Given, Story } from "./story.ts";

/** The story before its first step. */
export function beginStory(given: Given): Story {
  const { world, url } = given;
  return { ...given, api: { world, base: `${url}/api` }, chat: { world, base: `${url}/chat` }, nonce: hex(world.random(4)), accounts: [], sent: [], left: [] };
}
