/** One packaged chart: `<name>-<version>.tgz`, its bytes and their SHA-256 (lower-case hex, no prefix). */
export interface Archive {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly digest: string;
  /** Text of its provenance file, when it was signed: what `helm verify` reads. */
  readonly provenance?: string;
  /** Chart.yaml as a plain value, for the index. */
  readonly metadata: Readonly<Record<string, unknown>>;
}
