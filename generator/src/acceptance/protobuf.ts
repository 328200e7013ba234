import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Fields of a message by number, as they came. */
export type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/**
 * Reads any message. Six small messages of OpenIM are all that is needed, so their field numbers stand where they are used and
 * no code is generated; the encoding itself is the library's.
 */
export function readFields(bytes: Uint8Array): Fields {
  const reader = new BinaryReader(bytes);
  const fields = new Map<number, (number | Uint8Array)[]>();
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const list = fields.get(field) ?? [];
    fields.set(field, list);
    if (type === WireType.Varint) list.push(Number(reader.int64()));
    else if (type === WireType.LengthDelimited) list.push(reader.bytes());
    else reader.skip(type, field);
  }
  return fields;
}

export const numberAt = (fields: Fields, field: number): number => {
  const value = fields.get(field)?.[0];
  return typeof value === "number" ? value : 0;
};

export const bytesAt = (fields: Fields, field: number): readonly Uint8Array[] => (fields.get(field) ?? []).filter((value) => typeof value !== "number");

export const textAt = (fields: Fields, field: number): string => new TextDecoder().decode(bytesAt(fields, field)[0] ?? new Uint8Array());

/** A field to write: its number and its value; texts, whole numbers, bytes. Empty ones are not written, as in proto3. */
export type Field = readonly [number, string | number | Uint8Array];

export function writeFields(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  for (const [field, value] of fields) {
    if (value === 0 || value === "") continue;
    if (typeof value === "number") writer.tag(field, WireType.Varint).int64(value);
    else if (typeof value === "string") writer.tag(field, WireType.LengthDelimited).string(value);
    else writer.tag(field, WireType.LengthDelimited).bytes(value);
  }
  return writer.finish();
}
