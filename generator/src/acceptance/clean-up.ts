import { call } from "./openim-api.ts";
import type { Story } from "./story.ts";

/** Takes away what OpenIM's calls can take away. What stays is added to `story.left`; nothing here makes a run fail. */
export async function cleanUp(story: Story): Promise<void> {
  const { ann, groupID } = story;
  if (ann !== undefined && groupID !== undefined) {
    await attempt(story, `group ${groupID}`, async () => call(story.api, "/group/dismiss_group", { groupID, deleteMember: true }, ann.imToken));
  }
  for (const person of [story.ann, story.bob]) {
    if (person === undefined) continue;
    await attempt(story, `messages of ${person.userID}`, async () => call(story.api, "/msg/user_clear_all_msg", { userID: person.userID, deleteSyncOpt: { IsSyncSelf: false, IsSyncOther: false } }, person.imToken));
  }
  for (const session of [story.annSession, story.bobSession]) {
    if (session?.gone() === undefined) await session?.logout().catch(() => {});
    session?.close();
  }
}

async function attempt(story: Story, what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    story.left = [...story.left, `${what}: ${error instanceof Error ? error.message : String(error)}`];
  }
}
