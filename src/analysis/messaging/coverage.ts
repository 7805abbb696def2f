/**
 * Whether the context travels by itself at a call: because the library is instrumented, or because an option of its own
 * says so where its object is built.
 *
 * *Known limitations*: options that come from another file are unknown; which instrumentations a project switches off
 * is not asked.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import { type CallNode, decoratorsOf, unwrap } from '../../ast';
import type { MessagingClient, TelemetryOption } from '../../model/messaging-clients';
import { objectShape } from '../data-flow';
import { namedExport, type ObjectTypes } from '../library-objects';
import { valueFlow } from '../value-flow';
import { constructionsOf } from './constructions';
import type { Coverage, MessagingProject } from './types';

const Kind = AST_NODE_TYPES;

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
  const built = object && constructionsOf(valueFlow(types.resolver.sourceCode), object);
  if (!built) return undefined;
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
