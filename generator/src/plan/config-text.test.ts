import { describe, expect, it } from "vitest";
import { readConfigFile } from "../load/config-file.ts";
import { configText } from "./config-text.ts";

const text = `# F.

# Servers.
# @items string
servers: []
# A block.
block:
  # How often.
  # @in openim-push: 7
  times: 3
`;

describe("configText", () => {
  const { config } = readConfigFile("server", "demo", "demo.yml", "cat/demo.yml", text);

  it("has the value that is another one there, and nothing else of it changes", () => {
    expect(configText(config, "openim-push")).toBe(config.text.replace("times: 3", "times: 7"));
  });

  it("is the file as it stands everywhere else", () => {
    expect(configText(config, "openim-api")).toBe(config.text);
  });
});
