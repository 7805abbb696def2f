/**
 * What becomes of a context that was taken out of a request: whether it is activated or made the parent of a span, only
 * read, or handed to somebody who cannot be seen.
 *
 * Known limitations: flow-insensitive; a property, an array and a function of another file keep their secrets.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, type FunctionNode, propertyValue } from '../../ast';
import { type OperationId, operationModel } from '../../model';
import type { ApiResolver, ResolvedCall } from '../api-resolution';
import { resolveFunction, variableOf } from '../bindings';
import { readsOf, useOf } from '../data-flow';
import { BOUNDS, valueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

export interface ContextUse {
  /**
   * `parent`: it is activated, or given to a span as its parent. `read`: a span, a baggage or a value is read from it,
   * or it is the base of a context with another span. `tested`: it is compared or tested. `escapes`: nobody can tell.
   */
  readonly kind: 'escapes' | 'parent' | 'read' | 'tested';
  /** The operation that uses it, where it is one. */
  readonly call: ResolvedCall | undefined;
  /** The expressions that hold it, from the one it was taken by to the use. */
  readonly trail: readonly TSESTree.Node[];
}

const MAKES_PARENT = new Set<OperationId>([
  'context.with',
  'context.bind',
  'context.attach',
  'span.start',
  'span.startActive',
]);
const REPLACES_SPAN = new Set<OperationId>(['trace.setSpan', 'trace.setSpanContext', 'trace.deleteSpan']);

/** The uses of the value of an expression that is a context. */
export function contextUses(resolver: ApiResolver, expression: TSESTree.Node): readonly ContextUse[] {
  const finder = new UseFinder(resolver);
  finder.follow(expression, []);
  return finder.found;
}

class UseFinder {
  readonly found: ContextUse[] = [];
  private readonly seen = new Set<TSESTree.Node>();

  constructor(private readonly resolver: ApiResolver) {}

  follow(node: TSESTree.Node, before: readonly TSESTree.Node[]): void {
    if (this.seen.has(node)) return;
    const trail = [...before, node];
    if (this.seen.add(node).size > BOUNDS.nodes) {
      this.add('escapes', trail);
      return;
    }
    const use = useOf(this.sourceCode, node);
    switch (use.kind) {
      case 'discarded':
        break;
      case 'variable':
        for (const read of readsOf(use.variable)) this.follow(read, trail);
        break;
      case 'returned':
        this.followResults(use.fn, trail);
        break;
      case 'argument':
        this.followArgument(use.call, use.index, trail);
        break;
      case 'member': {
        const call = use.call && this.resolver.resolve(use.call);
        if (call && this.isDerivation(call)) this.follow(call.node, trail);
        else this.add('read', trail, call);
        break;
      }
      case 'tested':
        this.add('tested', trail);
        break;
      default:
        this.add('escapes', trail);
    }
  }

  private followResults(fn: FunctionNode, trail: readonly TSESTree.Node[]): void {
    const { calls, handings, isOpen } = valueFlow(this.sourceCode).calls.callersOf(fn);
    const escapes = isOpen || handings.length > 0;
    for (const call of calls) this.follow(call, trail);
    // Methods count as handed out: only where nothing calls them here does that matter.
    if (calls.length === 0 || (escapes && !isMethod(fn))) this.add('escapes', trail);
  }

  private followArgument(node: CallNode, index: number, trail: readonly TSESTree.Node[]): void {
    const call = this.resolver.resolve(node);
    if (call) {
      const isContext = call.argument('context') === node.arguments[index];
      if (isContext && this.isDerivation(call)) this.follow(node, trail);
      else this.add(isContext && MAKES_PARENT.has(call.operation) && !isRoot(call) ? 'parent' : 'read', trail, call);
      return;
    }
    const fn = resolveFunction(this.sourceCode, node.callee);
    const parameter = fn?.params[index];
    const name = parameter?.type === Kind.AssignmentPattern ? parameter.left : parameter;
    const variable = name?.type === Kind.Identifier ? variableOf(this.sourceCode, name) : undefined;
    if (!variable) this.add('escapes', trail);
    for (const read of variable ? readsOf(variable) : []) this.follow(read, trail);
  }

  /** Whether the result is the same context with something more in it, its span left alone. */
  private isDerivation(call: ResolvedCall): boolean {
    return (
      operationModel(call.operation).returns === 'Context' &&
      !REPLACES_SPAN.has(call.operation) &&
      call.operation !== 'propagation.extract'
    );
  }

  private add(kind: ContextUse['kind'], trail: readonly TSESTree.Node[], call?: ResolvedCall): void {
    this.found.push({ kind, call, trail });
  }

  private get sourceCode(): TSESLint.SourceCode {
    return this.resolver.sourceCode;
  }
}

/** Whether a span is started as a root, whatever context it is given, or may be: `root: isPublic(request)`. */
function isRoot(call: ResolvedCall): boolean {
  const options = call.argument('options');
  const root = options?.type === Kind.ObjectExpression ? propertyValue(options, 'root') : undefined;
  return root !== undefined && !(root.type === Kind.Literal && root.value === false);
}

function isMethod(fn: TSESTree.Node): boolean {
  return fn.parent?.type === Kind.MethodDefinition || fn.parent?.type === Kind.PropertyDefinition;
}
