import { projectRoot } from "../io/root.ts";
import { isCurrent } from "../io/stamp.ts";

// CI and editors ask this one question over and over; nothing needs to be loaded when the answer is known.
const args = process.argv.slice(2);
if (args.length === 2 && args[0] === "charts" && args[1] === "--check" && isCurrent(projectRoot())) {
  console.log("Everything is up to date.");
} else {
  const { main } = await import("./program.ts");
  await main(args);
}
