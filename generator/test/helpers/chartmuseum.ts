import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { imitatedChartMuseum } from "./imitated-chartmuseum.ts";
import { answers, freePort, type Listening } from "./loopback.ts";
import { login } from "./registry.ts";
import { foreignPath } from "./tool.ts";

/**
 * A ChartMuseum with nothing in it: the real program when CHARTMUSEUM names it or PATH has it, else an imitation of its answers,
 * which is said loudly.
 */
export async function startChartMuseum(auth: boolean): Promise<Listening> {
  const program = await foreignPath("chartmuseum");
  if (program === undefined) return imitatedChartMuseum(auth ? login : undefined);
  const folder = mkdtempSync(join(tmpdir(), "chartmuseum-"));
  mkdirSync(join(folder, "charts"));
  const port = await freePort();
  const access = auth ? [`--basic-auth-user=${login.username}`, `--basic-auth-pass=${login.password}`] : [];
  const child = execa(program, [`--port=${port}`, "--listen-host=127.0.0.1", "--storage=local", `--storage-local-rootdir=${join(folder, "charts")}`, ...access], { reject: false, cwd: folder, stdout: "ignore" });
  let said = "";
  child.stderr.on("data", (text) => (said += String(text)));
  await answers(child, port, () => said);
  return {
    host: `127.0.0.1:${port}`,
    stop: async () => {
      child.kill("SIGKILL");
      await child;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
