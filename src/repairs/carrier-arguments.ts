/** Edits of the arguments of `extract` and `inject`: their order, what is left out, the names of headers. */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type { ResolvedCall } from '../analysis/api-resolution';
import { variableOf } from '../analysis/bindings';
import { accessorOf, type ArgumentOrder, type CapitalKey, sourceOfText } from '../analysis/carriers';
import type { FileAnalysis } from '../analysis/file-analysis';
import { contains, memberName } from '../ast';
import { combineEdits, type Edit, ensureImport, insertArgument, replace, replaceArgument } from '../fixes';
import { isPath, putAccessor } from './carrier';
import { ensureAccessor } from './carrier-accessor';

const API = '@opentelemetry/api';

/** `inject(carrier, setter, ctx)` becomes `inject(ctx, carrier, setter)`; a context that is missing is the active one. */
export function orderArguments(
  file: FileAnalysis,
  call: ResolvedCall,
  order: ArgumentOrder,
  carrier = order.carrier,
): Edit | undefined {
  const { sourceCode } = file;
  const { node } = call;
  if (!carrier) return undefined;
  const active = order.context ? undefined : ensureImport({ sourceCode, module: API, imported: 'context', at: node });
  const context = order.context ? sourceCode.getText(order.context) : active && `${active.localName}.active()`;
  if (context === undefined) return undefined;
  const isMissing = !order.accessor && accessorOf(file.resolver, call).kind === 'missing';
  const accessor = isMissing ? accessorFor(file, call, carrier) : undefined;
  if (isMissing && !accessor) return undefined;
  const imports = [active?.fix, accessor?.fix].filter((edit) => edit !== undefined);
  const added = accessor ? [accessor.localName] : [];
  const [first, second] = node.arguments;
  // What stands in order stays as it is, with its comments.
  if (!order.context && first === order.carrier && (!second || second === order.accessor)) {
    const replaced =
      carrier === first
        ? []
        : [replaceArgument({ sourceCode, call: node, index: 0, text: sourceCode.getText(carrier) })];
    return combineEdits(
      ...imports,
      insertArgument({ sourceCode, call: node, index: 0, text: context }),
      ...replaced,
      ...added.map((text) => insertArgument({ sourceCode, call: node, index: node.arguments.length, text })),
    );
  }
  const given = order.accessor ? [sourceCode.getText(order.accessor)] : added;
  const texts = [context, sourceCode.getText(carrier), ...given];
  if (texts.length < node.arguments.length) return undefined;
  const replaced = node.arguments.map((_, index) =>
    replaceArgument({ sourceCode, call: node, index, text: texts[index] ?? '' }),
  );
  const more = texts.slice(node.arguments.length).join(', ');
  return combineEdits(
    ...imports,
    ...replaced,
    ...(more ? [insertArgument({ sourceCode, call: node, index: node.arguments.length, text: more })] : []),
  );
}

/** Passes a getter or setter where the propagator has no default one. */
export function passAccessor(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
): { readonly edit: Edit | undefined; readonly isDefault: boolean } | undefined {
  const accessor = accessorFor(file, call, carrier);
  return (
    accessor && {
      edit: combineEdits(accessor.fix, putAccessor(file, call, accessor.localName)),
      isDefault: accessor.isDefault,
    }
  );
}

/** The accessor that a carrier needs: the default one, unless its shape is known to be another. */
function accessorFor(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression,
): { readonly localName: string; readonly fix: Edit; readonly isDefault: boolean } | undefined {
  const { sourceCode } = file;
  const isExtract = call.operation === 'propagation.extract';
  const finding = file.carriers.of(carrier, isExtract ? 'extract' : 'inject');
  if (finding && finding.shape !== 'plain' && !finding.isPartly) {
    const kind = isExtract ? 'getter' : 'setter';
    const own = ensureAccessor(file, { kind, shape: finding.shape, isGlobal: finding.isGlobal, at: call.node });
    if (own) return { ...own, isDefault: false };
  }
  const imported = isExtract ? 'defaultTextMapGetter' : 'defaultTextMapSetter';
  const ensured = ensureImport({ sourceCode, module: API, imported, at: call.node });
  return ensured && { ...ensured, isDefault: true };
}

/**
 * Extracts from the object whose headers a text repeats, and puts the other arguments right; undefined where the text
 * was made of something else.
 */
export function extractFromSource(
  file: FileAnalysis,
  call: ResolvedCall,
  carrier: TSESTree.Expression | undefined,
  order?: ArgumentOrder,
): { readonly source: string; readonly edit: Edit } | undefined {
  const { sourceCode } = file;
  const source = carrier && call.operation === 'propagation.extract' ? sourceOfText(file.resolver, carrier) : undefined;
  if (!source || !isPath(source)) return undefined;
  const text = sourceCode.getText(source);
  const taken = (): Edit | undefined => replaceArgument({ sourceCode, call: call.node, index: 1, text });
  const isMissing = accessorOf(file.resolver, call).kind === 'missing';
  const edit = order
    ? orderArguments(file, call, order, source)
    : isMissing
      ? combineEdits(taken(), passAccessor(file, call, source)?.edit)
      : taken();
  return edit && { source: text, edit };
}

/** Writes names of headers in lower case, with the quotes they need; not where something else reads them by name. */
export function lowerKeys(file: FileAnalysis, call: ResolvedCall, keys: readonly CapitalKey[]): Edit | undefined {
  const { sourceCode } = file;
  if (keys.some(({ key, name }) => !contains(call.node, key) && isReadByName(file, key, name))) return undefined;
  return combineEdits(
    ...keys.map(({ key }) => {
      const text = sourceCode.getText(key);
      const isShorthand = key.parent?.type === AST_NODE_TYPES.Property && key.parent.shorthand;
      return replace(key.range, isShorthand ? `${text.toLowerCase()}: ${text}` : text.toLowerCase());
    }),
  );
}

/** Whether the variable that holds a literal says its keys in its type, or is asked for one of them. */
function isReadByName({ sourceCode }: FileAnalysis, key: TSESTree.Node, name: string): boolean {
  const declarator = key.parent?.parent?.parent;
  if (declarator?.type !== AST_NODE_TYPES.VariableDeclarator || declarator.id.type !== AST_NODE_TYPES.Identifier)
    return true;
  const references = variableOf(sourceCode, declarator.id)?.references ?? [];
  return (
    declarator.id.typeAnnotation !== undefined ||
    references.some(
      ({ identifier: { parent } }) =>
        parent.type === AST_NODE_TYPES.MemberExpression && (memberName(parent) ?? name) === name,
    )
  );
}
