'use strict';

const { reporters, Runner } = require('mocha');

/** Mocha's `spec` reporter, with one plain line at the very end: "12 passed, 0 failed, 0 skipped". */
module.exports = class Reporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
    });
  }
};
