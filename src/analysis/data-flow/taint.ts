/**
 * Backward taint: from a sink expression to the sources that may reach it, through variables (only the definitions that
 * reach the read), destructuring, templates, spreads, conversions, and functions of the same file: parameters to
 * arguments, calls to returned values, callbacks of array methods to elements.
 *
 * Three-valued: `tainted` with every flow, `clean` (a barrier, a constant, a type that cannot carry it), or `unknown`.
 * What the code says goes before what a name says: a variable whose every value is clean is clean, whatever its name.
 * Loops are solved from below: a value that depends on itself adds nothing.
 *
 * *Known limitations*: a function of another file is unknown unless its name makes it a source or a barrier; parts of
 * strings (`slice`, `split`, `replace`) are unknown, since they are how people mask; writes to properties in other
 * functions are not ordered; after `MAX_VISITS` steps the rest is unknown.
 */
import { AST_NODE_TYPES, type TSESLint, type TSESTree } from '@typescript-eslint/utils';
import { type FunctionNode, memberName, unwrap } from '../../ast';
import {
  ASKING_METHODS,
  CARRYING_FUNCTIONS,
  CARRYING_METHODS,
  COUNTING_MEMBERS,
  JOINING_METHODS,
  PARTIAL_METHODS,
  SERIALISERS,
  SILENT_FUNCTIONS,
} from '../../model/carrying-functions';
import {
  callSitesOf,
  type Definition,
  functionName,
  resolveFunction,
  returnedExpressions,
  type ValuePath,
  variableOf,
} from '../bindings';
import { builtinName } from '../api-resolution';
import { objectShape } from './object-shape';
import { reachingDefinitions } from '../value-flow';
import type { TaintConfiguration, TaintContext } from './taint-configuration';
import {
  type CallNode,
  choicesOf,
  elementsOf,
  type Frame,
  isBare,
  isEntered,
  isNothing,
  iteratorOf,
  layersOf,
  nameOfCall,
  partHolder,
  replacedIn,
  unspread,
  wholesOf,
  withPath,
} from './taint-syntax';
import { because, CLEAN, join, MADE_SAFE, stepped, tainted, type TaintResult } from './taint-result';

/** Traces where the value of `expression`, or the part of it at `path`, may come from. */
export function traceTaint<L>(
  context: TaintContext<L>,
  expression: TSESTree.Node,
  path: ValuePath = [],
): TaintResult<L> {
  return new Tracer(context).part(expression, path, { depth: 0, calls: [] });
}

const MAX_DEPTH = 40;
const MAX_VISITS = 600;

class Tracer<L> {
  private readonly sourceCode: TSESLint.SourceCode;
  private readonly configuration: TaintConfiguration<L>;
  private readonly active = new Set<string>();
  private visits = 0;

  constructor(private readonly context: TaintContext<L>) {
    this.sourceCode = context.sourceCode;
    this.configuration = context.configuration;
  }

  value(expression: TSESTree.Node, frame: Frame): TaintResult<L> {
    if (layersOf(expression).some((layer) => this.configuration.clean(layer))) return MADE_SAFE;
    const node = unwrap(expression);
    return this.guarded('value', node, [], frame, (inner) => this.visit(node, inner));
  }

  /** A part of a value, where the value is a known object. The empty path is the value itself. */
  part(expression: TSESTree.Node, path: ValuePath, frame: Frame): TaintResult<L> {
    const [step, ...rest] = path;
    if (step === undefined) return this.value(expression, frame);
    const node = unwrap(expression);
    return this.guarded('part', node, path, frame, (inner) => this.visitPart(node, step, rest, inner));
  }

  /** Everything that an object holds, as a serialiser writes it. */
  private whole(expression: TSESTree.Node, frame: Frame, replaced: readonly string[] = []): TaintResult<L> {
    const node = unwrap(expression);
    return this.guarded('whole', node, [], frame, (inner) => {
      const label = this.configuration.sourceOfWhole(node, replaced);
      return label === undefined ? this.visitWhole(node, inner) : tainted(label, node);
    });
  }

  private guarded(
    question: string,
    node: TSESTree.Node,
    path: ValuePath,
    frame: Frame,
    visit: (inner: Frame) => TaintResult<L>,
  ): TaintResult<L> {
    const key = `${question} ${node.type} ${node.range.join()} ${path.join('.')}`;
    if (this.active.has(key)) return CLEAN;
    if (frame.depth > MAX_DEPTH || ++this.visits > MAX_VISITS) return because('call');
    this.active.add(key);
    const result = visit({ ...frame, depth: frame.depth + 1 });
    this.active.delete(key);
    return result;
  }

  private visit(node: TSESTree.Expression, frame: Frame): TaintResult<L> {
    switch (node.type) {
      case AST_NODE_TYPES.Literal:
      case AST_NODE_TYPES.TemplateLiteral:
        return this.text(node, frame);
      case AST_NODE_TYPES.BinaryExpression:
        return node.operator === '+' ? this.any([node.left, node.right], frame) : CLEAN;
      case AST_NODE_TYPES.UnaryExpression:
        return node.operator === '+' || node.operator === '-' ? this.value(node.argument, frame) : CLEAN;
      case AST_NODE_TYPES.UpdateExpression:
      case AST_NODE_TYPES.ArrowFunctionExpression:
      case AST_NODE_TYPES.FunctionExpression:
      case AST_NODE_TYPES.ClassExpression:
        return CLEAN;
      case AST_NODE_TYPES.Identifier:
        return this.identifier(node, frame);
      case AST_NODE_TYPES.MemberExpression:
        return this.member(node, frame);
      case AST_NODE_TYPES.ObjectExpression: {
        const { properties = [], spreads = [] } = objectShape(this.sourceCode, node) ?? {};
        return this.any([...properties.map((property) => property.value), ...spreads], frame);
      }
      case AST_NODE_TYPES.ArrayExpression:
        return this.any(elementsOf(node), frame);
      case AST_NODE_TYPES.CallExpression:
      case AST_NODE_TYPES.NewExpression:
        return this.call(node, frame);
      case AST_NODE_TYPES.TaggedTemplateExpression:
        return builtinName(this.sourceCode, node.tag) === 'String.raw'
          ? this.value(node.quasi, frame)
          : because('call');
      default: {
        const choices = choicesOf(node);
        return choices ? this.any(choices, frame) : (this.sourceOf(node) ?? because('value'));
      }
    }
  }

  private text(node: TSESTree.Literal | TSESTree.TemplateLiteral, frame: Frame): TaintResult<L> {
    if (node.type === AST_NODE_TYPES.Literal) return this.sourceOf(node) ?? CLEAN;
    return join([
      ...node.quasis.map((quasi) => this.sourceOf(quasi) ?? CLEAN),
      ...node.expressions.map((part) => this.value(part, frame)),
    ]);
  }

  private sourceOf(node: TSESTree.Node): TaintResult<L> | undefined {
    const label = this.configuration.source(node);
    return label === undefined ? undefined : tainted(label, node);
  }

  /** Tainted if one is, clean if all are. */
  private any(nodes: readonly TSESTree.Node[], frame: Frame): TaintResult<L> {
    return join(nodes.map((node) => this.value(node, frame)));
  }

  private identifier(node: TSESTree.Identifier, frame: Frame): TaintResult<L> {
    const definitions = this.definitionsAt(node);
    if (definitions.length === 0)
      return node.name === 'undefined' || node.name === 'NaN' ? CLEAN : (this.sourceOf(node) ?? because('value'));
    const results = definitions.map((definition) => this.defined(definition, node, frame));
    const result = join(results.map((found, index) => stepped(found, node.name, definitions[index]?.site ?? node)));
    if (result.state === 'clean' || (result.state === 'unknown' && result.because === 'obscured')) return result;
    // A parameter that says by its name what it takes is the source; its callers only give it.
    const isParameter = definitions.some(
      (definition) => definition.kind === 'parameter' && !isEntered(definition.fn, frame),
    );
    return result.state === 'tainted' && !isParameter ? result : (this.sourceOf(node) ?? result);
  }

  private definitionsAt(node: TSESTree.Identifier): readonly Definition[] {
    const variable = variableOf(this.sourceCode, node);
    return variable
      ? reachingDefinitions(this.context.graphOf, variable, node).filter((definition) => !isBare(definition))
      : [];
  }

  /** The value of a definition; a destructured part that cannot be opened is judged by the names on its path. */
  private defined(definition: Definition, read: TSESTree.Identifier, frame: Frame): TaintResult<L> {
    const result = this.definition(definition, frame);
    const from = result.state === 'unknown' && result.because !== 'obscured' ? partHolder(definition) : undefined;
    const label = from && this.configuration.sourceOfPart(from.value, from.path, read);
    return label === undefined ? result : tainted(label, read);
  }

  private definition(definition: Definition, frame: Frame): TaintResult<L> {
    switch (definition.kind) {
      case 'value':
        return this.part(definition.value, definition.path, frame);
      case 'parameter':
        return this.parameter(definition, frame);
      case 'element':
        return this.element(definition.iterated, definition.path, frame);
      case 'function':
      case 'class':
        return CLEAN;
      case 'unknown':
        if (definition.site.type === AST_NODE_TYPES.AssignmentExpression && definition.site.operator === '+=')
          return this.value(definition.site.right, frame);
        return because('value');
      default:
        return because('value');
    }
  }

  private visitPart(node: TSESTree.Expression, step: string, rest: ValuePath, frame: Frame): TaintResult<L> {
    const path = [step, ...rest];
    const shape =
      node.type === AST_NODE_TYPES.CallExpression
        ? undefined
        : objectShape(this.sourceCode, node, { followCalls: false });
    const properties = shape?.properties.filter((property) => property.name === step) ?? [];
    if (properties.length > 0) {
      const known = properties.map((property) => this.part(property.value, rest, frame));
      const spreads = (shape?.spreads ?? []).filter((spread) =>
        properties.every(({ site }) => spread.range[0] > site.range[0]),
      );
      return join([...known, ...spreads.map((spread) => this.part(spread, path, frame))]);
    }
    switch (node.type) {
      case AST_NODE_TYPES.Identifier: {
        return join(this.definitionsAt(node).map((definition) => this.definition(withPath(definition, path), frame)));
      }
      case AST_NODE_TYPES.MemberExpression: {
        const name = memberName(node);
        return name === undefined ? because('value') : this.part(node.object, [name, ...path], frame);
      }
      case AST_NODE_TYPES.ArrayExpression: {
        const element = node.elements[Number(step)];
        const isPlain = !node.elements.some((item) => item?.type === AST_NODE_TYPES.SpreadElement);
        return isPlain && element ? this.part(element, rest, frame) : because('value');
      }
      case AST_NODE_TYPES.CallExpression:
        return this.configuration.summary(node) === 'clean' ? MADE_SAFE : this.returned(node, path, frame);
      default: {
        const choices = choicesOf(node);
        return choices ? join(choices.map((choice) => this.part(choice, path, frame))) : because('value');
      }
    }
  }

  private visitWhole(node: TSESTree.Expression, frame: Frame): TaintResult<L> {
    const both = (part: TSESTree.Node): TaintResult<L> => {
      const value = this.value(part, frame);
      return value.state === 'unknown' ? this.whole(part, frame) : value;
    };
    switch (node.type) {
      case AST_NODE_TYPES.Identifier: {
        const shape = objectShape(this.sourceCode, node, { followCalls: false });
        const parts = shape?.properties.map((property) => both(property.value)) ?? [];
        const values = this.definitionsAt(node).flatMap((definition) =>
          'path' in definition && definition.path.length > 0
            ? []
            : wholesOf(this.sourceCode, definition).map((given) => stepped(both(given), node.name, definition.site)),
        );
        return join([...parts, ...values]);
      }
      case AST_NODE_TYPES.ObjectExpression: {
        const shape = objectShape(this.sourceCode, node);
        return join([
          ...(shape?.properties.map((property) => both(property.value)) ?? []),
          ...(shape?.spreads ?? []).map((spread) => this.whole(spread, frame, replacedIn(node, spread))),
        ]);
      }
      case AST_NODE_TYPES.ArrayExpression:
        return join(elementsOf(node).map(both));
      default: {
        const choices = choicesOf(node);
        return choices ? join(choices.map((choice) => this.whole(choice, frame))) : because('call');
      }
    }
  }

  private parameter(definition: Extract<Definition, { kind: 'parameter' }>, frame: Frame): TaintResult<L> {
    const { fn, index, path } = definition;
    const at = frame.calls.findLastIndex((entry) => entry.fn === fn);
    const entered = frame.calls[at];
    if (entered)
      return this.argument(entered.call, fn, index, path, { depth: frame.depth, calls: frame.calls.slice(0, at) });
    const iterator = iteratorOf(fn);
    if (iterator && index === 0) return this.element(iterator, path, frame);
    const { calls, escapes } = callSitesOf(this.sourceCode, fn);
    if (calls.length === 0) return because('value');
    const name = functionName(fn);
    const result = join(
      calls.map((call) => {
        const given = this.argument(call, fn, index, path, frame);
        return name === undefined ? given : stepped(given, `${name}()`, call);
      }),
    );
    // Callers that give nothing but constants do not speak for the name of the parameter.
    return result.state === 'clean' && (escapes || !result.isMadeSafe) ? because('value') : result;
  }

  private argument(call: CallNode, fn: FunctionNode, index: number, path: ValuePath, frame: Frame): TaintResult<L> {
    if (call.arguments.slice(0, index + 1).some((argument) => argument.type === AST_NODE_TYPES.SpreadElement))
      return because('value');
    if (fn.params[index]?.type === AST_NODE_TYPES.RestElement)
      return this.any(call.arguments.slice(index).map(unspread), frame);
    const argument = call.arguments[index];
    return argument ? this.part(argument, path, frame) : CLEAN;
  }

  /** An element of a list, or a part of it. */
  private element(list: TSESTree.Expression, path: ValuePath, frame: Frame): TaintResult<L> {
    const node = unwrap(list);
    if (node.type === AST_NODE_TYPES.ArrayExpression)
      return join(elementsOf(node).map((element) => this.part(element, path, frame)));
    if (path.length === 0) return this.value(node, frame);
    const [argument] =
      node.type === AST_NODE_TYPES.CallExpression && builtinName(this.sourceCode, node.callee) === 'Object.entries'
        ? node.arguments
        : [];
    // The pairs of an object: the first of each is a field's name.
    return argument && path[0] === '1' ? this.whole(argument, frame) : because(argument ? 'call' : 'value');
  }

  private member(node: TSESTree.MemberExpression, frame: Frame): TaintResult<L> {
    const name = memberName(node);
    if (name !== undefined && COUNTING_MEMBERS.has(name)) return CLEAN;
    const known = name === undefined ? because<L>('value') : this.part(node.object, [name], frame);
    if (known.state !== 'unknown' || known.because === 'obscured') return known;
    const own = this.sourceOf(node);
    if (own) return own;
    // `list[0]` of a tainted list; a computed key into an object is unknown.
    const isIndex =
      node.computed && node.property.type === AST_NODE_TYPES.Literal && typeof node.property.value === 'number';
    if (isIndex) return this.value(node.object, frame);
    return name === undefined && node.computed ? because('call') : known;
  }

  private call(node: CallNode, frame: Frame): TaintResult<L> {
    const summary = this.configuration.summary(node);
    if (summary === 'clean') return MADE_SAFE;
    const builtin = this.builtin(node, frame);
    if (builtin) return builtin;
    if (summary) {
      const result = stepped(this.any(summary, frame), nameOfCall(node), node);
      return result.state === 'unknown' ? (this.sourceOf(node) ?? result) : result;
    }
    const fn = resolveFunction(this.sourceCode, node.callee);
    if (node.type === AST_NODE_TYPES.CallExpression && fn) {
      if (isEntered(fn, frame)) return CLEAN;
      const result = this.returned(node, [], frame);
      return result.state === 'unknown' && result.because !== 'obscured' ? (this.sourceOf(node) ?? result) : result;
    }
    return this.method(node, frame) ?? this.sourceOf(node) ?? because('call');
  }

  /** What a local function returns, or a part of it, its parameters being the arguments of this call. */
  private returned(node: TSESTree.CallExpression, path: ValuePath, frame: Frame): TaintResult<L> {
    const fn = resolveFunction(this.sourceCode, node.callee);
    const returned = fn && !fn.generator && !isEntered(fn, frame) ? returnedExpressions(this.sourceCode, fn) : [];
    if (!fn || returned.length === 0) return because('call');
    const inner: Frame = { depth: frame.depth, calls: [...frame.calls, { fn, call: node }] };
    return stepped(join(returned.map((expression) => this.part(expression, path, inner))), nameOfCall(node), node);
  }

  private builtin(node: CallNode, frame: Frame): TaintResult<L> | undefined {
    const name = builtinName(this.sourceCode, node.callee);
    if (name === undefined) return undefined;
    if (SILENT_FUNCTIONS.has(name)) return CLEAN;
    if (CARRYING_FUNCTIONS.has(name))
      return node.arguments.length === 0 ? CLEAN : this.any(node.arguments.map(unspread), frame);
    const [written, replacer] = node.arguments;
    if (!SERIALISERS.has(name) || !written) return undefined;
    if (name === 'JSON.stringify' && replacer && !isNothing(replacer)) return because('obscured');
    const value = this.value(unspread(written), frame);
    if (value.state !== 'unknown') return value;
    const whole = this.whole(unspread(written), frame);
    return whole.state === 'unknown' ? because('call') : whole;
  }

  private method(node: CallNode, frame: Frame): TaintResult<L> | undefined {
    const callee = unwrap(node.callee);
    const name = callee.type === AST_NODE_TYPES.MemberExpression ? memberName(callee) : undefined;
    if (callee.type !== AST_NODE_TYPES.MemberExpression || name === undefined) return undefined;
    if (ASKING_METHODS.has(name)) return CLEAN;
    const given = node.arguments.map(unspread);
    if (name === 'map' || name === 'flatMap') {
      const callback = given[0] && resolveFunction(this.sourceCode, given[0]);
      return callback ? this.any(returnedExpressions(this.sourceCode, callback), frame) : undefined;
    }
    if (CARRYING_METHODS.has(name)) {
      const result = this.any([callee.object, ...(JOINING_METHODS.has(name) ? given : [])], frame);
      return result.state === 'unknown' ? (this.sourceOf(node) ?? result) : result;
    }
    if (!PARTIAL_METHODS.has(name)) return undefined;
    const replacement = given[1] ? this.value(given[1], frame) : CLEAN;
    if (replacement.state === 'tainted') return replacement;
    const whole = this.value(callee.object, frame);
    return whole.state === 'clean' ? whole : because('obscured');
  }
}
