// The administrator and OpenIM's user. A user who is there gets the password of the Secret and keeps what else he may.
const { readFileSync } = require("fs");

const { DATABASE, AUTH_SOURCE } = process.env;
const secret = (key) => readFileSync(`/credentials/${key}`, "utf8").trim();

const ensure = (source, user, pwd, role, database) => {
  const users = db.getSiblingDB(source);
  const roles = [{ role, db: database }];
  if (users.getUser(user) === null) {
    users.createUser({ user, pwd, roles });
  } else {
    users.updateUser(user, { pwd });
    users.grantRolesToUser(user, roles);
  }
  print(`${user} of ${source} has the role ${role} in ${database}`);
};

ensure("admin", "root", secret("root-password"), "root", "admin");
ensure(AUTH_SOURCE, secret("username"), secret("password"), "readWrite", DATABASE);
