/**
 * The functions that handle messages, as they are given to a library: by name, as a property of options, made by a
 * function of the file, wrapped.
 *
 * *Known limitations*: of a function that makes a handler from another one, the other one is the handler.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, isFunction } from '../../ast';
import { resolveFunction } from '../bindings';
import { type AccessPath, SAME_VALUE, type ValueFlow } from '../value-flow';

const Kind = AST_NODE_TYPES;

/** A handler as it is given: the function, and what it is wrapped in. */
export interface Given {
  readonly fn: FunctionNode;
  readonly wrapper: TSESTree.CallExpression | undefined;
}

/** The functions at a place of an argument: the argument itself, a property of it, every property of it. */
export function handlersAt(flow: ValueFlow, argument: TSESTree.Node, path: AccessPath): readonly Given[] {
  const { flows } = flow.backward(
    { node: argument, path },
    { label: ({ node, path: rest }) => (rest.length === 0 ? givenBy(flow, node) : undefined), kinds: SAME_VALUE },
  );
  return flows.map(({ label }) => label);
}

function givenBy(flow: ValueFlow, node: TSESTree.Node): Given | undefined {
  if (isFunction(node)) return { fn: node, wrapper: undefined };
  // `this.handle.bind(this)` is no wrapper.
  if (node.type !== Kind.CallExpression || resolveFunction(flow.sourceCode, node)) return undefined;
  const fn = node.arguments.flatMap((one) => flow.calls.functionsOf(one).callees.slice(0, 1)).at(-1)?.fn;
  return fn && { fn, wrapper: node };
}

/** The call that a function is an argument of, itself or behind names: `middy(handle)`. */
export function wrapperOf(flow: ValueFlow, fn: FunctionNode): TSESTree.CallExpression | undefined {
  const { flows } = flow.forward(fn, {
    label: ({ node, path }) => {
      const { parent } = node;
      const isArgument = parent?.type === Kind.CallExpression && parent.callee !== node;
      return isArgument && path.length === 0 ? parent : undefined;
    },
    kinds: SAME_VALUE,
  });
  return flows[0]?.label;
}
