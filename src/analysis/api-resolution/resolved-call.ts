import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type ArgumentRole, type OperationId, operationModel } from '../../model';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

/** A call that is an OpenTelemetry operation, however it was reached. */
export class ResolvedCall {
  constructor(
    readonly node: TSESTree.CallExpression | TSESTree.NewExpression,
    readonly operation: OperationId,
    /** What the member was taken from: `bag` of `bag.setEntry()`; undefined for plain functions and constructors. */
    readonly receiver: TSESTree.Expression | undefined,
    /** The constructed class or called function by its exported name, where it is known. */
    readonly exportName?: string,
    /** Argument positions that differ from the operation's own, from `settings.otel.wrappers`. */
    private readonly positions?: Readonly<Partial<Record<string, number>>>,
  ) {}

  /** Whether the call is a project's own function declared in `settings.otel.wrappers`. */
  get isWrapper(): boolean {
    return this.positions !== undefined;
  }

  /** The argument with a role, or undefined when it is missing or hidden behind a spread. */
  argument(role: ArgumentRole): TSESTree.Expression | undefined {
    const position = this.positionOf(role);
    const list = this.node.arguments;
    if (position === undefined || list.length === 0) return undefined;
    const index = position < 0 ? list.length + position : position;
    if (list.slice(0, index + 1).some((argument) => argument.type === Kind.SpreadElement)) return undefined;
    return list[index] as TSESTree.Expression | undefined;
  }

  /** Whether a spread argument hides how many arguments there are. */
  get hasSpread(): boolean {
    return this.node.arguments.some((argument) => argument.type === Kind.SpreadElement);
  }

  private positionOf(role: ArgumentRole): number | undefined {
    const own = this.positions?.[role];
    if (own !== undefined) return own;
    if (this.operation === 'span.startActive' && !this.isWrapper) {
      // startActiveSpan(name, fn) | (name, options, fn) | (name, options, context, fn)
      const count = this.node.arguments.length;
      if (role === 'options') return count >= 3 ? 1 : undefined;
      if (role === 'context') return count >= 4 ? 2 : undefined;
    }
    return operationModel(this.operation).roles[role];
  }
}
