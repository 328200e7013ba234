// member.js - takes this member one step on: into the replica set, to its vote, and as primary to the users of the Secret.
// Reads SELF, PEERS (lines of host:port), DATABASE, AUTH_SOURCE, /credentials and the members' key; writes SECRET into /tmp/users
// when the users are made. Safe to repeat at any moment.
const { existsSync, readFileSync, writeFileSync } = require("fs");

const { SELF, PEERS, SECRET, DATABASE, AUTH_SOURCE } = process.env;
const read = (path) => readFileSync(path, "utf8").trim();

// The members' key opens the way for this script too, whatever the users and their passwords are.
const key = encodeURIComponent(read("/run/mongodb/keyfile").replace(/\s/g, ""));
const connect = (hosts, how) => new Mongo(`mongodb://__system:${key}@${hosts}/?authSource=local&serverSelectionTimeoutMS=3000&${how}`).getDB("admin");
const server = (host) => connect(host, "directConnection=true");
const here = server("127.0.0.1:27017");

// The configuration that a member has on its disk; null when it knows of no set.
const stored = (admin) => admin.getSiblingDB("local").system.replset.findOne();

const until = (check, pause) => {
  for (let i = 0; i < 60; i++) {
    if (check()) return;
    sleep(pause);
  }
  throw new Error("not yet, the next run goes on");
};

// Changes this member's entry, on the primary. Where two members do so at once, one is refused and comes again.
const change = (config, edit) => {
  const primary = connect(config.members.map((m) => m.host).join(","), `replicaSet=${config._id}`);
  const current = primary.adminCommand({ replSetGetConfig: 1 }).config;
  if (edit(current.members)) primary.adminCommand({ replSetReconfig: { ...current, version: current.version + 1 } });
};

let said = "";
const join = () => {
  const silent = [];
  const configs = PEERS.split("\n").filter(Boolean).map((host) => {
    try {
      return stored(server(host));
    } catch (error) {
      silent.push(`${host} (${error.message})`);
      return undefined;
    }
  });
  const config = configs.find((c) => c?.members);
  if (config !== undefined) {
    // Without a vote until it has the data.
    change(config, (members) => {
      if (members.some((m) => m.host === SELF)) return false;
      members.push({ _id: Math.max(...members.map((m) => m._id)) + 1, host: SELF, priority: 0, votes: 0 });
      print(`${SELF} joins the replica set`);
      return true;
    });
    until(() => here.hello().setName !== undefined, 200);
    return true;
  }
  // Only when all the others say that they know of no set: a first member that lost its volume must not begin anew.
  if (/-0\./.test(SELF) && configs.every((c) => c === null)) {
    here.adminCommand({ replSetInitiate: { _id: "rs0", members: [{ _id: 0, host: SELF }] } });
    print(`${SELF} begins the replica set`);
    until(() => here.hello().isWritablePrimary, 100);
    return true;
  }
  const waiting = silent.length > 0 ? `no answer from ${silent.join(", ")}` : "the first member has not begun the replica set";
  if (waiting !== said) print(waiting);
  said = waiting;
  return here.hello().setName !== undefined;
};

const vote = () =>
  change(stored(here), (members) => {
    const member = members.find((m) => m.host === SELF);
    if (member.votes > 0) return false;
    Object.assign(member, { priority: 1, votes: 1 });
    print(`${SELF} has a vote`);
    return true;
  });

// A user who is there gets the password of the Secret and keeps what else he may.
const ensure = (source, user, pwd, roles) => {
  const users = here.getSiblingDB(source);
  if (users.getUser(user) === null) {
    users.createUser({ user, pwd, roles });
  } else {
    users.updateUser(user, { pwd });
    users.grantRolesToUser(user, roles);
  }
  print(`${user} of ${source}: ${roles.map((r) => `${r.role} in ${r.db}`).join(", ")}`);
};

const users = () => {
  ensure("admin", "root", read("/credentials/root-password"), [{ role: "root", db: "admin" }]);
  ensure(AUTH_SOURCE, read("/credentials/username"), read("/credentials/password"), [{ role: "readWrite", db: DATABASE }]);
  // There while metrics are read.
  if (existsSync("/credentials/exporter-password")) {
    ensure("admin", "exporter", read("/credentials/exporter-password"), [{ role: "clusterMonitor", db: "admin" }, { role: "read", db: "local" }]);
  }
  writeFileSync("/tmp/users", SECRET);
};

if (here.hello().setName === undefined) until(join, 1000);
const state = here.hello();
if (state.isWritablePrimary) users();
else if (state.secondary && state.passive) vote();
