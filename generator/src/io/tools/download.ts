import { setTimeout as sleep } from "node:timers/promises";

type Answer = { readonly bytes: Uint8Array } | { readonly failure: string; readonly final: boolean };

/** Reads an address. Tries three times, except when the server says that there is no such thing. */
export async function download(url: string): Promise<Uint8Array> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(url);
    if ("bytes" in answer) return answer.bytes;
    if (answer.final || attempt === 3) throw new Error(`${url}: ${answer.failure}`);
    await sleep(1000 * attempt);
  }
}

async function ask(url: string): Promise<Answer> {
  try {
    // The client is large, and whoever finds all tools and schemas need not wait for it.
    const { reach } = await import("../way.ts");
    const response = await reach(new URL(url), { signal: AbortSignal.timeout(300_000) });
    if (response.ok) return { bytes: new Uint8Array(await response.arrayBuffer()) };
    const final = response.status < 500 && response.status !== 429;
    return { failure: `${response.status} ${response.statusText}`.trim(), final };
  } catch (error) {
    // fetch says only "fetch failed"; the cause knows the host and the refusal.
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { failure: cause instanceof Error ? cause.message : String(cause), final: false };
  }
}
