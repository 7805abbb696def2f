/**
 * Whether code reads the active context: by an OpenTelemetry call without an explicit context, by a call to an
 * instrumented client, directly or through functions of the same file.
 *
 * Code that runs under a context chosen inside it (`context.with(ctx, …)`, `startActiveSpan` with a context argument)
 * does not count, unless that context is itself derived from the active one: then its derivation counts. It does not
 * where the active one is given another span, or none, or where tracing is suppressed: the active trace is then not
 * continued.
 *
 * Known limitations: a function of another file is unknown and does not count; a nested function counts where it is
 * passed to a call or called on the spot, since it then usually runs within, unless the callee's name says that it sets
 * a context (`withContext(carrier, () => …)`).
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { calleeName, type FunctionNode, isFunction, literalString, pushChildren, unwrap } from '../../ast';
import { endOfText } from '../../ast/report-text';
import { AMBIENT_OPERATIONS, type OperationId } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { functionName, resolveFunction } from '../bindings';
import { propertyValues } from '../data-flow';
import { BOUNDS } from '../value-flow';
import { isInstrumentedCall } from './client-calls';
import { Extractions } from './extractions';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A read of the active context. */
export interface AmbientUse {
  readonly node: TSESTree.CallExpression;
  /** The operation, or undefined when it is a call to an instrumented client. */
  readonly operation: OperationId | undefined;
  /** The names of the functions of this file through which it is reached, outermost first; empty when direct. */
  readonly via: readonly string[];
}

const ambient = new Set<OperationId>(AMBIENT_OPERATIONS);
/** Operations whose result is not in the trace of the context that they are given. */
const LEAVES_TRACE: ReadonlySet<OperationId> = new Set<OperationId>([
  'core.suppressTracing',
  'trace.deleteSpan',
  'trace.setSpan',
  'trace.setSpanContext',
]);
/** Names of project functions that most likely run their callback under a context of their own. */
const SETS_CONTEXT = /context|extract|carrier|propagat|baggage/i;

export class AmbientUseFinder {
  private readonly byFunction = new Map<FunctionNode, AmbientUse | null>();
  private readonly direct = new Map<FunctionNode, AmbientUse | null>();
  private readonly extractions: Extractions;
  private readonly running = new Set<FunctionNode>();
  /** The calls that the search stands in, one inside another. */
  private calls = 0;
  /** How often a search was cut short, at a function whose own search is not over or at the bound of calls. */
  private cuts = 0;

  constructor(
    private readonly resolver: ApiResolver,
    private readonly isInstrumented: (library: string) => boolean,
    /** Finds the calls of `extract` in the file. */
    extracts?: () => readonly ResolvedCall[],
  ) {
    this.extractions = new Extractions(resolver, extracts);
  }

  /** The first ambient use in a callback: a function, or an expression that names one of this file. */
  inCallback(expression: TSESTree.Node): AmbientUse | undefined {
    const fn = this.functionOf(expression);
    return fn && this.inFunction(fn);
  }

  /** The first ambient use that stands in a callback itself: an operation, not a function or client that it calls. */
  directlyInCallback(expression: TSESTree.Node): AmbientUse | undefined {
    const fn = this.functionOf(expression);
    return fn && this.inFunction(fn, true);
  }

  /** Whether a callback takes its context from a carrier, directly or through functions of the same file. */
  extractsInCallback(expression: TSESTree.Node): boolean {
    const fn = this.functionOf(expression);
    return fn !== undefined && this.extractions.areIn(fn.body);
  }

  /** Whether a piece of code takes a context from a carrier, directly or through functions of the same file. */
  extractsInCode(node: TSESTree.Node): boolean {
    return this.extractions.areIn(node);
  }

  /** The read of the active context that a call is, where it stands. */
  at(call: TSESTree.CallExpression): AmbientUse | undefined {
    return this.ofCall(call, false);
  }

  private functionOf(expression: TSESTree.Node): FunctionNode | undefined {
    const node = unwrap(expression);
    return isFunction(node) ? node : resolveFunction(this.sourceCode, node);
  }

  /** The first ambient use in a piece of code that runs where it stands. */
  inCode(node: TSESTree.Node): AmbientUse | undefined {
    return this.search(node, false);
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }

  private inFunction(fn: FunctionNode, isDirect = false): AmbientUse | undefined {
    const answers = isDirect ? this.direct : this.byFunction;
    const known = answers.get(fn);
    if (known !== undefined) return known ?? undefined;
    if (this.running.has(fn) || this.calls > BOUNDS.calls) {
      this.cuts++; // recursion finds nothing new here, but an answer that rests on this is not the whole one
      return undefined;
    }
    const before = this.cuts;
    this.running.add(fn);
    const found = this.search(fn.body, isDirect);
    this.running.delete(fn);
    if (found || this.cuts === before || this.running.size === 0) answers.set(fn, found ?? null);
    return found;
  }

  /** In a function that runs as part of the code around it: what is known of it is not searched again. */
  private inNested(fn: FunctionNode, isDirect: boolean): AmbientUse | undefined {
    for (const parameter of fn.params) {
      const use = this.search(parameter, isDirect);
      if (use) return use;
    }
    return this.inFunction(fn, isDirect);
  }

  private search(root: TSESTree.Node, isDirect: boolean): AmbientUse | undefined {
    const stack: TSESTree.Node[] = [root];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (isFunction(node) && node !== root) {
        const use = runsWithin(node, this.resolver) ? this.inNested(node, isDirect) : undefined;
        if (use) return use;
        continue;
      }
      if (node.type === Kind.CallExpression) {
        const use = this.ofCall(node, isDirect);
        if (use) return use;
        const call = this.resolver.resolve(node);
        const own = call && activatedCallback(call);
        if (own) {
          for (const part of [...node.arguments].reverse()) if (part !== own) stack.push(part);
          stack.push(node.callee);
          continue;
        }
      }
      pushChildren(this.sourceCode.visitorKeys, node, stack);
    }
    return undefined;
  }

  private ofCall(node: TSESTree.CallExpression, isDirect: boolean): AmbientUse | undefined {
    const call = this.resolver.resolve(node);
    if (call) {
      const isUse =
        ambient.has(call.operation) && !hasExplicitContext(this.sourceCode, call) && !this.isBaseOfAnother(node);
      return isUse ? { node, operation: call.operation, via: [] } : undefined;
    }
    if (isDirect) return undefined;
    if (isInstrumentedCall(this.resolver, node, this.isInstrumented)) {
      return { node, operation: undefined, via: [] };
    }
    const callee = unwrap(node.callee);
    if (isFunction(callee)) return undefined; // called on the spot: the walk enters it
    const fn = resolveFunction(this.sourceCode, callee);
    this.calls++;
    const inner = fn && this.inFunction(fn);
    this.calls--;
    return inner && { ...inner, via: [functionName(fn) ?? 'a function', ...inner.via] };
  }

  /** `trace.setSpan(context.active(), span)`: what runs there does not continue the active trace. */
  private isBaseOfAnother(node: TSESTree.CallExpression): boolean {
    const { parent } = node;
    if (parent.type !== Kind.CallExpression) return false;
    const call = this.resolver.resolve(parent);
    return call !== undefined && LEAVES_TRACE.has(call.operation) && call.argument('context') === node;
  }
}

/** Whether a span is started from an explicit context, or as a root. */
function hasExplicitContext(sourceCode: TSESLint.SourceCode, call: ResolvedCall): boolean {
  if (call.operation !== 'span.start' && call.operation !== 'span.startActive') return false;
  if (call.hasSpread || call.argument('context')) return true;
  const options = call.argument('options');
  const roots = options ? propertyValues(sourceCode, options, 'root') : [];
  return roots.length > 0 && roots.every((root) => root.type === Kind.Literal && root.value === true);
}

/** The callback that runs under a context the call itself sets. */
export function activatedCallback(call: ResolvedCall): TSESTree.Expression | undefined {
  if (call.operation === 'context.with' || call.operation === 'span.startActive') return call.argument('callback');
  if (call.operation === 'context.bind') return call.argument('target');
  return undefined;
}

/** Whether a nested function most likely runs as part of the code around it: an argument, or called on the spot. */
export function runsWithin(fn: FunctionNode, resolver: ApiResolver): boolean {
  const { parent } = fn;
  if (parent.type !== Kind.CallExpression && parent.type !== Kind.NewExpression) return false;
  return resolver.resolve(parent) !== undefined || !SETS_CONTEXT.test(calleeName(parent) ?? '');
}

/**
 * The words for an ambient use in a message: `trace.getActiveSpan()`, `fetch()`, with the functions it is reached
 * through.
 */
export function describeAmbientUse(sourceCode: TSESLint.SourceCode, use: AmbientUse): string {
  const callee = unwrap(use.node.callee);
  const name = literalString(callee) ?? endOfText(sourceCode, callee);
  return use.via.length === 0 ? `'${name}()'` : `'${name}()' (through '${use.via.join("()', '")}()')`;
}
