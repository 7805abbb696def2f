/**
 * Where the metadata goes in a gRPC call: what is there already, or a new argument where an overload has room for it.
 */
import { AST_NODE_TYPES, type TSESTree } from '@typescript-eslint/utils';
import type ts from 'typescript';
import type { FileAnalysis } from '../analysis/file-analysis';
import type { MessageSend, SentMessage } from '../analysis/messaging';
import { unwrap } from '../ast';
import { insertArgument } from '../fixes';
import { containerPlace, type Place } from './carrier-place';

/** The place of the metadata; undefined without types, and where no overload takes the same arguments with one more. */
export function metadataPlace(file: FileAnalysis, { call }: MessageSend, { value }: SentMessage): Place | undefined {
  if (value) return containerPlace(call, unwrap(value));
  const index = metadataIndex(file, call);
  if (index === undefined) return undefined;
  return {
    node: call,
    existing: undefined,
    put: (carrier) => insertArgument({ sourceCode: file.sourceCode, call, index, text: carrier }),
  };
}

/** The position of the `Metadata` parameter in an overload that takes the arguments of a call around it. */
function metadataIndex({ resolver }: FileAnalysis, call: TSESTree.CallExpression): number | undefined {
  const { types } = resolver;
  const callee = types?.typeAt(call.callee);
  const given = call.arguments.map((argument) =>
    argument.type === AST_NODE_TYPES.SpreadElement ? undefined : types?.typeAt(argument),
  );
  if (!types || !callee || given.includes(undefined)) return undefined;
  for (const signature of callee.getCallSignatures()) {
    const parameters = signature.getParameters().map((parameter) => types.checker.getTypeOfSymbol(parameter));
    const index = parameters.findIndex((type) =>
      withoutUndefined(type).some((part) => part.getSymbol()?.name === 'Metadata'),
    );
    if (index < 0 || given.length + 1 !== parameters.length || index > given.length) continue;
    const others = [...parameters.slice(0, index), ...parameters.slice(index + 1)];
    const isFit = others.every((parameter, at) => {
      const type = given[at];
      return (
        type !== undefined &&
        (types.checker.isTypeAssignableTo(type, parameter) || (isCallable(type) && isCallable(parameter)))
      );
    });
    if (isFit) return index;
  }
  return undefined;
}

function withoutUndefined(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function isCallable(type: ts.Type): boolean {
  return type.getCallSignatures().length > 0;
}
