// Loaded before a program by `node --require`: another clock, another umask, and folders listed in another order.
const fs = require("node:fs");
const { syncBuiltinESMExports } = require("node:module");

process.umask(0o077);
globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length > 0 ? given : [4e12]));
  }
  static now() {
    return 4e12;
  }
};

const { readdirSync, readdir } = fs;
const list = fs.promises.readdir;
fs.readdirSync = (...given) => readdirSync(...given).reverse();
fs.promises.readdir = async (...given) => (await list(...given)).reverse();
fs.readdir = (...given) => {
  const done = given.pop();
  readdir(...given, (error, names) => done(error, names?.reverse()));
};
syncBuiltinESMExports();
