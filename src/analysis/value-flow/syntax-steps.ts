/** Steps, backward, that need nothing but syntax: definitions of names, patterns, operators, texts. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, isTransparent, keyName, memberName, unwrap } from '../../ast';
import { COUNTING } from '../../model/flow-summaries';
import type { Definition } from '../bindings';
import { type AccessPath, ANY, type FlowStep, KEY, NO_STEPS, RETURNED, type StepKind, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

/** What a definition of a variable gives to a read of it. */
export function definitionSteps(definition: Definition, read: TSESTree.Identifier): Steps {
  const { site } = definition;
  switch (definition.kind) {
    case 'value': {
      const isCaptured = enclosingBody(site) !== enclosingBody(read);
      const kind = site.type === Kind.AssignmentPattern ? 'choice' : isCaptured ? 'capture' : 'copy';
      return { steps: boundSteps(definition, definition.value, definition.path, kind) };
    }
    case 'parameter': {
      const parameter = definition.fn.params[definition.index] as TSESTree.Node;
      // `(...list)`: the parameter itself is the list.
      const path = parameter.type === Kind.RestElement ? definition.path.slice(1) : definition.path;
      const { rest, ...plain } = definition;
      const isOwnRest = rest === parameter;
      return { steps: boundSteps(isOwnRest ? plain : definition, parameter, path, 'copy') };
    }
    case 'element':
      return { steps: boundSteps(definition, definition.iterated, [ANY, ...definition.path], 'element') };
    case 'function':
      return { steps: [{ kind: 'copy', to: definition.fn, site }] };
    case 'class':
      return { steps: [{ kind: 'copy', to: definition.node, site }] };
    case 'import':
      return { steps: [{ kind: 'import', to: site, site }] };
    case 'key':
      return { steps: [{ kind: 'element', to: definition.iterated, put: [KEY], site }] };
    case 'unknown':
      return unknownSteps(site);
  }
}

/** The step from a name to the value that it, or its part of a pattern, is bound to. */
function boundSteps(
  { rest, site }: { readonly rest?: TSESTree.RestElement; readonly site: TSESTree.Node },
  to: TSESTree.Node,
  path: AccessPath,
  kind: StepKind,
): readonly FlowStep[] {
  const put = rest ? path.slice(0, -1) : path;
  if (put.some((part) => COUNTING.has(part))) return [];
  const step: FlowStep = { kind: kind === 'copy' && put.length > 0 ? 'load' : kind, to, put, site };
  return rest ? restSteps(step, rest) : [step];
}

/** `const { a, ...rest } = whole`: all but the parts that are named beside it; of a list, the elements from there on. */
function restSteps(step: FlowStep, rest: TSESTree.RestElement): readonly FlowStep[] {
  const pattern = rest.parent;
  if (pattern.type !== Kind.ObjectPattern)
    return [{ ...step, kind: 'element', take: [ANY], put: [...(step.put ?? []), ANY] }];
  const named = pattern.properties.flatMap((property) =>
    property.type === Kind.Property ? (keyName(property) ?? []) : [],
  );
  return [{ ...step, kind: 'entries', except: new Set(named) }];
}

function unknownSteps(site: TSESTree.Node): Steps {
  switch (site.type) {
    case Kind.VariableDeclarator: // `let x;`, `declare let x;`, `let x!: string;`
      return site.definite || site.parent.declare ? { steps: [], open: 'global' } : NO_STEPS;
    case Kind.UpdateExpression:
    case Kind.TSEnumDeclaration:
      return NO_STEPS;
    case Kind.AssignmentExpression:
      return site.operator === '+='
        ? {
            steps: [
              { kind: 'text', to: site.right, isWhole: true, site },
              { kind: 'text', to: site.left, isWhole: true, site },
            ],
          }
        : NO_STEPS;
    default:
      return { steps: [], open: 'value' };
  }
}

export function arraySteps(node: TSESTree.ArrayExpression): readonly FlowStep[] {
  let isSpread = false;
  return node.elements.flatMap((element, index): FlowStep[] => {
    if (!element) return [];
    if (element.type === Kind.SpreadElement) {
      isSpread = true;
      return [{ kind: 'element', to: element.argument, take: [ANY], put: [ANY], site: element }];
    }
    return [{ kind: 'element', to: element, take: [isSpread ? ANY : String(index)], site: node }];
  });
}

/** Expressions that choose, hand on, or make a text. */
export function expressionSteps(node: TSESTree.Node): Steps {
  const choose = (...nodes: readonly TSESTree.Node[]): Steps => ({
    steps: nodes.map((to) => ({ kind: 'choice', to, site: node })),
  });
  const write = (...nodes: readonly TSESTree.Node[]): Steps => ({
    steps: nodes.map((to) => ({ kind: 'text', to, isWhole: true, site: node })),
  });
  if (isTransparent(node)) return { steps: [{ kind: 'copy', to: node.expression, site: node }] };
  switch (node.type) {
    case Kind.AwaitExpression:
      return { steps: [{ kind: 'copy', to: node.argument, site: node }] };
    case Kind.YieldExpression: // what `next(value)` gives is not followed
      return node.delegate
        ? { steps: [{ kind: 'return', to: node.argument, put: [RETURNED], site: node }] }
        : { steps: [], open: 'value' };
    case Kind.SequenceExpression:
      return { steps: node.expressions.slice(-1).map((to) => ({ kind: 'copy', to, site: node })) };
    case Kind.ConditionalExpression:
      return choose(node.consequent, node.alternate);
    case Kind.LogicalExpression:
      return node.operator === '&&' ? choose(node.right) : choose(node.left, node.right);
    case Kind.AssignmentExpression:
      if (node.operator === '=') return { steps: [{ kind: 'copy', to: node.right, site: node }] };
      if (node.operator === '+=') return write(node.left, node.right);
      return node.operator === '&&=' || node.operator === '||=' || node.operator === '??='
        ? choose(node.left, node.right)
        : NO_STEPS;
    case Kind.BinaryExpression:
      return node.operator === '+' ? write(node.left, node.right) : NO_STEPS;
    case Kind.TemplateLiteral:
      return write(...node.expressions);
    case Kind.TaggedTemplateExpression: {
      return isRaw(node) ? write(...node.quasi.expressions) : { steps: [], open: 'call' };
    }
    case Kind.Literal:
    case Kind.UnaryExpression:
    case Kind.UpdateExpression:
    case Kind.ArrowFunctionExpression:
    case Kind.FunctionExpression:
    case Kind.FunctionDeclaration:
    case Kind.MetaProperty:
      return NO_STEPS;
    default:
      return { steps: [], open: 'value' };
  }
}

/** Whether a template is tagged with `String.raw`. */
export function isRaw(node: TSESTree.TaggedTemplateExpression): boolean {
  const tag = unwrap(node.tag) as TSESTree.Node;
  return tag.type === Kind.MemberExpression && memberName(tag) === 'raw';
}
