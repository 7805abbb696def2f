/** Where the time of a run goes, by function: the sampling profiler of Node, read in the same process. */
import { Session } from 'node:inspector';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Profiler } from 'node:inspector';
import { repository } from './files';
import { pluginFolder } from './rule-sets';

export interface ProfiledFunction {
  readonly name: string;
  /** Relative to the repository, and of the plugin its source; the engine and the collector have none. */
  readonly file: string;
  /** The time in the function itself, and with all that it calls. */
  readonly selfMs: number;
  readonly totalMs: number;
}

const samplingMicroseconds = 250;
const COLLECTOR = '(garbage collector)';

/**
 * Runs something that never waits, and says how long each function of the plugin ran, and each that it called, the dearest
 * of itself first. What the rest did is left out, but for the collector of garbage, which nobody calls.
 */
export function profile(run: () => void): readonly ProfiledFunction[] {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: samplingMicroseconds });
  session.post('Profiler.start');
  run();
  let found: Profiler.Profile | undefined;
  // With a session of the same thread the answer is there when `post` returns.
  session.post('Profiler.stop', (_error, { profile: stopped }) => void (found = stopped));
  session.disconnect();
  if (!found) throw new Error('the profiler gave no profile');
  return byFunction(found);
}

function byFunction({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): readonly ProfiledFunction[] {
  const nodeById = new Map(nodes.map((node) => [node.id, node]));
  const selfTime = new Map<number, number>();
  samples.forEach((id, index) => selfTime.set(id, (selfTime.get(id) ?? 0) + (timeDeltas[index] ?? 0) / 1000));
  const found = new Map<string, { name: string; file: string; selfMs: number; totalMs: number }>();

  /** The time below a node. A function that calls itself counts once: where it is entered first. */
  const visit = (id: number, above: ReadonlySet<string>): number => {
    const node = nodeById.get(id);
    if (!node) return 0;
    const { functionName, url, lineNumber } = node.callFrame;
    const file = fileOf(url);
    if (above.size === 0 && !file.startsWith('src/') && functionName !== COLLECTOR) {
      for (const child of node.children ?? []) visit(child, above);
      return 0;
    }
    const key = `${functionName} ${file} ${lineNumber}`;
    const inside = above.has(key) ? above : new Set(above).add(key);
    const selfMs = selfTime.get(id) ?? 0;
    const total = (node.children ?? []).reduce((ms, child) => ms + visit(child, inside), selfMs);
    const entry = found.get(key) ?? { name: functionName || '(anonymous)', file, selfMs: 0, totalMs: 0 };
    entry.selfMs += selfMs;
    if (inside !== above) entry.totalMs += total;
    found.set(key, entry);
    return total;
  };
  const [root] = nodes;
  if (root) visit(root.id, new Set());
  return [...found.values()].sort((a, b) => b.selfMs - a.selfMs);
}

function fileOf(url: string): string {
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const inPlugin = path.relative(pluginFolder, file);
  // The compiler makes one file of one file.
  if (path.isAbsolute(file) && !inPlugin.startsWith('..'))
    return `src/${inPlugin.split(path.sep).join('/').replace(/\.js$/, '.ts')}`;
  return path.isAbsolute(file) ? path.relative(repository, file).split(path.sep).join('/') : file;
}
