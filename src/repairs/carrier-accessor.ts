/** Getters and setters for carriers that the default ones do not understand: declared once in a file, and reused. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileAnalysis } from '../analysis/file-analysis';
import { combineEdits, type Edit, ensureImport, ensureObject, isTypeScript } from '../fixes';
import { type CarrierShape, GETTERS, SETTERS } from '../model/carriers';

/** What an accessor is for. */
export interface AccessorRequest {
  readonly kind: 'getter' | 'setter';
  readonly shape: CarrierShape;
  /** Whether the carrier is of the global type itself, so that its name is known in the file. Default: false. */
  readonly isGlobal?: boolean;
  /** Whether the carrier may be undefined. Default: false. */
  readonly mayBeMissing?: boolean;
  /** The node where it will be used. */
  readonly at: TSESTree.Node;
}

/**
 * The name of a getter or setter for a shape, and the edit that declares it where the file has none.
 * Undefined for shapes that have none: what the default accessor understands, and what has to be taken apart first;
 * and for a setter of what may be missing, since there is nothing to fill.
 */
export function ensureAccessor(
  file: FileAnalysis,
  request: AccessorRequest,
): { readonly localName: string; readonly fix: Edit } | undefined {
  const { sourceCode } = file;
  const { kind, shape, isGlobal = false, mayBeMissing = false, at } = request;
  const model = (kind === 'getter' ? GETTERS : SETTERS)[shape];
  if (!model || (kind === 'setter' && mayBeMissing)) return undefined;
  const { name } = model;
  const members = (mayBeMissing ? model.membersIfMissing : undefined) ?? model.members;
  if (!isTypeScript(sourceCode, file.filename))
    return ensureObject({ sourceCode, name, annotation: undefined, members, at });
  const type = ensureImport({
    sourceCode,
    module: '@opentelemetry/api',
    imported: kind === 'getter' ? 'TextMapGetter' : 'TextMapSetter',
    isType: true,
    at,
  });
  if (!type) return undefined;
  const carrierType = (isGlobal ? model.globalType : undefined) ?? model.carrierType;
  const isWidened = mayBeMissing && !carrierType.endsWith('| undefined');
  const annotation = `${type.localName}<${carrierType}${isWidened ? ' | undefined' : ''}>`;
  const object = ensureObject({ sourceCode, name, annotation, members, at });
  const fix = object.isNew ? combineEdits(type.fix, object.fix) : object.fix;
  return fix && { localName: object.localName, fix };
}
