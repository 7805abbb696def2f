/** Which calls put a callback off: `setImmediate`, `timers.setTimeout`, `process.nextTick`. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, unwrap } from '../../ast';
import { SCHEDULERS } from '../../model/async-boundaries';
import type { ApiResolver } from '../api-resolution';
import { namedExport } from '../library-objects';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

export class Schedulers {
  /** Whether the text names the module `timers`, whose functions may be imported under other names. */
  private namesTimers: boolean | undefined;

  constructor(private readonly resolver: ApiResolver) {}

  /** The name of the scheduler that a call is one of; undefined for other calls. */
  of(node: TSESTree.CallExpression): string | undefined {
    const name = calleeName(node);
    if (name === undefined || !Object.hasOwn(SCHEDULERS, name)) {
      if (!(this.namesTimers ??= this.resolver.sourceCode.text.includes('timers'))) return undefined;
      const imported = namedExport(this.resolver, node.callee);
      return imported?.package === 'timers' && Object.hasOwn(SCHEDULERS, imported.name) ? imported.name : undefined;
    }
    const callee = unwrap(node.callee);
    if (name === 'nextTick') {
      const object = callee.type === Kind.MemberExpression ? namedExport(this.resolver, callee.object) : undefined;
      const isProcess = object?.name === 'process' ? object.package === undefined : object?.package === 'process';
      return isProcess || namedExport(this.resolver, callee)?.package === 'process' ? name : undefined;
    }
    const named = namedExport(this.resolver, callee);
    const isKnown =
      named !== undefined && (named.package === undefined || named.package === 'timers') && named.name === name;
    return isKnown ? name : undefined;
  }
}
