/**
 * Where requests and messages enter a file: which handler, of which library, an expression's request comes from, and
 * what an `extract` makes of its headers. Every part is found when first asked for.
 *
 * Known limitations: those of the parts; whether a file is a test, an instrumentation, or switches one off is told by
 * its text; `settings.otel.ingress` names functions of the same file only.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingFunction, type FunctionNode, literalString, memberName, unwrap } from '../../ast';
import { TEST_IMPORT } from '../../model/platform';
import {
  INSTRUMENTATION_SWITCHES,
  LISTENER_METHODS,
  MAKES_INSTRUMENTATION,
  RESPONSE_NAMES,
} from '../../model/server-libraries';
import type { ResolvedCall } from '../api-resolution';
import { functionName, walkAll } from '../bindings';
import { objectShape } from '../data-flow';
import { type ContextUse, contextUses } from './context-uses';
import { ContextGuards } from './guards';
import { RequestOrigins } from './origin';
import type { IngressOrigin, IngressParts } from './types';

/** Methods that register what runs when somebody else says so. */
const REGISTERS: ReadonlySet<string> = new Set([...LISTENER_METHODS, 'addEventListener', 'subscribe']);

/** An `extract` whose context comes from outside. */
export interface IngressExtract {
  readonly call: ResolvedCall;
  /** Undefined where only the settings of the project say that it is one. */
  readonly origin: IngressOrigin | undefined;
  /** The function that the settings name, or the one around the extract. */
  readonly fn: FunctionNode | undefined;
}

export class Ingress {
  private readonly origins: RequestOrigins;
  private readonly guards: ContextGuards;
  private readonly uses = new WeakMap<ResolvedCall, readonly ContextUse[]>();
  private switchedOff: boolean | undefined;
  private foreignGround: boolean | undefined;

  constructor(private readonly parts: IngressParts) {
    this.origins = new RequestOrigins(parts, () => this.isSwitchedOff);
    this.guards = new ContextGuards(parts.resolver, (node) => this.origins.of(node));
  }

  /** What an expression is of a request or message that this file handles; undefined for everything else. */
  originOf(expression: TSESTree.Node): IngressOrigin | undefined {
    return this.origins.of(expression);
  }

  /**
   * The request or message whose headers an `extract` reads, themselves or copied. Undefined where its getter looks for
   * other headers than the propagator asks for.
   */
  originOfExtract(extract: ResolvedCall): IngressOrigin | undefined {
    const carrier = extract.argument('carrier');
    const getter = extract.argument('getter');
    if (!carrier || (getter && this.renamesKeys(getter))) return undefined;
    return this.origins.ofCarrier(carrier);
  }

  /** `get: (carrier, key) => carrier['x-parent-' + key]`: a context of the project's own. */
  private renamesKeys(getter: TSESTree.Node): boolean {
    const { sourceCode } = this.parts;
    let found = false;
    for (const { name, value } of objectShape(sourceCode, getter)?.properties ?? []) {
      if (name !== 'get') continue;
      walkAll(sourceCode, value, (node) => {
        found ||=
          (node.type === AST_NODE_TYPES.BinaryExpression && node.operator === '+') ||
          (node.type === AST_NODE_TYPES.TemplateLiteral && node.quasis.some(({ value }) => value.raw !== '')) ||
          /-/.test(literalString(node) ?? '');
      });
    }
    return found;
  }

  /**
   * Whether a node stands in a listener of something else than the request or its response: `jobs.once('done', () =>
   * …)`. It runs in the context of whoever emits the event, not in that of the handler.
   */
  isInForeignListener(node: TSESTree.Node, handler: TSESTree.Node): boolean {
    for (let fn = enclosingFunction(node); fn && fn !== handler; fn = enclosingFunction(fn)) {
      const { parent } = fn;
      if (parent.type !== AST_NODE_TYPES.CallExpression || parent.callee === fn) continue;
      const callee = unwrap(parent.callee);
      if (callee.type !== AST_NODE_TYPES.MemberExpression || !REGISTERS.has(memberName(callee) ?? '')) continue;
      const object = unwrap(callee.object);
      const isResponse = object.type === AST_NODE_TYPES.Identifier && RESPONSE_NAMES.has(object.name);
      if (!isResponse && !this.origins.of(object)) return true;
    }
    return false;
  }

  /** What becomes of the context that an `extract` returns. */
  usesOf(extract: ResolvedCall): readonly ContextUse[] {
    let found = this.uses.get(extract);
    if (!found) {
      found = contextUses(this.parts.resolver, extract.node);
      this.uses.set(extract, found);
    }
    return found;
  }

  /** Whether a condition that may ask if there is a context already stands around a node, up to the handler. */
  mayBeGuarded(node: TSESTree.Node, handler: TSESTree.Node): boolean {
    return this.guards.mayGuard(node, handler);
  }

  /**
   * The ingress that an `extract` stands at: by `settings.otel.ingress` where it is set, else by the handlers of known
   * libraries. Undefined for any other.
   */
  extractAt(call: ResolvedCall): IngressExtract | undefined {
    const { ingress } = this.parts.settings;
    const around = enclosingFunction(call.node);
    if (ingress.isDefault) {
      const origin = this.originOfExtract(call);
      return origin && { call, origin, fn: origin.handler.fn ?? around };
    }
    for (let fn = around; fn; fn = enclosingFunction(fn)) {
      const name = functionName(fn);
      if (name !== undefined && ingress.names.matches(name)) return { call, origin: this.originOfExtract(call), fn };
    }
    return ingress.files.matches(this.parts.filename)
      ? { call, origin: this.originOfExtract(call), fn: around }
      : undefined;
  }

  /** Whether the file is a helper of tests, by what it imports, or part of an instrumentation itself. */
  get isForeignGround(): boolean {
    return (this.foreignGround ??= this.findForeignGround());
  }

  private findForeignGround(): boolean {
    const { sourceCode, settings } = this.parts;
    const { text } = sourceCode;
    return MAKES_INSTRUMENTATION.test(text) || (!settings.testFiles.isEmpty && TEST_IMPORT.test(text));
  }

  private get isSwitchedOff(): boolean {
    return (this.switchedOff ??= INSTRUMENTATION_SWITCHES.test(this.parts.sourceCode.text));
  }
}

const known = new WeakMap<IngressParts, Ingress>();

/** The ingress of a file: one for all rules that ask. */
export function ingressOf(parts: IngressParts): Ingress {
  let ingress = known.get(parts);
  if (!ingress) {
    ingress = new Ingress(parts);
    known.set(parts, ingress);
  }
  return ingress;
}
