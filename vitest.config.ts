import { defineConfig } from "vitest/config";

// Stages are pure, so files may share a thread and its modules; whole-pipeline tests work in temporary folders of their own.
export default defineConfig({
  test: {
    include: ["generator/**/*.test.ts"],
    globalSetup: ["generator/test/helpers/bundle.ts"],
    pool: "threads",
    isolate: false,
    // Many tests wait for a program that they started.
    maxWorkers: "100%",
    // Helm and its like live for a second: to tidy up their memory all the time takes a sixth of it.
    env: { GOGC: "400" },
    // For what hangs, not for what is slow: a machine may be twenty times as busy as this one.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
