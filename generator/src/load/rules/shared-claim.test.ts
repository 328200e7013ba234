import { expect, it } from "vitest";
import { said } from "../../../test/helpers/mini.ts";
import { sharedClaim } from "./shared-claim.ts";

const store = (more: string): string => `infra: { kafka: { ${more} } }\n`;

it.each([
  { name: "three servers on one claim", given: store("replicas: 3, persistence: { existingClaim: a }"), want: ["shared-claim 1:62"] },
  { name: "one server", given: store("replicas: 1, persistence: { existingClaim: a }"), want: [] },
  { name: "claims of their own", given: store("replicas: 3, persistence: { existingClaim: '' }"), want: [] },
  { name: "no claims", given: store("replicas: 3, persistence: { enabled: false, existingClaim: a }"), want: [] },
  { name: "a store of the site", given: store("mode: external, replicas: 3, persistence: { existingClaim: a }"), want: [] },
  { name: "a module of a size with four", given: "profile: large\nmodules: { worker: { persistence: { existingClaim: a } } }\n", want: ["shared-claim 2:52"] },
  { name: "the same, but one", given: "profile: large\nmodules: { worker: { replicas: 1, persistence: { existingClaim: a } } }\n", want: [] },
])("$name", ({ given, want }) => expect(said(sharedClaim, given)).toEqual(want));
