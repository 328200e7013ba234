import { describe, expect, it } from "vitest";
import { bytes, milliCores, programBytes, showBytes, showCores } from "./quantity.ts";

const Mi = 2 ** 20;

describe("quantities", () => {
  it.each([["250m", 250], ["1", 1000], ["1.5", 1500], ["0.1", 100], [2, 2000], [0.25, 250], ["", undefined], ["1 core", undefined], ["-1", undefined], [undefined, undefined], [null, undefined]])("%j of a core is %j thousandths", (given, want) => {
    expect(milliCores(given)).toBe(want);
  });

  it.each([["1Ki", 1024], ["512Mi", 512 * Mi], ["1.5Gi", 1536 * Mi], ["1Ti", 2 ** 40], ["1k", 1000], ["2M", 2e6], ["1e3", 1000], ["128", 128], [64, 64], ["1KB", undefined], ["1m", undefined], ["Gi", undefined], [undefined, undefined], [{}, undefined]])("%j is %j bytes", (given, want) => {
    expect(bytes(given)).toBe(want);
  });

  it.each([["512m", undefined, 512 * Mi], ["3g", undefined, 3072 * Mi], ["320mb", undefined, 320 * Mi], ["768M", undefined, 768 * Mi], ["1000", undefined, 1000], [0.4, "Gi", 0.4 * 1024 * Mi], ["1.8", "Gi", 1.8 * 1024 * Mi], [256, "Mi", 256 * Mi], ["much", undefined, undefined], [undefined, "Gi", undefined]])("a program's %j in %j is %j bytes", (given, unit, want) => {
    expect(programBytes(given, unit)).toBe(want);
  });

  it.each([[0, "0"], [25, "25m"], [999, "999m"], [1000, "1"], [1234, "1.23"], [14_400, "14.4"], [-500, "-500m"]])("%j thousandths are %j", (given, want) => {
    expect(showCores(given)).toBe(want);
  });

  it.each([[0, "0"], [96 * Mi, "96Mi"], [1024 * Mi, "1Gi"], [2.5 * 1024 * Mi, "2.5Gi"], [3 * 2 ** 40, "3Ti"], [2048, "2Ki"], [-1024 * Mi, "-1Gi"]])("%j bytes are %j", (given, want) => {
    expect(showBytes(given)).toBe(want);
  });
});
