/**
 * Whether the context travels by itself at a call: because the library is instrumented, or because an option of its own
 * says so where its object is built.
 *
 * *Known limitations*: options that come from another file are unknown; which instrumentations a project switches off
 * is not asked.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { decoratorsOf, memberName, unwrap } from '../../ast';
import type { MessagingClient, TelemetryOption } from '../../model/messaging-clients';
import { definitionsOf, thisHolder, variableOf } from '../bindings';
import { objectShape } from '../data-flow';
import { fieldWrites, namedExport, type ObjectTypes } from '../library-objects';
import type { CallNode, Coverage, MessagingProject } from './types';

const Kind = AST_NODE_TYPES;
const MAX_DEPTH = 6;

/**
 * What is asked about: the client, why its instrumentation leaves the call out, and the object that the call is made
 * on.
 */
export interface CoverageQuestion {
  readonly client: MessagingClient;
  readonly gap: string | undefined;
  readonly object: TSESTree.Node | undefined;
}

export function coverageOf(
  types: ObjectTypes,
  project: MessagingProject,
  { client, gap, object }: CoverageQuestion,
): Coverage {
  const isInstrumented = client.library !== undefined && project.isInstrumented(client.library);
  if (isInstrumented) return { covered: gap === undefined, isInstrumented, reason: gap };
  if (client.library !== undefined && project.mayBeInstrumented(client.library))
    return { covered: undefined, isInstrumented, reason: undefined };
  if (client.transports?.some((library) => project.mayBeInstrumented(library)))
    return { covered: undefined, isInstrumented, reason: undefined };
  const option = client.telemetry && isSwitchedOn(types, project, client.telemetry, object);
  if (option === true) return { covered: gap === undefined, isInstrumented: true, reason: gap };
  // An option that nobody can see may be set: it would close the same gaps, and no others.
  const mayBeOn = client.telemetry !== undefined && option === undefined && gap === undefined;
  return { covered: mayBeOn ? undefined : false, isInstrumented: false, reason: undefined };
}

/**
 * Whether a decorator of a class sets the option: `@Processor('mails', { telemetry })`. What sets it in another file, for
 * all classes, needs a package that provides it.
 */
function isDecoratedWith(
  types: ObjectTypes,
  project: MessagingProject,
  { option, providers = [] }: TelemetryOption,
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
): boolean | undefined {
  const answers = decoratorsOf(node).map(({ expression }) => {
    const call = unwrap(expression);
    // The first argument names what the class is for.
    return call.type === Kind.CallExpression ? hasOption(types, call, option, call.arguments.slice(1)) : false;
  });
  if (answers.includes(true)) return true;
  const mayBeProvided = providers.some(
    (name) => !project.dependencyRange || project.dependencyRange(name) !== undefined,
  );
  return mayBeProvided || answers.includes(undefined) ? undefined : false;
}

/** Whether the option is set where the object was built; undefined when that is not found. */
function isSwitchedOn(
  types: ObjectTypes,
  project: MessagingProject,
  telemetry: TelemetryOption,
  object: TSESTree.Node | undefined,
): boolean | undefined {
  if (object?.type === Kind.ClassDeclaration || object?.type === Kind.ClassExpression)
    return isDecoratedWith(types, project, telemetry, object);
  const built = object && constructionsOf(types, object, 0);
  if (!built || built.length === 0) return undefined;
  const answers = built.map((construction) => {
    // A class that extends the library's may pass the option to `super()`.
    const made = namedExport(types.resolver, construction.callee);
    const isKnown =
      made !== undefined &&
      telemetry.constructors.some((ref) => ref.package === made.package && ref.name === made.name);
    return isKnown ? hasOption(types, construction, telemetry.option) : undefined;
  });
  if (answers.includes(true)) return true;
  return answers.every((answer) => answer === false) ? false : undefined;
}

/**
 * The constructions an object comes from: `new Queue(…)`, `new PubSub(…)` of `pubsub.topic(…)`; undefined when unknown.
 */
function constructionsOf(
  types: ObjectTypes,
  expression: TSESTree.Node,
  depth: number,
): readonly TSESTree.NewExpression[] | undefined {
  const node = unwrap(expression);
  const { resolver } = types;
  if (depth > MAX_DEPTH) return undefined;
  if (node.type === Kind.NewExpression) return [node];
  if (node.type === Kind.AwaitExpression) return constructionsOf(types, node.argument, depth + 1);
  if (node.type === Kind.CallExpression) {
    const callee = unwrap(node.callee);
    return callee.type === Kind.MemberExpression ? constructionsOf(types, callee.object, depth + 1) : undefined;
  }
  const values = definitionValues();
  const found = values?.map((value) => constructionsOf(types, value, depth + 1));
  return found && found.length > 0 && found.every((one) => one !== undefined) ? found.flat() : undefined;

  function definitionValues(): readonly TSESTree.Node[] | undefined {
    if (node.type === Kind.Identifier) {
      const variable = variableOf(resolver.sourceCode, node);
      const definitions = variable ? definitionsOf(variable) : [];
      const known = definitions.flatMap((definition) =>
        definition.kind === 'value' && definition.path.length === 0 ? [definition.value] : [],
      );
      return known.length === definitions.filter(({ kind }) => kind !== 'unknown').length ? known : undefined;
    }
    if (node.type !== Kind.MemberExpression || unwrap(node.object).type !== Kind.ThisExpression) return undefined;
    const holder = thisHolder(unwrap(node.object));
    const name = node.property.type === Kind.PrivateIdentifier ? node.property.name : memberName(node);
    return holder && holder.type !== Kind.ObjectExpression && name !== undefined
      ? fieldWrites(resolver, holder, name)
      : undefined;
  }
}

/** Whether an object literal among the arguments has the option; undefined when an argument could hide it. */
function hasOption(
  { resolver }: ObjectTypes,
  construction: CallNode,
  option: string,
  among: readonly TSESTree.CallExpressionArgument[] = construction.arguments,
): boolean | undefined {
  let isOpen = false;
  for (const argument of among) {
    const node = argument.type === Kind.SpreadElement ? argument : unwrap(argument);
    const shape = node.type === Kind.SpreadElement ? undefined : objectShape(resolver.sourceCode, node);
    const found = shape?.properties.filter(({ name }) => name === option) ?? [];
    if (found.length > 0) return found.some(({ value }) => !isOff(value));
    const isPlain =
      node.type === Kind.Literal ||
      node.type === Kind.TemplateLiteral ||
      node.type === Kind.ArrowFunctionExpression ||
      node.type === Kind.FunctionExpression;
    isOpen ||= shape
      ? !shape.complete || shape.properties.some(({ name }) => name === undefined)
      : !isPlain && !isNameLike(construction, node);
  }
  return isOpen ? undefined : false;
}

/**
 * The first argument names a queue, the second of three is a function: neither hides options. Nor does a constant's
 * name.
 */
function isNameLike(construction: CallNode, node: TSESTree.Node): boolean {
  if (node.type === Kind.Identifier && /^[A-Z][A-Z\d_]*$/.test(node.name)) return true;
  const index = construction.arguments.indexOf(node as TSESTree.Expression);
  return index >= 0 && index < construction.arguments.length - 1;
}

function isOff(value: TSESTree.Expression): boolean {
  const node = unwrap(value);
  if (node.type === Kind.Literal) return node.value === false || node.value === null;
  return node.type === Kind.Identifier && node.name === 'undefined';
}
