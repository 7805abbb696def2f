import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Another process that installs the same folder may take this long before its lock counts as left behind. */
const staleLockMs = 5 * 60_000;

/**
 * Installs the packages that `folder/package-lock.json` names, once: does nothing when they are there and as new as
 * the lock file. Safe when several test processes ask for the same folder at the same time.
 *
 * @param folder An absolute folder with a package.json and a package-lock.json.
 * @throws Error with npm's own output when `npm ci` fails, or when the lock file is missing.
 */
export async function ensureInstalled(folder: string): Promise<void> {
  const lockFile = path.join(folder, 'package-lock.json');
  if (!existsSync(lockFile))
    throw new Error(`'${lockFile}' is missing, so nothing says what to install in '${folder}'.`);
  if (isInstalled(folder)) return;
  const release = await acquireLock(path.join(folder, '.tmp', 'install.lock'));
  try {
    if (!isInstalled(folder)) install(folder);
  } finally {
    release();
  }
}

/** Our own mark, written last: it tells a whole installation from one that was cut off. */
const markOf = (folder: string): string => path.join(folder, 'node_modules', '.installed-by-tests');

function isInstalled(folder: string): boolean {
  const mark = markOf(folder);
  return existsSync(mark) && statSync(mark).mtimeMs >= statSync(path.join(folder, 'package-lock.json')).mtimeMs;
}

function install(folder: string): void {
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.error) throw npm.error;
  if (npm.status !== 0) throw new Error(`'npm ci' in '${folder}' failed:\n${npm.stdout}${npm.stderr}`);
  writeFileSync(markOf(folder), '');
}

/** Takes a lock that is a folder, since making one is atomic. Returns the function that gives it back. */
async function acquireLock(lock: string): Promise<() => void> {
  mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      return () => rmSync(lock, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isStale(lock)) rmSync(lock, { recursive: true, force: true });
      else await delay(200);
    }
  }
}

function isStale(lock: string): boolean {
  const made = statSync(lock, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > staleLockMs;
}
