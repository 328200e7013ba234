import { failed } from "../../model/acceptance.ts";
import { at, isObject, type Json } from "../../model/json.ts";
import type { Answer, World } from "../../model/world.ts";
import { md5 } from "../digest.ts";
import { call, statusHint, textIn } from "../openim-api.ts";
import { presign } from "../presign.ts";
import type { Step } from "../step.ts";
import { set, type Story } from "../story.ts";

/** More than a megabyte, which is where proxies cut bodies unless told otherwise. */
const size = 1_500_000;
const onePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const type = "image/png";

/** A picture that nobody has uploaded before: the server keeps equal bytes once. What follows the end of a PNG is ignored. */
function newPicture(world: World): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(onePixel, "base64"));
  bytes.set(world.random(32), size - 32);
  return bytes;
}

export const upload: Step = {
  id: "upload",
  title: "Ann uploads a picture to the signed address",
  proves: "rpc-third signs for the public host, the way lets a large body through, and the object store takes it.",
  after: ["login"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const ann = set(story.ann, "ann");
    const bytes = newPicture(story.world);
    const part = md5(bytes);
    const name = `${ann.userID}/verify-${story.nonce}.png`;
    const begun = await call(story.api, "/object/initiate_multipart_upload", { hash: md5(part), size, partSize: size, maxParts: 1, cause: "msg-picture", name, contentType: type }, ann.imToken);
    const target = signedTarget(at(begun, ["upload", "sign"]));
    samePlace(story, target.url, "the signed address for the upload");
    const answer = await story.world.http({ method: "PUT", url: target.url, headers: target.headers, body: bytes, seconds: 60 });
    if (answer.status !== 200) throw refusal("PUT of the picture", answer);
    const uploadID = at(begun, ["upload", "uploadID"]);
    const done = await call(story.api, "/object/complete_multipart_upload", { uploadID: typeof uploadID === "string" ? uploadID : "", parts: [part], name, contentType: type, cause: "msg-picture" }, ann.imToken);
    story.picture = { link: textIn(done, "url", "/object/complete_multipart_upload"), bytes, name };
    story.left = [...story.left, `object ${name}: goes with fileExpireTime of crontask`];
    return `${size} bytes to ${new URL(target.url).origin}${new URL(target.url).pathname.split("/").slice(0, 3).join("/")}/…`;
  },
};

/** Address and headers of the one part. What the whole upload says counts for the part as well. */
function signedTarget(sign: Json | undefined): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const whole = isObject(sign) ? sign : {};
  const first = Array.isArray(whole["parts"]) ? (whole["parts"] as readonly Json[])[0] : undefined;
  const part = isObject(first) ? first : {};
  const text = part["url"] || whole["url"];
  if (typeof text !== "string") throw failed("answer", "/object/initiate_multipart_upload: the answer has no signed address", "The server is of a release that this program does not know.");
  const url = new URL(text);
  for (const [key, value] of [...pairs(whole["query"]), ...pairs(part["query"])]) url.searchParams.append(key, value);
  return { url: url.href, headers: Object.fromEntries([...pairs(whole["header"]), ...pairs(part["header"])]) };
}

function pairs(list: Json | undefined): readonly (readonly [string, string])[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).filter(isObject).flatMap(({ key, values }) => (typeof key === "string" && Array.isArray(values) ? values.map((value) => [key, String(value)] as const) : []));
}

export const link: Step = {
  id: "link",
  title: "Bob gets the picture's link in a message and opens it",
  proves: "The link has the public address, needs no login, and leads by a signed address to the same bytes.",
  after: ["upload", "connect"],
  needs: [],
  seconds: 90,
  run: async (story) => {
    const { link: given, bytes, name } = set(story.picture, "picture");
    const [ann, bob] = [set(story.annSession, "session"), set(story.bobSession, "session")];
    const picture = { uuid: name, type, size, width: 1, height: 1, url: given };
    const id = await ann.send({ userID: set(story.bob, "bob").userID }, "picture", { sourcePath: "", sourcePicture: picture, bigPicture: picture, snapshotPicture: picture });
    const message = await bob.wait((m) => m.clientMsgID === id, 30);
    if (message === undefined) throw failed("socket", "the picture message was accepted, but not pushed within 30 s", "See msgtransfer and push.");
    const read = at(JSON.parse(message.content) as Json, ["sourcePicture", "url"]);
    const address = typeof read === "string" ? read : "";
    const wanted = `${story.url}/api/object/${name}`;
    if (address !== wanted) throw failed("answer", `the link is ${address}, and should be ${wanted}`, "The API makes links from the header X-Request-Api, which the edge sets from global.openim.publicURL: it must be the address that was given here.");
    const signed = await redirect(story, address);
    const answer = await story.world.http({ method: "GET", url: signed, seconds: 60 });
    if (answer.status !== 200) throw refusal("GET of the signed address", answer);
    if (md5(answer.body) !== md5(bytes)) throw failed("store", `${answer.body.length} other bytes came back than the ${bytes.length} that were uploaded`, "Something on the way changes bodies, or the object store is not the one that was written to.");
    return `${address} → ${new URL(signed).pathname}, ${answer.body.length} bytes`;
  },
};

export const privacy: Step = {
  id: "signed-only",
  title: "Without a good signature the store gives nothing",
  proves: "Objects are private: no address without signature, none signed with the key that upstream ships.",
  after: ["link"],
  needs: [],
  seconds: 60,
  run: async (story) => {
    const signed = new URL(await redirect(story, set(story.picture, "picture").link));
    const bare = `${signed.origin}${signed.pathname}`;
    const forged = presign({ url: bare, prefix: "/im-minio-api", accessKey: "root", secretKey: "openIM123", now: story.world.now(), seconds: 600 });
    const attempts = [
      { what: "without a signature", url: bare },
      { what: "signed with upstream's default key", url: forged },
    ];
    for (const { what, url } of attempts) {
      const answer = await story.world.http({ method: "GET", url });
      if (answer.status < 400 || answer.status >= 500) throw failed("store", `GET ${what}: HTTP ${answer.status}`, "Set minio.publicRead to false and give the object store credentials of its own.");
    }
    return `${attempts.length} addresses refused`;
  },
};

async function redirect(story: Story, address: string): Promise<string> {
  const answer = await story.world.http({ method: "GET", url: address });
  const location = answer.headers["location"];
  if (answer.status !== 302 || location === undefined) throw failed("edge", `GET ${address}: HTTP ${answer.status} instead of a redirect to a signed address`, statusHint(answer.status));
  samePlace(story, location, "the signed address");
  return location;
}

/** Clients know one address; a link to another host or scheme is dead for them. */
function samePlace(story: Story, address: string, what: string): void {
  const [found, wanted] = [new URL(address).origin, new URL(story.url).origin];
  if (found !== wanted) throw failed("answer", `${what} is at ${found}, and should be at ${wanted}`, "minio.externalAddress is made from global.openim.publicURL: it must be the address that was given here.");
}

function refusal(what: string, { status, body }: Answer): Error {
  const said = new TextDecoder().decode(body).slice(0, 200).replaceAll(/\s+/g, " ");
  if (status === 403 || status === 400) return failed("store", `${what}: HTTP ${status} ${said}`, "The signature covers the Host header and path: what stands in front must pass both on untouched. Clocks must agree within 15 minutes.");
  return failed("edge", `${what}: HTTP ${status} ${said}`, statusHint(status));
}
