import assert from 'node:assert/strict';
import { hasNodeCrypto } from '../../../src/analysis/baggage';
import type { ContextManager } from '../../../src/model/context-managers';
import { parseSource } from '../../support/source';

const use = 'export const a = 1;\n';

function ask(
  code: string,
  dependencies: readonly string[] = [],
  contextManager: ContextManager = 'unknown',
  filename = 'file.ts',
): boolean {
  return hasNodeCrypto({
    filename,
    sourceCode: parseSource(code),
    project: {
      contextManager,
      dependencyRange: (name) => (dependencies.includes(name) ? '*' : undefined),
    },
  });
}

describe("whether Node's crypto is there", () => {
  it('says yes where nothing speaks against it', () => {
    assert.equal(ask(use), true);
    assert.equal(ask(use, ['express', '@opentelemetry/sdk-node'], 'async-local-storage'), true);
  });

  it('says no in a client component, whatever it imports', () => {
    assert.equal(ask(`'use client';\n${use}`), false);
    assert.equal(ask(`'use strict';\n'use client';\nimport 'node:path';\n${use}`), false);
    assert.equal(ask(`${use}console.log('use client');`), true);
    assert.equal(ask(`${use}'use client';`), true, 'below the first statement it is no directive');
  });

  it('says no in a component of Svelte or Vue', () => {
    for (const filename of ['src/Cart.svelte', 'src/Cart.vue'])
      assert.equal(ask(use, ['@sveltejs/kit'], 'async-local-storage', filename), false, filename);
    assert.equal(ask(use, ['@sveltejs/kit'], 'async-local-storage', 'src/routes/+server.ts'), true);
  });

  it('says no at the edge', () => {
    assert.equal(ask(`export const runtime = 'edge';\n`), false);
    assert.equal(ask(`export const runtime = 'nodejs';\n`), true);
  });

  it('says no in projects of a browser and of React Native', () => {
    for (const name of [
      '@opentelemetry/sdk-trace-web',
      '@opentelemetry/context-zone',
      '@opentelemetry/instrumentation-fetch',
      '@opentelemetry/instrumentation-xml-http-request',
      'react-native',
      'expo',
    ])
      assert.equal(ask(use, [name]), false, name);
    assert.equal(ask(use, [], 'stack'), false);
    assert.equal(ask(use, [], 'zone'), false);
  });

  it('says no in projects of pages alone', () => {
    for (const name of ['react-dom', 'vue', 'svelte', '@angular/core']) assert.equal(ask(use, [name]), false, name);
    assert.equal(ask(use, ['react-dom', 'next']), true);
    assert.equal(ask(use, ['vue', 'express']), true);
    assert.equal(ask(use, ['react-dom'], 'async-local-storage'), true);
    assert.equal(ask(`import 'node:fs';\n${use}`, ['react-dom']), true);
  });

  it('lets the imports of a file go before the packages of its project', () => {
    const browser = ['@opentelemetry/sdk-trace-web'];
    assert.equal(ask(`import { readFileSync } from 'node:fs';\n${use}`, browser), true);
    assert.equal(ask(`const http = require('http');\n${use}`, browser, 'stack'), true);
    assert.equal(ask(`import { path } from './node:paths';\n${use}`, browser), false);
    assert.equal(ask(`import path from 'path';\n${use}`, browser), false, 'bundlers have one for browsers');
  });
});
