import { expect, it } from "vitest";
import { mermaid } from "./mermaid.ts";

it("draws stores as cylinders and one arrow a connection, in the order of names", () => {
  const picture = mermaid([
    { from: "openim-push", to: "openim-rpc-msg", port: "grpc", number: 10280, store: false },
    { from: "openim-api", to: "etcd", port: "etcd", number: 2379, store: true },
  ]);
  expect(picture.split("\n")).toEqual([
    "flowchart LR",
    "  etcd[(etcd)]",
    "  openim_api[openim-api]",
    "  openim_push[openim-push]",
    "  openim_rpc_msg[openim-rpc-msg]",
    "  openim_api -->|2379| etcd",
    "  openim_push -->|10280| openim_rpc_msg",
  ]);
});
