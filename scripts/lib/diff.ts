import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Paint } from './paint';

/**
 * The unified diff of two folders, by git, with paths relative to the folders.
 *
 * @throws Error when git is not there or cannot read a folder.
 */
export function diffFolders(before: string, after: string, paint: Paint): string {
  const common = path.dirname(before);
  const to = (folder: string): string => path.relative(common, folder);
  const options = ['diff', '--no-index', '--no-color', '--no-ext-diff', '--unified=2', '--', to(before), to(after)];
  const git = spawnSync('git', options, { cwd: common, encoding: 'utf8', maxBuffer: 1 << 24 });
  if (git.error) throw git.error;
  if (git.status !== 0 && git.status !== 1) throw new Error(`git cannot compare the folders: ${git.stderr}`);
  const noise = /^(diff --git|index |--- )/;
  const lines = git.stdout.split('\n').filter((line) => !noise.test(line));
  return lines
    .map((line) => paintLine(line, to(after), paint))
    .join('\n')
    .trimEnd();
}

function paintLine(line: string, afterFolder: string, paint: Paint): string {
  if (line.startsWith('+++ ')) return paint.bold(line.replace(/^\+\+\+ \S*?/, '').replace(`b/${afterFolder}/`, '\n'));
  if (line.startsWith('@@')) return paint.cyan(line.replace(/^(@@ .*? @@).*/, '$1'));
  if (line.startsWith('+')) return paint.green(line);
  if (line.startsWith('-')) return paint.red(line);
  return line;
}
