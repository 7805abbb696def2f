/**
 * Whether the async functions of a file run as they are written: zones do not follow their `await`, and they do follow
 * what a compiler makes of it.
 *
 * *Known limitations*: with types, the `target` of tsconfig.json answers, and none where it is not written; what a
 * bundler makes of it is known for the builds of the model only. Without types, plain JavaScript counts as shipped.
 */
import type { ApiResolver } from '../api-resolution';
import type { ProjectFacts } from '../project';

/** Whether async functions of a file surely stay native. */
export function keepsAsyncNative(
  { types }: ApiResolver,
  filename: string,
  project: Pick<ProjectFacts, 'downlevelsAsync'>,
): boolean {
  if (project.downlevelsAsync) return false;
  if (!types) return /\.[cm]?js$/i.test(filename);
  const { target } = types.program.getCompilerOptions();
  return target !== undefined && target >= types.ts.ScriptTarget.ES2017;
}
