'use strict';

const { context, createContextKey } = require('@opentelemetry/api');
const { observe, startSdk } = require('../setup');

startSdk();

const TENANT = createContextKey('tenant');

class ReportJob {
  constructor() {
    this.rows = [];
  }

  async write() {
    this.rows.push(context.active().getValue(TENANT) ?? 'no tenant');
  }

  async run(tenant) {
    await context.with(context.active().setValue(TENANT, tenant), this.write());
  }
}

async function main() {
  const job = new ReportJob();
  const failures = [];
  for (const tenant of ['acme', 'globex']) {
    await job.run(tenant).catch((error) => failures.push(error.name));
  }
  observe({ rows: job.rows, failures });
}

main();
