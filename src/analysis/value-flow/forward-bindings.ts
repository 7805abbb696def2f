/** Forward steps through what binds a value: names, patterns, members that are assigned. */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { enclosingBody, isFunction, keyName } from '../../ast';
import { definitionsOf, isVisibleOutside, variableOf } from '../bindings';
import { type ClassNode, referencesTo } from './classes';
import { reachingDefinitions } from './reaching-definitions';
import { keyText } from './summaries';
import type { FlowGraph } from './flow-graph';
import { type AccessPath, ANY, type FlowStep, NO_STEPS, type OpenCause, type Steps } from './value-node';

const Kind = AST_NODE_TYPES;

/** How a target binds a value. */
export interface Binding {
  readonly take?: AccessPath;
  readonly put?: AccessPath;
  readonly except?: ReadonlySet<string>;
  readonly kind: FlowStep['kind'];
  /** The declaration, assignment or parameter that binds. */
  readonly site: TSESTree.Node;
}

export const ESCAPES: Steps = { steps: [], open: 'escape' };

export class Bindings {
  constructor(private readonly flow: FlowGraph) {}

  /** Whoever reads what a target binds. */
  bound(target: TSESTree.Node, binding: Binding): Steps {
    switch (target.type) {
      case Kind.Identifier:
        return this.reads(target, binding);
      case Kind.AssignmentPattern:
        return this.bound(target.left, binding);
      case Kind.ObjectPattern: {
        const names = target.properties.flatMap((each) => (each.type === Kind.Property ? (keyName(each) ?? []) : []));
        return join(
          target.properties.map((each) =>
            each.type === Kind.Property
              ? this.bound(
                  each.value,
                  deeper(binding, keyName(each) ?? keyText(this.flow.sourceCode, each.key) ?? ANY, 'load'),
                )
              : this.bound(each.argument, { ...binding, kind: 'entries', except: new Set(names) }),
          ),
        );
      }
      case Kind.ArrayPattern:
        return join(
          target.elements.map((each, index) => {
            if (!each) return NO_STEPS;
            if (each.type === Kind.RestElement)
              return this.bound(each.argument, { ...deeper(binding, ANY, 'element'), put: [ANY] });
            return this.bound(each, deeper(binding, String(index), 'element'));
          }),
        );
      case Kind.MemberExpression:
        return this.stored(target, binding);
      case Kind.TSAsExpression:
      case Kind.TSNonNullExpression:
      case Kind.TSSatisfiesExpression:
      case Kind.TSTypeAssertion:
        return this.bound(target.expression, binding);
      case Kind.VariableDeclarator:
        return this.bound(target.id, binding);
      default:
        return ESCAPES;
    }
  }

  /** `object.name = value`: the value is then a part of whatever object that is. */
  private stored(target: TSESTree.MemberExpression, { take, site }: Binding): Steps {
    const step = this.flow.stepOf(target);
    const sites = this.flow.objects.sitesOf(target.object);
    const steps = sites.steps.flatMap((each): FlowStep[] => {
      const stored: FlowStep = {
        kind: 'store',
        to: each.to,
        ...(take && { take }),
        put: [...(each.put ?? []), step],
        site,
      };
      const setters = this.flow.objects.settersOf(each.to, step);
      return [
        ...(setters.length === 0 ? [stored] : []),
        ...setters.flatMap((fn): FlowStep[] => {
          const [parameter] = fn.params;
          return parameter ? [{ kind: 'argument', to: parameter, ...(take && { take }), site }] : [];
        }),
      ];
    });
    return sites.open === undefined ? { steps } : { steps, open: sites.open };
  }

  /** The reads of a variable that a binding may reach. */
  private reads(identifier: TSESTree.Identifier, binding: Binding): Steps {
    const variable = variableOf(this.flow.sourceCode, identifier);
    if (!variable) return ESCAPES;
    const { take, put, except, site } = binding;
    const isOnly = definitionsOf(variable).length === 1;
    const steps = readsOf(variable).flatMap((read): FlowStep[] => {
      if (read === identifier) return [];
      const isReached =
        isOnly ||
        reachingDefinitions(this.flow.graphOf, variable, read).some(
          (definition) =>
            definition.site === site ||
            (definition.kind === 'parameter' && definition.fn === site) ||
            isWithin(definition.site, site),
        );
      if (!isReached) return [];
      const isCaptured =
        binding.kind === 'copy' && enclosingBody(read) !== enclosingBody(identifier) && !isFunction(site);
      const kind = isCaptured ? 'capture' : binding.kind;
      return [{ kind, to: read, ...(take && { take }), ...(put && { put }), ...(except && { except }), site }];
    });
    return isVisibleOutside(variable) ? { steps, open: 'escape' } : { steps };
  }

  /** The uses of what a declaration names. */
  declared(node: TSESTree.Node, id: TSESTree.Identifier): Steps {
    const steps = this.reads(id, { kind: 'copy', site: node });
    return node.type === Kind.FunctionDeclaration && isExported(node) ? { ...steps, open: 'escape' } : steps;
  }

  named(node: ClassNode): Steps {
    const steps = referencesTo(node, this.flow.sourceCode).map((reference): FlowStep => ({
      kind: 'copy',
      to: reference,
      site: node,
    }));
    return isExported(node) ? { steps, open: 'escape' } : { steps };
  }
}

/** All steps of several. */
export function join(all: readonly Steps[]): Steps {
  let open: OpenCause | undefined;
  for (const each of all) open ??= each.open;
  const steps = all.flatMap((each) => each.steps);
  return open === undefined ? { steps } : { steps, open };
}

function deeper(binding: Binding, step: string, kind: FlowStep['kind']): Binding {
  return { ...binding, kind, take: [...(binding.take ?? []), step] };
}

function isWithin(node: TSESTree.Node, outer: TSESTree.Node): boolean {
  return outer.type !== Kind.Program && node.range[0] >= outer.range[0] && node.range[1] <= outer.range[1];
}

/** Whether a declaration is exported where it stands. */
export function isExported(node: TSESTree.Node): boolean {
  const outer = node.parent?.type;
  return outer === Kind.ExportNamedDeclaration || outer === Kind.ExportDefaultDeclaration;
}

function readsOf(variable: TSESLint.Scope.Variable): readonly TSESTree.Identifier[] {
  return variable.references
    .filter((reference) => reference.isRead())
    .map(({ identifier }) => identifier as TSESTree.Identifier);
}
