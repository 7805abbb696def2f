/** The names that a variable goes by: its own, and what it is called where it is imported or taken from. */
import { AST_NODE_TYPES, type TSESLint } from '@typescript-eslint/utils';
import { definitionsOf } from '../bindings';
import { SUBCLASS } from './known-exports';
import { memberNameOf } from './syntax';

/** Read once: what is imported is a getter behind a getter, and this is the hot path. */
const Kind = AST_NODE_TYPES;

export interface VariableNames {
  /** The names of a function that is called by the variable. */
  readonly called: readonly string[];
  /** The names of a class that is constructed by it. */
  readonly constructed: readonly string[];
}

/** The names that a call by a variable may be known by. */
export function namesOfVariable(variable: TSESLint.Scope.Variable): VariableNames {
  const own = [variable.name];
  if (isPlainFunction(variable)) return { called: own, constructed: own };
  const called = new Set(own);
  let isSubclass = false;
  for (const definition of definitionsOf(variable)) {
    if (definition.kind === 'import') called.add(definition.imported);
    else if (definition.kind === 'class') isSubclass ||= definition.node.superClass !== null;
    else if (definition.kind === 'value') {
      const taken = definition.path.at(-1) ?? memberNameOf(definition.value);
      if (taken !== undefined) called.add(taken);
    }
  }
  const names = [...called];
  return { called: names, constructed: isSubclass ? [...names, SUBCLASS] : names };
}

/** `function f() {}`, never written: what most calls by a plain name call. */
function isPlainFunction({ defs, references }: TSESLint.Scope.Variable): boolean {
  return (
    defs.length === 1 &&
    defs[0]?.node.type === Kind.FunctionDeclaration &&
    defs[0].name === defs[0].node.id &&
    references.every((reference) => !reference.isWrite())
  );
}
