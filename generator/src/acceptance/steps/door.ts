import { outcome, post } from "../openim-api.ts";
import type { Step } from "../step.ts";

export const door: Step = {
  id: "door",
  title: "The public address leads to OpenIM",
  proves: "Name, certificate, everything in front of the edge, the edge itself and the API behind it.",
  after: [],
  needs: [],
  seconds: 30,
  run: async ({ api, url, world }) => {
    const start = world.now();
    // A call without a token is understood and refused: only OpenIM answers like that.
    outcome(`${api.base}/user/get_users_info`, await post(api, "/user/get_users_info", { userIDs: [] }));
    const plain = url.startsWith("http:") ? "; plain http, so nothing is secret on the way" : "";
    return `answered in ${Math.round(world.now() - start)} ms${plain}`;
  },
};
