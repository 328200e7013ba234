// OpenIM's user. Runs once, on an empty volume, while the server listens to nobody else.
const { readFileSync } = require("fs");

const read = (path) => readFileSync(path, "utf8").trim();
const { database, authSource } = JSON.parse(read("/docker-entrypoint-initdb.d/user.json"));
const name = read("/credentials/username");
const users = db.getSiblingDB(authSource);
const roles = [{ role: "readWrite", db: database }];

if (users.getUser(name) === null) {
  users.createUser({ user: name, pwd: read("/credentials/password"), roles });
  print(`user ${name} of ${authSource} may read and write ${database}`);
}
