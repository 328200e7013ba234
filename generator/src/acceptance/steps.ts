import type { Step } from "./step.ts";
import { adminLogin, adminToken, defaults } from "./steps/admin.ts";
import { door } from "./steps/door.ts";
import { gateways } from "./steps/gateways.ts";
import { internalPaths } from "./steps/internal-paths.ts";
import { inGroup, inHistory, offline, oneToOne, stored } from "./steps/messages.ts";
import { connect, login, register } from "./steps/people.ts";
import { link, privacy, upload } from "./steps/picture.ts";

/** What `gen verify` proves, in the order in which it is proven. */
export const steps: readonly Step[] = [
  door,
  internalPaths,
  defaults,
  adminToken,
  adminLogin,
  register,
  login,
  connect,
  gateways,
  oneToOne,
  inHistory,
  stored,
  inGroup,
  offline,
  upload,
  link,
  privacy,
];
