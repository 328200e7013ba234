// member.js - takes this member one step on: into the replica set, to its vote, and as primary to the users of the Secret.
// Reads SELF, PEERS (lines of host:port), DATABASE, AUTH_SOURCE, /credentials and the members' key. Safe to repeat at any moment.
const { existsSync, readFileSync } = require("fs");

const { SELF, PEERS, DATABASE, AUTH_SOURCE } = process.env;
const read = (path) => readFileSync(path, "utf8").trim();

// The members' key also opens the way for this script, whatever the users and their passwords are.
const key = encodeURIComponent(read("/run/mongodb/keyfile").replace(/\s/g, ""));
const connect = (hosts, how) => new Mongo(`mongodb://__system:${key}@${hosts}/?authSource=local&serverSelectionTimeoutMS=3000&${how}`).getDB("admin");
const server = (host) => connect(host, "directConnection=true");
const stored = (admin) => admin.getSiblingDB("local").system.replset.findOne();

const here = server("127.0.0.1:<% clientPort.number %>");

const until = (check) => {
  for (let i = 0; i < 300 && !check(); i++) sleep(100);
};

// Changes this member's entry on the primary. When another member does so at the same time, one of them tries again later.
const change = (config, edit) => {
  const primary = connect(config.members.map((m) => m.host).join(","), `replicaSet=${config._id}`);
  const current = primary.adminCommand({ replSetGetConfig: 1 }).config;
  if (edit(current)) primary.adminCommand({ replSetReconfig: { ...current, version: current.version + 1 } });
};

const join = () => {
  const configs = PEERS.split("\n").filter(Boolean).map((host) => {
    try {
      return stored(server(host));
    } catch (error) {
      print(`${host} does not answer yet: ${error.message}`);
      return undefined;
    }
  });
  const config = configs.find((c) => c?.members);
  if (config !== undefined) {
    // Without a vote until it has the data.
    change(config, ({ members }) => {
      if (members.some((m) => m.host === SELF)) return false;
      members.push({ _id: Math.max(...members.map((m) => m._id)) + 1, host: SELF, priority: 0, votes: 0 });
      print(`${SELF} joins the replica set`);
      return true;
    });
  } else if (/-0\./.test(SELF) && configs.every((c) => c === null)) {
    // Only when all the others say that they know of none: a first member that lost its volume must not begin anew.
    here.adminCommand({ replSetInitiate: { _id: "<% replicaSet %>", members: [{ _id: 0, host: SELF }] } });
    print(`${SELF} begins the replica set`);
    until(() => here.hello().isWritablePrimary);
  } else {
    sleep(1000);
  }
};

const vote = () =>
  change(stored(here), ({ members }) => {
    const member = members.find((m) => m.host === SELF);
    if (member.votes > 0) return false;
    Object.assign(member, { priority: 1, votes: 1 });
    print(`${SELF} has a vote`);
    return true;
  });

const ensure = (source, user, pwd, roles) => {
  const users = here.getSiblingDB(source);
  if (users.getUser(user) === null) {
    users.createUser({ user, pwd, roles });
  } else {
    users.updateUser(user, { pwd });
    users.grantRolesToUser(user, roles);
  }
  print(`${user} of ${source} is ${roles.map((r) => `${r.role} of ${r.db}`).join(", ")}`);
};

// The administrator, OpenIM's user, and where metrics are read the exporter's. A user who is there keeps what else he may.
const users = () => {
  ensure("admin", "root", read("/credentials/root-password"), [{ role: "root", db: "admin" }]);
  ensure(AUTH_SOURCE, read("/credentials/username"), read("/credentials/password"), [{ role: "readWrite", db: DATABASE }]);
  if (existsSync("/credentials/exporter-password")) {
    ensure("admin", "exporter", read("/credentials/exporter-password"), [{ role: "clusterMonitor", db: "admin" }, { role: "read", db: "local" }]);
  }
};

if (here.hello().setName === undefined) join();
const state = here.hello();
if (state.isWritablePrimary) users();
else if (state.secondary && state.passive) vote();
