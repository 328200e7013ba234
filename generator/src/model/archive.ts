/** One packaged chart: `<name>-<version>.tgz`, its bytes and their SHA-256 (lower-case hex, no prefix). */
export interface Archive {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
  /** Chart.yaml as a plain value, for the index. */
  readonly metadata: Readonly<Record<string, unknown>>;
}
