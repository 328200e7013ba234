import { failed } from "../../model/acceptance.ts";
import type { Gateway } from "../../model/world.ts";
import type { Step } from "../step.ts";
import { reconnect, set, settleMs, until, type Story } from "../story.ts";

const tries = 8;

/** Connects somebody and finds out which gateway took the connection: the one that counts one user more. */
async function locate(story: Story, gateways: readonly Gateway[], who: "ann" | "bob"): Promise<string | undefined> {
  story[`${who}Session`]?.close();
  await story.world.sleep(500);
  const before = await count(gateways);
  await reconnect(story, who);
  return until(story.world, 3, async () => {
    const after = await count(gateways);
    const grown = gateways.filter((_, i) => (after[i] ?? 0) === (before[i] ?? 0) + 1);
    const still = gateways.filter((_, i) => after[i] === before[i]);
    // Where others come and go meanwhile nothing follows from the figures.
    return grown.length === 1 && still.length === gateways.length - 1 ? grown[0]?.pod : undefined;
  });
}

const count = async (gateways: readonly Gateway[]): Promise<readonly number[]> => Promise.all(gateways.map(async ({ users }) => users()));

export const gateways: Step = {
  id: "gateways",
  title: "They are connected to two different gateways",
  proves: "Messages below go from one gateway pod to another, where there are two.",
  after: ["connect"],
  needs: ["cluster"],
  seconds: 120,
  run: async (story) => {
    const list = await set(story.cluster, "cluster").gateways();
    if (list.length === 0) throw failed("cluster", "no gateway pod is Ready", "kubectl get pods -l app.kubernetes.io/name=openim-msggateway");
    if (list.length === 1) return `only one gateway: ${list[0]?.pod ?? ""}`;
    const unsure = () => failed("cluster", "the gateways' figures of connected users do not tell who took the connection", "Others come and go. Repeat at a quiet hour, or leave the step out with --skip gateways.");
    let ann: string | undefined;
    for (let i = 0; i < tries && ann === undefined; i++) ann = await locate(story, list, "ann");
    if (ann === undefined) throw unsure();
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < tries; i++) {
      const bob = await locate(story, list, "bob");
      if (bob !== undefined && bob !== ann) {
        await story.world.sleep(settleMs);
        return `Ann on ${ann}, Bob on ${bob}`;
      }
      seen.push(bob);
    }
    if (seen.every((pod) => pod === undefined)) throw unsure();
    throw failed("edge", `${tries} connections all went to ${ann}, though ${list.length} gateways are Ready`, "Something in front of the gateways binds a client to one pod. OpenIM needs no sticky sessions.");
  },
};
